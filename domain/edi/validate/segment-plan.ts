import type { Delimiters } from '../delimiters.ts';
import type {
  CompiledComposite,
  CompiledElement,
  CompiledSegment,
  SyntaxNote,
  ValueKind,
} from '../guides/compiled.ts';
import { CodeTable } from './code-table.ts';
import { form, isSoundValue } from './sound-value.ts';
import { holds } from './syntax-notes.ts';

/** Elements are bits of a number. */
const mostElements = 31;

const forms: Readonly<Record<ValueKind, number>> = {
  text: form.text,
  letters: form.slow,
  whole: form.whole,
  decimal: form.decimal,
  number: form.number,
  date: form.date,
  time: form.time,
};

/** Elements of a segment, or components of a composite, as numbers side by side. */
class Parts {
  readonly count: number;
  /** Those that must be sent, as bits. */
  readonly required: number;
  readonly #forms: Uint8Array;
  readonly #min: Int32Array;
  readonly #max: Int32Array;
  readonly #codes: readonly (CodeTable | null)[];

  constructor(parts: readonly (CompiledElement | CompiledComposite)[]) {
    this.count = parts.length;
    this.required = parts.reduce((bits, part, index) => bits | (part.required ? 1 << index : 0), 0);
    this.#forms = Uint8Array.from(parts, formOf);
    this.#min = Int32Array.from(parts, (part) => (part.components ? 0 : part.min));
    this.#max = Int32Array.from(parts, (part) => (part.components ? 0 : Math.min(part.max, 0x7fffffff)));
    this.#codes = parts.map((part) => (part.components ? null : tableOf(part)));
  }

  form(index: number): number {
    return this.#forms[index] as number;
  }

  /** @param escapes release characters in the value, which do not count */
  isSound(index: number, bytes: Uint8Array, from: number, to: number, escapes = 0): boolean {
    const kind = this.#forms[index] as number;
    if (kind >= form.composite) return false;
    const codes = this.#codes[index] as CodeTable | null;
    const min = this.#min[index] as number;
    const max = this.#max[index] as number;
    if (escapes === 0) return isSoundValue(bytes, from, to, kind, min, max, codes);
    const length = to - from - escapes;
    return kind === form.text && codes === null && length >= min && length <= max;
  }
}

const formOf = (part: CompiledElement | CompiledComposite): number => {
  if (part.notUsed) return form.slow;
  return part.components ? form.composite : forms[part.kind];
};

/** The elements of a message share the tables of their code lists. */
const tables = new WeakMap<object, CodeTable>();

function tableOf({ codes }: CompiledElement): CodeTable | null {
  if (codes === null) return null;
  const known = tables.get(codes);
  if (known) return known;
  const table = new CodeTable(codes.short);
  tables.set(codes, table);
  return table;
}

/** The event that ends a part of an element: the first, from `event` on, that is not released. */
function endOfPart(
  bytes: Uint8Array,
  events: Int32Array,
  event: number,
  last: number,
  release: number | null,
): number {
  let next = event;
  while (next < last) {
    const at = events[next] as number;
    if (bytes[at] !== release) return next;
    next += events[next + 1] === at + 1 ? 2 : 1;
  }
  return last;
}

function countEscapes(bytes: Uint8Array, from: number, to: number, release: number | null): number {
  let count = 0;
  for (let at = from; at < to; at += 1) {
    if (bytes[at] !== release) continue;
    count += 1;
    at += 1;
  }
  return count;
}

/**
 * What tells a sound segment from its bytes and the places of its delimiters, without text, in one go. It says yes only
 * where `checkSegment` finds no fault: whatever is out of the ordinary is left to that, which also says what is wrong.
 */
export class SegmentPlan {
  readonly #definitions: readonly (CompiledElement | CompiledComposite)[];
  /** Made when they are first needed: most segments of a guide never come. */
  #elements: Parts | null = null;
  #composites: readonly (Parts | null)[] = [];
  readonly #notes: readonly SyntaxNote[];
  /** Elements whose format another one names, as bits. */
  readonly #periods: number;
  readonly #isUsable: boolean;

  constructor({ elements, notes, periods }: Pick<CompiledSegment, 'elements' | 'notes' | 'periods'>) {
    this.#isUsable =
      elements.length <= mostElements &&
      elements.every(({ components }) => (components?.length ?? 0) <= mostElements);
    this.#definitions = elements;
    this.#notes = notes;
    this.#periods = periods.reduce((bits, { value }) => bits | (1 << (value - 1)), 0);
  }

