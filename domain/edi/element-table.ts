import { byteClass } from './delimiters.ts';
import { memory } from './sound/memory.ts';

/** Set on an element that holds component or repetition separators. */
export const COMPOUND = 1;
/** Set on an element that holds release characters. */
export const RELEASED = 2;

/** Elements there is room for at first; no segment of X12 has more than 40. */
const usualElements = 64;

const { block, events, roles } = memory;

/** What a scan found instead of a terminator. */
export const noTerminator = -1;
export const tooManyElements = -2;

/** Module constants, not object properties: the inner loop compares every byte with them. */
const { data: DATA, element: ELEMENT, segment: SEGMENT, release: RELEASE } = byteClass;

/** Where the elements of one segment begin, and what is in them. */
export class ElementTable {
  starts: Int32Array;
  marks: Uint8Array;
  /** Data elements of the segment; -1: it is not in the table. */
  elements = -1;
  readonly #most: number;

  /** @param most elements of a segment */
  constructor(most: number) {
    this.#most = most;
    this.starts = new Int32Array(Math.min(usualElements, most + 2));
    this.marks = new Uint8Array(this.starts.length);
  }

  /** Finds the elements of the segment at an offset; the offset of its terminator, which lies before `stop`, or why there is none. */
  scan(bytes: Uint8Array, from: number, stop: number, classes: Uint8Array): number {
    let { starts, marks } = this;
    starts[0] = from;
    marks[0] = 0;
    let at = from;
    let n = 0;
    for (;;) {
      let kind: number = DATA;
      while (at < stop && kind === DATA) {
        kind = classes[bytes[at] as number] as number;
        at += 1;
      }
      if (kind === DATA || kind === SEGMENT) {
        this.elements = n;
        return kind === SEGMENT ? at - 1 : noTerminator;
      }
      if (kind === ELEMENT) {
        n += 1;
        if (n + 1 >= starts.length) {
          if (n > this.#most) {
            this.elements = n - 1;
            return tooManyElements;
          }
          this.#grow();
          starts = this.starts;
          marks = this.marks;
        }
        starts[n] = at;
        marks[n] = 0;
      } else if (kind === RELEASE) {
        marks[n] = (marks[n] as number) | RELEASED;
        at += 1;
      } else marks[n] = (marks[n] as number) | COMPOUND;
    }
  }

  /**
   * Takes the elements of a segment from the index of a block: its events from the one after `from` up to that of its
   * terminator.
   *
   * @param base where the block begins
   */
  take(from: number, base: number, first: number, last: number): void {
    if (last - first + 2 > this.starts.length) this.#grow();
    const { starts, marks } = this;
    starts[0] = from;
    marks[0] = 0;
    let n = 0;
    for (let event = first; event < last; event += 1) {
      const at = events[event] as number;
      const role = roles[block[at] as number] as number;
      if (role === ELEMENT) {
        n += 1;
        starts[n] = at + base + 1;
        marks[n] = 0;
      } else if (role === RELEASE) {
        marks[n] = (marks[n] as number) | RELEASED;
        if (events[event + 1] === at + 1) event += 1;
      } else if (role < RELEASE) marks[n] = (marks[n] as number) | COMPOUND;
    }
    this.elements = n;
  }

  /** Sets where the last element ends. */
  endAt(to: number): void {
    this.starts[this.elements + 1] = to + 1;
  }

  #grow(): void {
    const size = this.#most + 2;
    const starts = new Int32Array(size);
    const marks = new Uint8Array(size);
    starts.set(this.starts);
    marks.set(this.marks);
    this.starts = starts;
    this.marks = marks;
  }
}
