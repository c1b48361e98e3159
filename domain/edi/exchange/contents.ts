import type { Interchange } from '../envelope.ts';

/**
 * What an interchange says whatever its numbers, date and time: of each transaction set its type, and its bytes between
 * header and trailer.
 */
export function* contentsOf(bytes: Uint8Array, { groups, dialect }: Interchange): Generator<Uint8Array> {
  const { segment, release } = dialect.delimiters;
  const isEnd = (at: number): boolean => bytes[at] === segment && !isReleased(bytes, at, release);
  for (const { transactions } of groups) {
    for (const { type, from, to } of transactions) {
      let start = from;
      while (start < to && !isEnd(start)) start += 1;
      let end = to - 2;
      while (end > start && !isEnd(end)) end -= 1;
      yield Buffer.from(`${type}\n`, 'latin1');
      yield bytes.subarray(start, Math.max(start, end));
    }
  }
}

/** Behind an odd number of release characters. */
function isReleased(bytes: Uint8Array, at: number, release: number | null): boolean {
  let before = at - 1;
  while (release !== null && bytes[before] === release) before -= 1;
  return (at - 1 - before) % 2 === 1;
}
