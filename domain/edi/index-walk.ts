import type { Charset } from './charset.ts';
import { byteClass, type Delimiters } from './delimiters.ts';
import type { ElementTable } from './element-table.ts';
import type { Limits } from './limits.ts';
import { blockIndex } from './sound/block-index.ts';
import type { GuideProgram } from './sound/guide-program.ts';
import { blockSize, memory } from './sound/memory.ts';
import { type RunListener, run, stand } from './sound/run.ts';
import { soundEnd } from './sound/segment.ts';
import type { SegmentPlan } from './sound/segment-plan.ts';

/** Most files are small: a block grows as the reading goes on. */
const firstBlock = 2048;

const { element: ELEMENT, segment: SEGMENT, release: RELEASE } = byteClass;
const { block, events, roles } = memory;

/** Goes from segment to segment in the index of a block, which it fills again and again. */
export class IndexWalk {
  /** Where the segment found is in the index: the event that ends its id, and its terminator. */
  first = -1;
  last = -1;
  /** Whether it is plain text between element separators. */
  isPlain = false;
  #size = firstBlock;
  /** Where the block begins in the bytes. */
  #base = 0;
  /** Events in the index, and the first of them behind the segments read. */
  #indexed = 0;
  #next = 0;
  /** Tells whether the index still holds what was put there. */
  #stamp = -1;

  /** The bytes are others, or mean something else. */
  forget(): void {
    this.#indexed = 0;
    this.#size = firstBlock;
    this.drop();
  }

  /** The segment found is no longer of use. */
  drop(): void {
    this.isPlain = false;
    this.first = -1;
  }

  /** Whether the segment found is still in the index. */
  get isCurrent(): boolean {
    return this.first >= 0 && this.#stamp === blockIndex.stamp;
  }

  /** Whether elements of the segment found lie just between its events. */
  get isDirect(): boolean {
    return this.isPlain && this.#stamp === blockIndex.stamp;
  }

  /** Finds the segment at an offset; false if its end is not near. */
  find(bytes: Uint8Array, from: number, end: number, delimiters: Delimiters, charset: Charset): boolean {
    if (this.#reach(from) && this.#findEnd()) return true;
    return this.#fill(bytes, from, end, delimiters, charset) && this.#findEnd();
  }

  /** Goes to the first event behind an offset; false if it is not in the index. */
  #reach(from: number): boolean {
    if (this.#stamp !== blockIndex.stamp) return false;
    const at = from - this.#base;
    let next = this.#next;
    while (next < this.#indexed && (events[next] as number) < at) next += 1;
    this.#next = next;
    return next < this.#indexed;
  }

  /** The events up to the next terminator that is not released. */
  #findEnd(): boolean {
    let others = 0;
    for (let event = this.#next; event < this.#indexed; event += 1) {
      const at = events[event] as number;
      const role = roles[block[at] as number] as number;
      if (role === ELEMENT) continue;
      if (role === SEGMENT) {
        this.first = this.#next;
        this.last = event;
        this.isPlain = others === 0;
        return true;
      }
      others += 1;
      if (role === RELEASE && events[event + 1] === at + 1) event += 1;
    }
    return false;
  }

  /** The segment found is the one that is read. */
  accept(): void {
    this.#next = this.last + 1;
  }

  #fill(bytes: Uint8Array, from: number, end: number, delimiters: Delimiters, charset: Charset): boolean {
    if (this.#stamp !== blockIndex.stamp) this.#size = firstBlock;
    const to = Math.min(end, from + this.#size);
    this.#size = Math.min(blockSize, this.#size * 4);
    this.#next = 0;
    this.#base = from;
    this.#indexed = blockIndex.fill(bytes, from, to, delimiters, charset);
    this.#stamp = blockIndex.stamp;
    return this.#indexed > 0;
  }

  /**
   * Goes past the segments from an offset on that are certainly sound and in place by a guide; how many. The last of them
   * is the one found.
   */
  run(guide: GuideProgram, from: number, most: number, limits: Limits, listener: RunListener): number {
    if (!this.#reach(from)) return 0;
    stand.event = this.#next;
    stand.from = from - this.#base;
    const passed = run(guide, this.#indexed, most, limits, listener);
    if (passed === 0) return 0;
    this.#next = stand.event;
    this.stand();
    return passed;
  }

  /** The segment found is the one that a run has just gone past. */
  stand(): void {
    this.first = stand.first;
    this.last = Math.abs(stand.last);
    this.isPlain = stand.last > 0;
  }

  /** Offset of the first byte of the segment that a run has just gone past. */
  get begin(): number {
    return stand.begin + this.#base;
  }

  /** Offset of the segment's terminator. */
  get terminator(): number {
    return (events[this.last] as number) + this.#base;
  }

  /** Offset after the segment's id. */
  get idEnd(): number {
    return (events[this.first] as number) + this.#base;
  }

  /** Offset of the first byte of an element after the id of a plain segment. */
  start(element: number): number {
    return (events[this.first + element - 1] as number) + this.#base + 1;
  }

  /** Offset after the last byte of an element of a plain segment. */
  end(element: number): number {
    return (events[this.first + element] as number) + this.#base;
  }

  /** Puts the elements of the segment found in a table. */
  fill(table: ElementTable, from: number): void {
    table.take(from, this.#base, this.first, this.last);
  }

  /** Whether the segment found is sound by a plan; false may also mean that it takes a closer look. */
  isSound(plan: SegmentPlan): boolean {
    if (!this.isCurrent) return false;
    const placed = plan.place();
    return placed > 0 && soundEnd(placed, this.first, this.last + 1) !== 0;
  }
}
