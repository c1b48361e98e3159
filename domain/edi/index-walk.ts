import type { Delimiters } from './delimiters.ts';
import type { ElementTable } from './element-table.ts';
import { indexBlock } from './segment-index.ts';
import { sharedIndex } from './shared-index.ts';
import type { SegmentPlan } from './validate/segment-plan.ts';

/** Most files are small: a block grows as the reading goes on. */
const firstBlock = 2048;

/** Goes from segment to segment in the index, which it fills block by block. */
export class IndexWalk {
  /** Where the segment found is in the index: the event that ends its id, and its terminator. */
  first = -1;
  last = -1;
  /** Whether it is plain text between element separators. */
  isPlain = false;
  readonly #events = sharedIndex.index.events;
  readonly #ends = sharedIndex.index.ends;
  readonly #odd = sharedIndex.index.odd;
  #block = firstBlock;
  /** Segments in the index, and the one to find next. */
  #indexed = 0;
  #record = 0;
  /** Tells whether the index still holds what was put there. */
  #stamp = -1;

  /** The bytes are others, or mean something else. */
  forget(): void {
    this.#indexed = 0;
    this.#block = firstBlock;
    this.drop();
  }

  /** The segment found is no longer of use. */
  drop(): void {
    this.isPlain = false;
    this.first = -1;
  }

  /** Whether the segment found is still in the index. */
  get isCurrent(): boolean {
    return this.first >= 0 && this.#stamp === sharedIndex.stamp;
  }

  /** Whether elements of the segment found lie just between its events. */
  get isDirect(): boolean {
    return this.isPlain && this.#stamp === sharedIndex.stamp;
  }

  /** Finds the segment at an offset; false if its end is not near. */
  find(bytes: Uint8Array, from: number, end: number, delimiters: Delimiters): boolean {
    const events = this.#events;
    const ends = this.#ends;
    for (;;) {
      const filled = this.#record < this.#indexed && this.#stamp === sharedIndex.stamp;
      if (!filled && !this.#fill(bytes, from, end, delimiters)) return false;
      if ((events[ends[this.#record] as number] as number) >= from) break;
      this.#record += 1;
    }
    const record = this.#record;
    let first = 0;
    let others = this.#odd[record] as number;
    if (record > 0) {
      first = (ends[record - 1] as number) + 1;
      others -= this.#odd[record - 1] as number;
    }
    while ((events[first] as number) < from) {
      first += 1;
      others -= 1;
    }
    this.first = first;
    this.last = ends[record] as number;
    this.isPlain = others === 0;
    return true;
  }

  /** The segment found is the one that is read. */
  accept(): void {
    this.#record += 1;
  }

  #fill(bytes: Uint8Array, from: number, end: number, delimiters: Delimiters): boolean {
    if (this.#stamp !== sharedIndex.stamp) this.#block = firstBlock;
    const to = Math.min(end, from + this.#block);
    this.#block = Math.min(indexBlock, this.#block * 4);
    this.#record = 0;
    this.#indexed = sharedIndex.fill(bytes, from, to, delimiters);
    this.#stamp = sharedIndex.stamp;
    return this.#indexed > 0;
  }

  /** Offset of the segment's terminator. */
  get terminator(): number {
    return this.#events[this.last] as number;
  }

  /** Offset after the segment's id. */
  get idEnd(): number {
    return this.#events[this.first] as number;
  }

  /** Offset of the first byte of an element after the id of a plain segment. */
  start(element: number): number {
    return (this.#events[this.first + element - 1] as number) + 1;
  }

  /** Offset after the last byte of an element of a plain segment. */
  end(element: number): number {
    return this.#events[this.first + element] as number;
  }

  /** Puts the elements of the segment found in a table. */
  fill(table: ElementTable, bytes: Uint8Array, from: number, classes: Uint8Array): void {
    table.take(bytes, from, this.#events, this.first, this.last, classes);
  }

  /** Whether the segment found is sound by a plan; false may also mean that it takes a closer look. */
  isSound(plan: SegmentPlan, bytes: Uint8Array, delimiters: Delimiters): boolean {
    if (!this.isCurrent) return false;
    return this.isPlain
      ? plan.isSoundPlain(bytes, this.#events, this.first, this.last)
      : plan.isSoundCompound(bytes, this.#events, this.first, this.last, delimiters);
  }
}
