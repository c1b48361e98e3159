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

/** Lines of a block while it is filled, as UTF-8: joining strings first would make another copy of them all. */
export class Lines {
  #bytes = Buffer.allocUnsafe(2 * maxBytes);
  #used = 0;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#used > maxBytes || this.#count > maxLines;
  }

  /** @param line without line breaks, as JSON text is. @returns its length in bytes */
  append(line: string): number {
    const most = this.#used + 1 + mostBytesPerUnit * line.length;
    if (most > this.#bytes.length)
      this.#bytes = Buffer.concat([this.#bytes.subarray(0, this.#used)], 2 * most);
    if (this.#count > 0) {
      this.#bytes[this.#used] = lineBreak;
      this.#used += 1;
    }
    const written = this.#bytes.write(line, this.#used);
    this.#used += written;
    this.#count += 1;
    return written;
  }

  /** The column for the lines so far. */
  packed(): string | Uint8Array {
    const text = this.#bytes.subarray(0, this.#used);
    return this.#used > compressAbove ? zstdCompressSync(text, { params }) : text.toString();
  }

  clear(): void {
    this.#used = 0;
    this.#count = 0;
  }
}
