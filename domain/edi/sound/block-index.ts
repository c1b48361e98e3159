import type { Charset } from '../charset.ts';
import type { Delimiters } from '../delimiters.ts';
import { blockSize, memory, useDialect } from './memory.ts';

const { block, events, special } = memory;

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
    return findEvents(length);
  }
}

/** All cursors share it: it is larger than most files. */
export const blockIndex = new BlockIndex();

/**
 * Without a branch that depends on the data: it would be foreseen wrongly at every element. Four bytes a turn, since the
 * turns of so short a loop cost as much as what it does.
 */
function findEvents(length: number): number {
  let count = 0;
  let at = 0;
  for (; at + 3 < length; at += 4) {
    events[count] = at;
    count += special[block[at] as number] as number;
    events[count] = at + 1;
    count += special[block[at + 1] as number] as number;
    events[count] = at + 2;
    count += special[block[at + 2] as number] as number;
    events[count] = at + 3;
    count += special[block[at + 3] as number] as number;
  }
  for (; at < length; at += 1) {
    events[count] = at;
    count += special[block[at] as number] as number;
  }
  return count;
}
