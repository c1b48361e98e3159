import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/**
 * Documents of one batch are compressed together, some dozens to a block: what one order says another says as well.
 * A bytea column then holds a reference in the place of its JSON, '@' (with which no JSON text begins), number of the
 * block and line in it.
 */

/** Larger blocks hardly get smaller by the document, and reading one document costs the whole block. */
const maxBlockChars = 48 * 1024;
/** Less is left in its row: a block of its own would cost more than compressing saves. */
const leastChars = 1024;
/** Longer documents are compressed alone, and cost nobody else's reader anything. */
const maxDocumentChars = 16 * 1024;
/**
 * The fastest: over dozens of like documents a higher level saves some percent and takes twice the time. With the
 * checksum (RFC 8878, 3.1.1) what decompresses is what was written, so that nobody has to look into it to know.
 */
const params = { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 };
/** Numbers are drawn without asking: the worker's own number, which is never used again, and a counter. */
const numbersPerWorker = 2 ** 32;

export interface Block {
  readonly number: number;
  readonly lines: readonly string[];
}

/** Puts documents into blocks and gives references to them. */
export class BlockWriter {
  readonly #draw: () => number;
  readonly #blocks: { readonly number: number; readonly lines: string[]; chars: number }[] = [];

  constructor(draw: () => number) {
    this.#draw = draw;
  }

  get blocks(): readonly Block[] {
    return this.#blocks;
  }

  /** Whether these documents together are worth a block. */
  static isWorth(documents: readonly string[]): boolean {
    let chars = 0;
    for (const { length } of documents) {
      chars += length;
      if (chars >= leastChars) return true;
    }
    return false;
  }

  /** A reference to the document, or null when it is too long to share a block. JSON text has no line breaks. */
  add(document: string): string | null {
    if (document.length > maxDocumentChars) return null;
    let block = this.#blocks.at(-1);
    if (!block || block.chars > maxBlockChars) {
      block = { number: this.#draw(), lines: [], chars: 0 };
      this.#blocks.push(block);
    }
    block.chars += document.length;
    block.lines.push(document);
    return `@${block.number.toString(36)}.${(block.lines.length - 1).toString(36)}`;
  }
}

/** Draws the numbers of a worker's blocks. */
export function blockNumbers(worker: number): () => number {
  let count = 0;
  return () => {
    count += 1;
    return worker * numbersPerWorker + count;
  };
}

/** At once: a block takes a fifth of a millisecond, and giving it to the thread pool takes as much of this thread again. */
export const compressedLines = ({ lines }: Block): Buffer => zstdCompressSync(lines.join('\n'), { params });
export const linesOf = (compressed: Buffer): readonly string[] =>
  zstdDecompressSync(compressed, { chunkSize: maxBlockChars * 2 })
    .toString()
    .split('\n');

export const referenceMark = 0x40;
export const isReference = (text: string): boolean => text.charCodeAt(0) === referenceMark;

/** Block and line of a reference. */
export function placeOf(reference: string): { readonly block: number; readonly line: number } {
  const dot = reference.indexOf('.');
  return {
    block: Number.parseInt(reference.slice(1, dot), 36),
    line: Number.parseInt(reference.slice(dot + 1), 36),
  };
}

/** Blocks at hand; beyond it the older half is forgotten. */
const keptBlocks = 64;

/** The lines of the blocks that were written or read last. */
export class RecentBlocks {
  #young = new Map<number, readonly string[]>();
  #old = new Map<number, readonly string[]>();

  get(number: number): readonly string[] | undefined {
    return this.#young.get(number) ?? this.#old.get(number);
  }

  set(number: number, lines: readonly string[]): void {
    if (this.#young.size >= keptBlocks / 2) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(number, lines);
  }
}
