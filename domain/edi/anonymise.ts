import { CrossdockError } from '../errors.ts';
import type { Dialect } from './dialect.ts';
import type { CompiledElement, CompiledSegment, Guide } from './guides/compiled.ts';
import type { GuideFor } from './guides/load.ts';
import { defaultLimits } from './limits.ts';
import type { Mask } from './mask.ts';
import { ownValue } from './own-value.ts';
import { readInterchanges } from './read-interchanges.ts';
import { SegmentCursor } from './segment-cursor.ts';
import { StructureWalk } from './validate/structure.ts';

export interface AnonymiseOptions {
  readonly mask: Mask;
  readonly guideFor: GuideFor;
}

/**
 * A copy of a file in which names, addresses, texts and numbers of parties, documents and items are replaced: letters by
 * letters, digits by digits, the same value by the same everywhere. Codes, dates, quantities, amounts, control numbers
 * and everything about the structure stay, and so do all lengths.
 *
 * @returns null when the file holds no interchange
 * @throws CD_EDI_ANONYMISE_UNSAFE for what has no guide, or holds binary data: nobody knows what is in it
 */
export function anonymise(bytes: Uint8Array, { mask, guideFor }: AnonymiseOptions): Uint8Array | null {
  const copy = Uint8Array.from(bytes);
  const named: Named = new Map();
  let found = false;
  for (const { to, groups, dialect } of readInterchanges(bytes, defaultLimits)) {
    found = true;
    for (const range of groups.flatMap(({ transactions }) => transactions)) {
      const { type, version, controlNumber } = range;
      const guide = guideFor(dialect.standard, version, type);
      if (!guide) throw unsafe(type, controlNumber, 'has no guide');
      named.set(range.from, { to: range.to, guide, controlNumber });
    }
    walk(bytes, copy, dialect, to, named, mask);
  }
  return found ? copy : null;
}

/** Transaction sets by where they begin. */
type Named = Map<number, { readonly to: number; readonly guide: Guide; readonly controlNumber: string }>;

const unsafe = (type: string, controlNumber: string, problem: string): CrossdockError =>
  new CrossdockError('CD_EDI_ANONYMISE_UNSAFE', { type, controlNumber, problem });

/** Elements of envelopes that say who: position, and the components of it (none: all). */
const identities: Readonly<Record<string, readonly (readonly [number, ...number[]])[]>> = {
  ISA: [[2], [4], [6], [8]],
  GS: [[2], [3]],
  UNB: [[2, 1, 3, 4], [3, 1, 3, 4], [6]],
  UNG: [[2, 1], [3, 1], [8]],
};

const binary = new Set(['BIN', 'BDS', 'UNO']);

function walk(
  bytes: Uint8Array,
  copy: Uint8Array,
  dialect: Dialect,
  to: number,
  named: Named,
  mask: Mask,
): void {
  const cursor = new SegmentCursor(bytes, dialect, defaultLimits, to);
  let inside: { readonly to: number; readonly structure: Structure } | null = null;
  while (cursor.next()) {
    const begins = named.get(cursor.from);
    if (begins) inside = { to: begins.to, structure: new Structure(begins.guide, begins.controlNumber) };
    const isFrame = begins !== undefined || (inside !== null && cursor.to + 1 >= inside.to);
    if (inside && !isFrame) inside.structure.mask(cursor, copy, mask);
    else if (!inside) maskEnvelope(cursor, copy, mask);
    if (inside && cursor.to + 1 >= inside.to) inside = null;
  }
}

function maskEnvelope(cursor: SegmentCursor, copy: Uint8Array, mask: Mask): void {
  for (const [position, ...components] of ownValue(identities, cursor.id()) ?? []) {
    for (const [index, [start, end]] of partsOf(cursor, position).entries()) {
      if (components.length === 0 || components.includes(index + 1)) mask(copy, start, end);
    }
  }
}

/** The segments of one transaction set against its guide. */
class Structure {
  readonly #walk: StructureWalk;
  readonly #guide: Guide;
  readonly #controlNumber: string;
  #segment: CompiledSegment | null = null;

  constructor(guide: Guide, controlNumber: string) {
    const nothing = (): void => {};
    this.#guide = guide;
    this.#controlNumber = controlNumber;
    this.#walk = new StructureWalk(guide, {
      ...{ enterLoop: nothing, leaveLoop: nothing, missing: nothing, tooOften: nothing },
      ...{ outOfSequence: nothing, unknown: nothing },
      place: (segment) => {
        this.#segment = segment;
      },
    });
  }

  #definitionOf(cursor: SegmentCursor): CompiledSegment | null {
    this.#segment = null;
    this.#walk.next(cursor);
    return this.#segment;
  }

  mask(cursor: SegmentCursor, copy: Uint8Array, mask: Mask): void {
    if (binary.has(cursor.id())) throw unsafe(this.#guide.type, this.#controlNumber, 'holds binary data');
    const elements = this.#definitionOf(cursor)?.elements ?? [];
    for (let position = 1; position <= cursor.elements; position += 1) {
      const element = elements[position - 1];
      for (const [index, [start, end]] of partsOf(cursor, position).entries()) {
        const part = element?.components ? element.components[index] : element;
        if (saysWho(part)) mask(copy, start, end);
      }
    }
  }
}

/** What refers to places in the document, or is a date: without its meaning the document is not valid any more. */
const structural = new Set(['28', '329', '350', '554', '628', '734', '1251', '1082', '2380', '7164', '7166']);
/** Postal codes are ID in X12, sender and receiver service elements in EDIFACT. */
const personal = new Set(['116', '0004', '0008', '0010', '0014']);
/** Shorter texts of EDIFACT are codes, with a list of ours or without one. */
const shortestText = 4;

/** Whether an element may name somebody or something; what no guide knows may. */
function saysWho(element: CompiledElement | { readonly components: unknown } | undefined): boolean {
  if (!element || !('kind' in element)) return true;
  const { number, kind, type, max, codes } = element;
  if (personal.has(number)) return true;
  if (codes || structural.has(number) || /^0\d{3}$/.test(number) || type === 'ID') return false;
  if (kind !== 'text' && kind !== 'letters') return false;
  return type === 'AN' || max >= shortestText;
}

/** Byte ranges of the components of an element, one after the other through its repetitions. */
function partsOf(cursor: SegmentCursor, position: number): [number, number][] {
  if (!cursor.has(position)) return [];
  const { component, repetition, release } = cursor.delimiters;
  const [from, to] = [cursor.start(position), cursor.end(position)];
  const parts: [number, number][] = [];
  let start = from;
  for (let at = from; at < to; at += 1) {
    const byte = cursor.bytes[at];
    if (byte === release) at += 1;
    else if (byte === component || byte === repetition) {
      parts.push([start, at]);
      start = at + 1;
    }
  }
  return [...parts, [start, to]];
}
