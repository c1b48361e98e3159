import { byteClass } from '../delimiters.ts';
import type { CompiledSegment } from '../guides/compiled.ts';
import type { SegmentValues } from '../json-form.ts';
import type { SegmentCursor } from '../segment-cursor.ts';
import { memory } from './memory.ts';
import { Shape } from './shapes.ts';
import { longestShort, shortText, type TextSource } from './short-texts.ts';

const { block, events, roles } = memory;
const { component: COMPONENT, release: RELEASE } = byteClass;

const space = 0x20;
const values: string[] = [];

/** Makes the values of segments that a run has gone past: nothing is in them that takes a closer look. */
export class ValueMaker {
  readonly #shape: Shape;
  /** Of each element: which key is its own, or that of its first component. */
  readonly #keys: Int32Array;
  readonly #isSimple: boolean;

  constructor({ elements }: Pick<CompiledSegment, 'elements'>) {
    const names = elements.map(({ key, components }) => components?.map((part) => part.key) ?? [key]);
    let before = 0;
    this.#keys = Int32Array.from(names, ({ length }) => {
      before += length;
      return before - length;
    });
    this.#shape = new Shape(names.flat());
    this.#isSimple = elements.every(({ components, repeats }) => components === null || repeats <= 1);
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
    let shape: Shape | null = this.#shape;
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
          if (shape === null) return null;
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
}

function plainText(source: TextSource, base: number, from: number, to: number): string {
  const length = to - from;
  const last = block[to - 1] as number;
  if (length === 1 && last !== space) return String.fromCharCode(last);
  const isShort = length <= longestShort;
  const text = isShort ? shortText(source, base, to, length) : source.plain(base + from, base + to);
  return last === space ? text.trimEnd() : text;
}
