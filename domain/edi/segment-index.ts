import type { Delimiters } from './delimiters.ts';

/** Most bytes that are indexed at a time. */
export const indexBlock = 65_536;

/**
 * Where the bytes of a block are that are not plain text: delimiters, release characters, control characters and bytes
 * above 0x7f. The terminators among them, released ones left aside, are the ends of segments, so that segments and
 * elements are found without looking at the bytes between.
 */
export interface SegmentIndex {
  /** Offsets of all such bytes, ascending. */
  readonly events: Int32Array;
  /** Of each segment: the index in `events` of its terminator. */
  readonly ends: Int32Array;
  /** Of each segment: how many bytes in the block up to its end are neither element separator nor terminator. */
  readonly odd: Int32Array;
  /**
   * Indexes the bytes of a range, which is no longer than `indexBlock` and starts outside of a release sequence.
   * Returns the number of segments that end in it.
   */
  fill(bytes: Uint8Array, from: number, to: number, delimiters: Delimiters): number;
}

const tables = new WeakMap<Delimiters, Uint8Array>();

/** 1 for each byte that is no plain text. */
function specials(delimiters: Delimiters): Uint8Array {
  const known = tables.get(delimiters);
  if (known) return known;
  const table = new Uint8Array(256).map((_, byte) => (byte < 0x20 || byte >= 0x7f ? 1 : 0));
  for (const byte of Object.values(delimiters) as (number | null)[]) if (byte !== null) table[byte] = 1;
  tables.set(delimiters, table);
  return table;
}

/** Whether an odd number of release characters stands before an offset, in bytes that start at `from`. */
function isReleased(bytes: Uint8Array, at: number, from: number, release: number): boolean {
  let before = at;
  while (before > from && bytes[before - 1] === release) before -= 1;
  return (at - before) % 2 === 1;
}

/** The index made by JavaScript. */
export class PlainIndex implements SegmentIndex {
  readonly events = new Int32Array(indexBlock + 1);
  readonly ends = new Int32Array(indexBlock);
  readonly odd = new Int32Array(indexBlock);

  fill(bytes: Uint8Array, from: number, to: number, delimiters: Delimiters): number {
    return this.#segments(bytes, from, this.#find(bytes, from, to, specials(delimiters)), delimiters);
  }

  /** Without a branch that depends on the data: it would be foreseen wrongly at every element. */
  #find(bytes: Uint8Array, from: number, to: number, special: Uint8Array): number {
    const { events } = this;
    let count = 0;
    for (let at = from; at < to; at += 1) {
      events[count] = at;
      count += special[bytes[at] as number] as number;
    }
    return count;
  }

  #segments(
    bytes: Uint8Array,
    from: number,
    count: number,
    { element, segment, release }: Delimiters,
  ): number {
    const { events, ends, odd } = this;
    let segments = 0;
    let others = 0;
    for (let index = 0; index < count; index += 1) {
      const at = events[index] as number;
      const byte = bytes[at] as number;
      if (byte === element) continue;
      if (byte !== segment || (release !== null && isReleased(bytes, at, from, release))) {
        others += 1;
        continue;
      }
      ends[segments] = index;
      odd[segments] = others;
      segments += 1;
    }
    return segments;
  }
}
