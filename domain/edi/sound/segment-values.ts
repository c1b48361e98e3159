import { byteClass } from '../delimiters.ts';
import type { CompiledSegment } from '../guides/compiled.ts';
import type { SegmentValues } from '../json-form.ts';
import type { SegmentCursor } from '../segment-cursor.ts';
import { mostNames, mostTexts, valuesHead } from './kernel/layout.ts';
import { knownTexts, textOf } from './known-texts.ts';
import { memory } from './memory.ts';
import { Shape } from './shapes.ts';
import { longestShort, shortText, type TextSource } from './short-texts.ts';

const { block, events, roles, values: said } = memory;
const { component: COMPONENT, release: RELEASE } = byteClass;

const space = 0x20;
/** Shapes that are found by their bits; a file could make up any number. */
const mostKept = 256;
const values: string[] = [];

/** Makes the values of segments that a run has gone past: nothing is in them that takes a closer look. */
export class ValueMaker {
  readonly #shape: Shape<string>;
  /** Of each element: which key is its own, or that of its first component. */
  readonly #keys: Int32Array;
  readonly #isSimple: boolean;
  /** Whether the kernel tells its values. */
  readonly #isTold: boolean;
  /** Shapes by the names they have, as bits of two words. */
  readonly #shapes = new Map<number, Shape<string>>();
  /** The shape that came last, and its bits. */
  #last: Shape<string>;
  #low = 0;
  #high = 0;

  constructor({ elements }: Pick<CompiledSegment, 'elements'>) {
    const names = elements.map(({ key, components }) => components?.map((part) => part.key) ?? [key]);
    let before = 0;
    this.#keys = Int32Array.from(names, ({ length }) => {
      before += length;
      return before - length;
    });
    this.#shape = new Shape(names.flat());
    this.#last = this.#shape;
    this.#isSimple = elements.every(({ components, repeats }) => components === null || repeats <= 1);
    this.#isTold = this.#isSimple && names.flat().length <= mostNames;
  }

  /**
   * Elements by name, as `segmentValues` gives them; `null`: they take a closer look.
   *
   * @param base where the block begins in the bytes
   * @param first the event that ends the segment's id
   * @param last that of its terminator
   */
  make(cursor: SegmentCursor, base: number, first: number, last: number): SegmentValues | null {
    if (!this.#isSimple) return null;
    const keys = this.#keys;
    let shape = this.#shape;
    let element = 0;
    let part = 0;
    let count = 0;
    let isPlain = true;
    let from = (events[first] as number) + 1;
    for (let event = first + 1; event <= last; event += 1) {
      const to = events[event] as number;
      const role = roles[block[to] as number] as number;
      if (role >= RELEASE) {
        isPlain = false;
        if (role === RELEASE && events[event + 1] === to + 1) event += 1;
        continue;
      }
      if (to > from) {
        const text = isPlain
          ? plainText(cursor, base, from, to)
          : cursor.trimmed(base + from, base + to, true);
        if (text !== '') {
          shape = shape.with((keys[element] as number) + part);
          values[count] = text;
          count += 1;
        }
        isPlain = true;
      }
      if (role === COMPONENT) part += 1;
      else {
        element += 1;
        part = 0;
      }
      from = to + 1;
    }
    return shape.make(values);
  }

  /** The same, as `kernel.values` has said them. @param at where, in `memory.values` */
  told(cursor: SegmentCursor, base: number, at: number): SegmentValues | null {
    const count = said[at] as number;
    let isWhole = this.#isTold;
    let word = at + valuesHead;
    for (let index = 0; index < count; index += 1) {
      const known = said[word] as number;
      const text =
        known < mostTexts
          ? (knownTexts[known] as string)
          : textOf(cursor, base, known, said[word + 1] as number);
      if (text === '') isWhole = false;
      values[index] = text;
      word += 2;
    }
    if (!isWhole) return null;
    return this.#shapeOf(said[at + 1] as number, said[at + 2] as number).make(values);
  }

  #shapeOf(low: number, high: number): Shape<string> {
    if (low === this.#low && high === this.#high) return this.#last;
    const bits = (low >>> 0) + (high >>> 0) * 2 ** 32;
    let shape = this.#shapes.get(bits);
    if (!shape) {
      shape = this.#shape;
      for (let name = 0; name < mostNames; name += 1) {
        if ((name < 32 ? (low >>> name) & 1 : (high >>> (name - 32)) & 1) === 1) shape = shape.with(name);
      }
      if (this.#shapes.size < mostKept) this.#shapes.set(bits, shape);
    }
    this.#low = low;
    this.#high = high;
    this.#last = shape;
    return shape;
  }
}

function plainText(source: TextSource, base: number, from: number, to: number): string {
  const length = to - from;
  const last = block[to - 1] as number;
  if (length === 1 && last !== space) return String.fromCharCode(last);
  const isShort = length <= longestShort;
  const text = isShort ? shortText(source, base, to, length) : source.plain(base + from, base + to);
  return last === space ? text.trimEnd() : text;
}
