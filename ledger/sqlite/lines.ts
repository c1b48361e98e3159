import { constants, zstdCompressSync } from 'node:zlib';

/** Larger blocks hardly get smaller by the document, and reading one document costs the whole block. */
const maxBytes = 48 * 1024;
const maxLines = 4_000;
const mostBytesPerUnit = 3;
const lineBreak = 0x0a;
/** Shorter texts do not get smaller. */
const compressAbove = 160;
/** The fastest: over dozens of like documents a higher level saves some percent and takes twice the time. */
const params = { [constants.ZSTD_c_compressionLevel]: 1 };

/** The column for lines of UTF-8. */
export const packedLines = (lines: Uint8Array): string | Uint8Array =>
  lines.length > compressAbove ? zstdCompressSync(lines, { params }) : Buffer.from(lines).toString();

/** Lines of a block while it is filled, as UTF-8: joining strings first would make another copy of them all. */
export class Lines {
  #bytes: Buffer;
  #used = 0;
  #count = 0;

  /** @param bytes of room to begin with */
  constructor(bytes = 2 * maxBytes) {
    this.#bytes = Buffer.allocUnsafeSlow(bytes);
  }

  get count(): number {
    return this.#count;
  }

  /** Where the next line begins, when it is not the first. */
  get used(): number {
    return this.#used;
  }

  get isFull(): boolean {
    return this.#used > maxBytes || this.#count > maxLines;
  }

  /** @param line without line breaks, as JSON text is. @returns its length in bytes */
  append(line: string): number {
    this.#begin(mostBytesPerUnit * line.length);
    const written = this.#bytes.write(line, this.#used);
    this.#used += written;
    return written;
  }

  /** Some lines that are UTF-8 already. */
  appendBytes(lines: Uint8Array, count: number): void {
    this.#begin(lines.length);
    this.#bytes.set(lines, this.#used);
    this.#used += lines.length;
    this.#count += count - 1;
  }

  #begin(bytes: number): void {
    const most = this.#used + 1 + bytes;
    if (most > this.#bytes.length) {
      const more = Buffer.allocUnsafeSlow(2 * most);
      more.set(this.#bytes.subarray(0, this.#used));
      this.#bytes = more;
    }
    if (this.#count > 0) {
      this.#bytes[this.#used] = lineBreak;
      this.#used += 1;
    }
    this.#count += 1;
  }

  /** Valid until the next line. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#used);
  }

  clear(): void {
    this.#used = 0;
    this.#count = 0;
  }
}
