/** White space, control characters and the bytes of a UTF-8 byte order mark: harmless between interchanges. */
const isFiller = (byte: number): boolean => byte <= 0x20 || byte === 0xef || byte === 0xbb || byte === 0xbf;

/** Filler between UNA and UNB is no longer than that. */
export const mostFiller = 4096;

/** The offset after filler, of which there is no end to or no more than `most`. */
export function skipFiller(bytes: Uint8Array, from: number, most: number = bytes.length): number {
  const end = Math.min(bytes.length, from + most);
  let at = from;
  while (at < end && isFiller(bytes[at] as number)) at += 1;
  return at;
}

export const lineFeed = 0x0a;
export const carriageReturn = 0x0d;

/** Whether a byte may stand between a terminator and the segment after it. */
export const isLineEnd = (byte: number): boolean => byte === lineFeed || byte === carriageReturn;

/** The offset after the line ends between two segments. */
export function skipLineEnds(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isLineEnd(bytes[at] as number)) at += 1;
  return at;
}

/** The first bytes at an offset, printable, for error messages. */
export const excerpt = (bytes: Uint8Array, at: number): string =>
  Buffer.from(bytes.subarray(at, at + 20))
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, '.');
