import type { Delimiters } from './delimiters.ts';
import { PlainIndex, type SegmentIndex } from './segment-index.ts';

/**
 * One index for all cursors: it is larger than most files. A cursor that finds it filled by another fills it again.
 */
class SharedIndex {
  readonly index: SegmentIndex;
  #filled = 0;

  constructor(index: SegmentIndex) {
    this.index = index;
  }

  /** The last filling; another means that what was there before is gone. */
  get stamp(): number {
    return this.#filled;
  }

  fill(bytes: Uint8Array, from: number, to: number, delimiters: Delimiters): number {
    this.#filled += 1;
    return this.index.fill(bytes, from, to, delimiters);
  }
}

export const sharedIndex = new SharedIndex(new PlainIndex());