  #prepare(): Parts {
    const elements = new Parts(this.#definitions);
    this.#elements = elements;
    this.#composites = this.#definitions.map(({ components }) => components && new Parts(components));
    return elements;
  }

  /** A segment of nothing but element separators at the events from `first`, which ends the id, to `last`. */
  isSoundPlain(bytes: Uint8Array, events: Int32Array, first: number, last: number): boolean {
    const sent = last - first;
    if (!this.#isUsable) return false;
    const elements = this.#elements ?? this.#prepare();
    if (sent > elements.count) return false;
    let filled = 0;
    let from = (events[first] as number) + 1;
    for (let index = 0; index < sent; index += 1) {
      const to = events[first + index + 1] as number;
      if (to > from) {
        filled |= 1 << index;
        if (!elements.isSound(index, bytes, from, to) && !this.#isSoundSingle(index, bytes, from, to)) {
          return false;
        }
      }
      from = to + 1;
    }
    return this.#isWhole(elements, filled);
  }

  /** A composite of which the first component alone was sent. */
  #isSoundSingle(index: number, bytes: Uint8Array, from: number, to: number): boolean {
    const components = this.#composites[index];
    if (!components || this.#elements?.form(index) !== form.composite) return false;
    return (components.required & ~1) === 0 && components.isSound(0, bytes, from, to);
  }

  /** A segment that has components or released characters too. */
  isSoundCompound(
    bytes: Uint8Array,
    events: Int32Array,
    first: number,
    last: number,
    delimiters: Delimiters,
  ): boolean {
    if (!this.#isUsable || bytes[events[first] as number] !== delimiters.element) return false;
    const elements = this.#elements ?? this.#prepare();
    let filled = 0;
    let event = first;
    for (let index = 0; event < last; index += 1) {
      if (index >= elements.count) return false;
      const next = this.#soundUpTo(elements, index, bytes, events, event, last, delimiters);
      if (next < 0) return false;
      if ((events[next] as number) > (events[event] as number) + 1) filled |= 1 << index;
      event = next;
    }
    return this.#isWhole(elements, filled);
  }

  /** The event that ends an element, which begins after `event`; -1 if it is not certainly sound. */
  #soundUpTo(
    elements: Parts,
    index: number,
    bytes: Uint8Array,
    events: Int32Array,
    event: number,
    last: number,
    { element, component, release }: Delimiters,
  ): number {
    let before = event;
    let filled = 0;
    for (let part = 0; part < mostElements; part += 1) {
      const from = (events[before] as number) + 1;
      const next = endOfPart(bytes, events, before + 1, last, release);
      const to = events[next] as number;
      const goesOn = next < last && bytes[to] === component;
      if (!goesOn && next < last && bytes[to] !== element) return -1;
      if (to > from) {
        const escapes = next === before + 1 ? 0 : countEscapes(bytes, from, to, release);
        const isComponent = goesOn || part > 0;
        if (!this.#isSoundPart(elements, index, part, isComponent, bytes, from, to, escapes)) return -1;
        filled |= 1 << part;
      } else if (goesOn && elements.form(index) !== form.composite) return -1;
      before = next;
      if (!goesOn) return part === 0 || this.#hasComponents(index, filled, part) ? next : -1;
    }
    return -1;
  }

  #isSoundPart(
    elements: Parts,
    index: number,
    part: number,
    isComponent: boolean,
    bytes: Uint8Array,
    from: number,
    to: number,
    escapes: number,
  ): boolean {
    const isComposite = elements.form(index) === form.composite;
    if (!isComposite) return !isComponent && elements.isSound(index, bytes, from, to, escapes);
    const components = this.#composites[index];
    if (!components || part >= components.count) return false;
    const isAlone = !isComponent;
    if (isAlone && (components.required & ~1) !== 0) return false;
    return components.isSound(part, bytes, from, to, escapes);
  }

  /** Whether a composite has the components it needs, and none behind the last it knows. */
  #hasComponents(index: number, filled: number, last: number): boolean {
    const components = this.#composites[index];
    if (!components) return false;
    return last < components.count && (filled & components.required) === components.required;
  }

  /** Whether the elements sent are those that must be. */
  #isWhole({ required }: Parts, filled: number): boolean {
    if (filled === 0 || (filled & required) !== required || (filled & this.#periods) !== 0) return false;
    for (const note of this.#notes) if (!holds(note, filled)) return false;
    return true;
  }
}
