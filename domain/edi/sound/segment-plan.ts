import type { CompiledComposite, CompiledElement, CompiledSegment, ValueKind } from '../guides/compiled.ts';
import {
  codeForm,
  compositeForm,
  dateForm,
  decimalForm,
  lettersForm,
  numberForm,
  slotSize,
  slowForm,
  textForm,
  timeForm,
  wholeForm,
} from './kernel/layout.ts';
import { placeProgram, programEpoch } from './memory.ts';
import { ValueMaker } from './segment-values.ts';

/** Elements, and the components of one, are bits of a number. */
const mostElements = 31;
const mostLength = 0x7fffffff;
/** Lists longer than this would put every other guide out of the program memory. */
const mostCodes = 16_384;

type Part = CompiledElement | CompiledComposite;

const forms: Readonly<Record<ValueKind, number>> = {
  text: textForm,
  letters: lettersForm,
  whole: wholeForm,
  decimal: decimalForm,
  number: numberForm,
  date: dateForm,
  time: timeForm,
};

/**
 * What tells a sound segment from its bytes and the places of its delimiters, without text, in one go: numbers in the
 * program memory, which `soundEnd` goes by. It says yes only where `checkSegment` finds no fault: whatever is out of the
 * ordinary is left to that, which also says what is wrong.
 */
export class SegmentPlan {
  readonly #segment: Pick<CompiledSegment, 'elements' | 'notes' | 'periods'>;
  readonly #isUsable: boolean;
  #at = 0;
  #epoch = -1;
  #values: ValueMaker | null = null;

  constructor(segment: Pick<CompiledSegment, 'elements' | 'notes' | 'periods'>) {
    this.#segment = segment;
    this.#isUsable =
      segment.elements.length <= mostElements &&
      segment.elements.every(({ components }) => (components?.length ?? 0) <= mostElements);
  }

  /** Makes the values of segments that are sound by the plan. */
  get values(): ValueMaker {
    this.#values ??= new ValueMaker(this.#segment);
    return this.#values;
  }

  /** Where it is in the program memory, into which it is put when it is first needed; 0: it cannot be. */
  place(): number {
    if (!this.#isUsable) return 0;
    if (this.#epoch === programEpoch()) return this.#at;
    this.#epoch = programEpoch();
    this.#at = placeSegment(this.#segment);
    // The memory was emptied in between: a part of it is gone.
    if (this.#epoch !== programEpoch()) return 0;
    return this.#at;
  }
}

function placeSegment({ elements, notes, periods }: ConstructorParameters<typeof SegmentPlan>[0]): number {
  let names = 0;
  const slots = elements.map((element) => {
    const slot = [...placeElement(element), names];
    names += element.components?.length ?? 1;
    return slot;
  });
  const head = [
    elements.length * slotSize,
    requiredOf(elements),
    periods.reduce((bits, { value }) => bits | (1 << (value - 1)), 0),
  ];
  const noteNumbers = notes.flatMap(({ kind, mask, elements: [first = 1] }) => [
    kind.charCodeAt(0),
    mask,
    1 << (first - 1),
  ]);
  const noted = placeProgram(noteNumbers);
  return placeProgram([...head, noted, noted + noteNumbers.length * 4, ...slots.flat()]);
}

function placeElement(element: Part): number[] {
  if (element.minRepetitions > 1) return slow;
  if (!element.components || element.notUsed) return simpleSlot(element);
  const { components } = element;
  const parts = placeProgram(components.flatMap((part) => [...simpleSlot(part), 0]));
  return [compositeForm, components.length, requiredOf(components), parts];
}

const slow = [slowForm, 0, 0, 0];

const simpleSlot = (part: Part): number[] =>
  part.components || part.notUsed || (part.codes?.short.length ?? 0) > mostCodes
    ? slow
    : [formOf(part), part.min, Math.min(part.max, mostLength), placeCodes(part)];

const formOf = ({ kind, codes }: CompiledElement): number =>
  kind === 'text' && codes !== null ? codeForm : forms[kind];

const requiredOf = (parts: readonly Part[]): number =>
  parts.reduce((bits, part, index) => bits | (part.required ? 1 << index : 0), 0);

/** The elements of a dictionary share their code lists. */
let placed = new WeakMap<object, number>();
let epoch = -1;

/** Codes of up to four bytes as a hash table: its shift and mask, then the keys; 0: any code will do. */
function placeCodes({ codes }: CompiledElement): number {
  if (codes === null) return 0;
  if (epoch !== programEpoch()) placed = new WeakMap();
  epoch = programEpoch();
  const known = placed.get(codes);
  if (known !== undefined) return known;
  const at = placeProgram(hashTable(codes.short.map((code) => [keyOf(code)])));
  placed.set(codes, at);
  return at;
}

/** Packed as a view reads it from the bytes: the first lowest. */
const keyOf = (code: string): number =>
  [...code].reduceRight((packed, character) => (packed << 8) | character.charCodeAt(0), 0);

/** Shift and mask, then slots of rows that begin with their key; 0 is no key. */
export function hashTable(rows: readonly (readonly [number, ...number[]])[]): number[] {
  const width = rows[0]?.length ?? 1;
  const bits = Math.max(3, Math.ceil(Math.log2(rows.length * 2 + 1)));
  const mask = 2 ** bits - 1;
  const shift = 32 - bits;
  const slots = new Array<number>(2 ** bits * width).fill(0);
  for (const row of rows) {
    let slot = Math.imul(row[0], 0x9e3779b1) >>> shift;
    while (slots[slot * width] !== 0 && slots[slot * width] !== row[0]) slot = (slot + 1) & mask;
    for (const [index, number] of row.entries()) slots[slot * width + index] = number;
  }
  return [shift, mask, ...slots];
}
