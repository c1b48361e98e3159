/** Three bytes of a segment id as one number, so that segments are told apart without making a string. */
export const tagOf = (id: string): number =>
  id.charCodeAt(0) * 65536 + (id.charCodeAt(1) || 0) * 256 + (id.charCodeAt(2) || 0);

const isIdByte = (byte: number): boolean => (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x30 && byte <= 0x39);

/** The segment id of a byte range as `tagOf` packs it; -1 if it is not two or three capital letters and digits. */
export function readTag(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from;
  if (length < 2 || length > 3) return -1;
  const first = bytes[from] as number;
  const second = bytes[from + 1] as number;
  const third = length === 3 ? (bytes[from + 2] as number) : 0;
  const capital = first >= 0x41 && first <= 0x5a;
  if (!capital || !isIdByte(second) || (length === 3 && !isIdByte(third))) return -1;
  return first * 65536 + second * 256 + third;
}
