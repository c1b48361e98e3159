/** White space, control characters and the bytes of a UTF-8 byte order mark: harmless between interchanges. */
const isFiller = (byte: number): boolean => byte <= 0x20 || byte === 0xef || byte === 0xbb || byte === 0xbf;

/** The offset after filler. */
export function skipFiller(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && isFiller(bytes[at] as number)) at += 1;
  return at;
}

/** The first bytes at an offset, printable, for error messages. */
export const excerpt = (bytes: Uint8Array, at: number): string =>
  Buffer.from(bytes.subarray(at, at + 20))
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, '.');
