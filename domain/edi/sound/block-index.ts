import type { Charset } from '../charset.ts';
import type { Delimiters } from '../delimiters.ts';
import { blockSize } from './kernel/layout.ts';
import { kernel } from './kernel.ts';
import { memory, useDialect } from './memory.ts';

const { block } = memory;

/** The bytes last put in the block, and where in them everything is that is no plain text. */
class BlockIndex {
  #stamp = 0;

  /** The last filling; another means that what was there before is gone. */
  get stamp(): number {
    return this.#stamp;
  }

  /** Puts bytes of a range that is no longer than a block in the memory; how many events there are. */
  fill(bytes: Uint8Array, from: number, to: number, delimiters: Delimiters, charset: Charset): number {
    this.#stamp += 1;
    useDialect(delimiters, charset);
    const length = Math.min(to - from, blockSize);
    block.set(length === bytes.length ? bytes : bytes.subarray(from, from + length));
    return kernel.findEvents(length);
  }
}

/** All cursors share it: it is larger than most files. */
export const blockIndex = new BlockIndex();
