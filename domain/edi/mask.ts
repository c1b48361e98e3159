/** Replaces letters and digits of a byte range in place; the rest of it, and its length, stay. */
export type Mask = (bytes: Uint8Array, from: number, to: number) => void;

/**
 * A mask by a keyed hash: the same text becomes the same text wherever it stands, and without the key nobody can tell
 * which text it was. Characters outside of ASCII become one letter of as many bytes.
 *
 * @param hash bytes that follow from a key and a text
 */
export function maskBy(hash: (text: string) => Uint8Array): Mask {
  const known = new Map<string, Uint8Array>();
  const streamOf = (text: string): Uint8Array => {
    const before = known.get(text);
    if (before) return before;
    const blocks: Uint8Array[] = [];
    let length = 0;
    while (length < text.length) {
      const block = hash(`${blocks.length} ${text}`);
      blocks.push(block);
      length += block.length;
    }
    const stream = Buffer.concat(blocks);
    known.set(text, stream);
    return stream;
  };
  return (bytes, from, to) => {
    const text = Buffer.from(bytes.subarray(from, to)).toString('latin1').trimEnd();
    const stream = streamOf(text);
    for (let index = 0; index < text.length; index += 1) {
      const at = from + index;
      bytes[at] = masked(bytes[at] ?? 0, stream[index] ?? 0);
    }
  };
}

const [zero, upper, lower] = [0x30, 0x41, 0x61];

function masked(byte: number, random: number): number {
  if (byte >= zero && byte <= 0x39) return zero + (random % 10);
  if (byte >= upper && byte <= 0x5a) return upper + (random % 26);
  if (byte >= lower && byte <= 0x7a) return lower + (random % 26);
  return byte < 0x80 ? byte : foreign(byte);
}

/** In UTF-8 é, ࢩ or the like, by the number of bytes; in ISO 8859-1 Ã, © and so on: nothing of what was there. */
const foreign = (byte: number): number => {
  if (byte < 0xc0) return 0xa9;
  if (byte < 0xe0) return 0xc3;
  return byte < 0xf0 ? 0xe3 : 0xf1;
};
