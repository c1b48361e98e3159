import { type Charset, decode, isAscii } from './charset.ts';

/** Characters that are decoded at a time: a call for every element would cost more than the element. */
const blockLength = 8192;

/** Text of bytes; of those that are ASCII cut from blocks that are decoded once. */
export class TextBlock {
  #buffer: Buffer;
  #text = '';
  #from = 0;
  #to = 0;

  constructor(bytes: Uint8Array) {
    this.#buffer = asBuffer(bytes);
  }

  /** The bytes are others from now on. */
  renew(bytes: Uint8Array): void {
    this.#buffer = asBuffer(bytes);
    this.#text = '';
    this.#to = 0;
    this.#from = 0;
  }

  /** @param isPlain it is known to be ASCII */
  slice(from: number, to: number, isPlain: boolean, charset: Charset): string {
    if (!isPlain && !isAscii(this.#buffer, from, to)) return decode(this.#buffer, from, to, charset);
    return this.plain(from, to);
  }

  /** Text of a range that is known to be ASCII. */
  plain(from: number, to: number): string {
    if (from < this.#from || to > this.#to) this.#decode(from, to);
    return this.#text.slice(from - this.#from, to - this.#from);
  }

  /** The same, in memory of its own. */
  own(from: number, to: number): string {
    return this.#buffer.toString('latin1', from, to);
  }

  #decode(from: number, to: number): void {
    this.#from = from;
    this.#to = Math.min(this.#buffer.length, Math.max(to, from + blockLength));
    this.#text = this.#buffer.toString('latin1', from, this.#to);
  }
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const short = Buffer.allocUnsafe(256);

/** The text of a range without release characters. */
export function releasedText(
  bytes: Uint8Array,
  from: number,
  to: number,
  release: number | null,
  charset: Charset,
): string {
  const ascii = shortUnreleased(bytes, from, to, release);
  if (ascii !== null) return ascii;
  const plain = unreleased(bytes, from, to, release);
  return decode(plain, 0, plain.length, charset);
}

/** The text of a short range of ASCII without release characters; `null`: it is something else. */
function shortUnreleased(bytes: Uint8Array, from: number, to: number, release: number | null): string | null {
  if (to - from > short.length) return null;
  let length = 0;
  for (let at = from; at < to; at += 1) {
    if (bytes[at] === release && at + 1 < to) at += 1;
    const byte = bytes[at] as number;
    if (byte >= 0x80) return null;
    short[length] = byte;
    length += 1;
  }
  return short.toString('latin1', 0, length);
}

/** The bytes of a range without release characters. */
export function unreleased(bytes: Uint8Array, from: number, to: number, release: number | null): Buffer {
  const plain = Buffer.allocUnsafe(to - from);
  let length = 0;
  for (let at = from; at < to; at += 1) {
    if (bytes[at] === release && at + 1 < to) at += 1;
    plain[length] = bytes[at] as number;
    length += 1;
  }
  return plain.subarray(0, length);
}
