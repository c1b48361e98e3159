import type { Charset } from './charset.ts';
import { byteClass, type Delimiters } from './delimiters.ts';
import type { ElementTable } from './element-table.ts';
import type { Limits } from './limits.ts';
import { blockIndex } from './sound/block-index.ts';
import type { GuideProgram } from './sound/guide-program.ts';
import {
  beginAt,
  blockSize,
  eventAt,
  firstAt,
  fromAt,
  lastAt,
  stoppedAt,
  tagAt,
} from './sound/kernel/layout.ts';
import { kernel } from './sound/kernel.ts';
import { memory } from './sound/memory.ts';
import { type RunListener, run, told } from './sound/run.ts';
import type { SegmentPlan } from './sound/segment-plan.ts';
import { type SetHeader, series } from './sound/series.ts';

/** Most files are small: a block grows as the reading goes on. */
const firstBlock = 2048;

const { element: ELEMENT, segment: SEGMENT, release: RELEASE } = byteClass;
const { block, events, roles, state } = memory;

/** Bytes of a file from a position on, and how they are to be read. */
export interface Source {
  readonly bytes: Uint8Array;
  readonly position: number;
  readonly end: number;
  readonly delimiters: Delimiters;
  readonly charset: Charset;
}

/** Goes from segment to segment in the index of a block, which it fills again and again. */
export class IndexWalk {
  /** Where the segment found is in the index: the event that ends its id, and its terminator. */
  first = -1;
  last = -1;
  /** Whether it is plain text between element separators. */
  isPlain = false;
  #size = firstBlock;
  /** Where the block begins in the bytes, and where it ends. */
  #base = 0;
  #to = 0;
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
    this.#to = to;
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
    state[eventAt] = this.#next;
    state[fromAt] = from - this.#base;
    const passed = run(guide, this.#indexed, most, limits, listener);
    if (passed === 0) return 0;
    this.#next = state[eventAt] as number;
    told.first = state[firstAt] as number;
    told.last = state[lastAt] as number;
    told.begin = state[beginAt] as number;
    told.tag = state[tagAt] as number;
    this.stand();
    return passed;
  }

  /**
   * Goes past the whole transaction sets of a series that begin at an offset; how many. `memory.sets` says where they are
   * from `base` on.
   */
  series(
    guide: GuideProgram,
    sets: SetHeader,
    source: Source,
    most: number,
    limits: Limits,
    recording: number,
  ): number {
    const { bytes, position, end, delimiters, charset } = source;
    if (!this.#reach(position) && !this.#fill(bytes, position, end, delimiters, charset)) return 0;
    const passed = this.#series(guide, sets, position, most, limits, recording);
    if (passed > 0 || !this.#endsBefore(end)) return passed;
    this.#size = blockSize;
    if (!this.#fill(bytes, position, end, delimiters, charset)) return 0;
    return this.#series(guide, sets, position, most, limits, recording);
  }

  #series(
    guide: GuideProgram,
    sets: SetHeader,
    from: number,
    most: number,
    limits: Limits,
    recording: number,
  ): number {
    state[eventAt] = this.#next;
    state[fromAt] = from - this.#base;
    const passed = series(guide, sets, this.#indexed, most, limits, recording);
    if (passed > 0) this.#next = state[eventAt] as number;
    return passed;
  }

  /** Whether the segment at which a series stopped may go on behind the block. */
  #endsBefore(end: number): boolean {
    if (this.#to >= end) return false;
    for (let event = state[stoppedAt] as number; event < this.#indexed; event += 1) {
      if (roles[block[events[event] as number] as number] === SEGMENT) return false;
    }
    return true;
  }

  /** Where the block begins in the bytes. */
  get base(): number {
    return this.#base;
  }

  /** The segment found is the one that a run tells of. */
  stand(): void {
    this.first = told.first;
    this.last = Math.abs(told.last);
    this.isPlain = told.last > 0;
  }

  /** Offset of the first byte of the segment that a run has just gone past. */
  get begin(): number {
    return told.begin + this.#base;
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
    return placed > 0 && kernel.soundEnd(placed, this.first, this.last + 1) !== 0;
  }
}
