import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { inColumns } from './line-columns.ts';
import { type Lines, linesInColumns } from './lines.ts';

/**
 * Documents of one batch are compressed together, some dozens to a block: what one order says another says as well.
 * A row then holds a place in the stead of its JSON: the number of the block, times 4096, plus the line in it.
 */

/** Larger blocks hardly get smaller by the document, and reading one document costs the whole block. */
const maxBlockChars = 256 * 1024;
/** Less is left in its row: a block of its own would cost more than compressing saves. */
const leastChars = 1024;
/** Longer documents are compressed alone, and cost nobody else's reader anything. */
const maxDocumentChars = 16 * 1024;
/**
 * The fastest: over dozens of like documents a higher level saves some percent and takes twice the time. With the
 * checksum (RFC 8878, 3.1.1) what decompresses is what was written, so that nobody has to look into it to know.
 */
const params = { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 };
const linesPerBlock = 4096;
/** Of a block before it was compressed, in columns. */
const usualBytes = 128 * 1024;

export interface Block {
  /** Of deliveries, else of messages. */
  readonly deliveries: boolean;
  readonly lines: readonly string[];
}

/** Puts documents into blocks and gives their places, with the blocks numbered from 0. */
export class BlockWriter {
  readonly #blocks: { readonly deliveries: boolean; readonly lines: string[]; chars: number }[] = [];

  get blocks(): readonly Block[] {
    return this.#blocks;
  }

  /** Whether these documents, as far as they are text, together are worth a block. */
  static isWorth(documents: readonly unknown[]): boolean {
    let chars = 0;
    for (const document of documents) {
      if (typeof document === 'string') chars += document.length;
      if (chars >= leastChars) return true;
    }
    return false;
  }

  /** Whether a document is short enough to share a block. */
  static isShort(document: string): boolean {
    return document.length <= maxDocumentChars;
  }

  /** The place of the first of these short documents, which follow each other. JSON text has no line breaks. */
  add(deliveries: boolean, documents: readonly string[]): number {
    let block = this.#blocks.at(-1);
    if (!block || block.deliveries !== deliveries || block.chars > maxBlockChars) {
      block = { deliveries, lines: [], chars: 0 };
      this.#blocks.push(block);
    }
    const line = block.lines.length;
    for (const document of documents) {
      block.chars += document.length;
      block.lines.push(document);
    }
    return (this.#blocks.length - 1) * linesPerBlock + line;
  }
}

/** Block and line of a place. */
export const placed = (place: number): { readonly block: number; readonly line: number } => ({
  block: Math.floor(place / linesPerBlock),
  line: place % linesPerBlock,
});

/** The id of its message is in an envelope twice at least, and in the row. No JSON text has this character in it. */
export const idMark = '\u0001';
const leastId = 16;

export const withoutId = (envelope: string, id: string): string =>
  id.length < leastId ? envelope : envelope.replaceAll(id, idMark);
export const withId = (line: string, id: string): string => line.replaceAll(idMark, id);

/** At once: a block takes a millisecond, and giving it to the thread pool takes as much of this thread again. */
export const compressed = (columns: Buffer): Buffer => zstdCompressSync(columns, { params });
export const columnsOf = ({ lines }: Block): Buffer => inColumns(lines);
/** @throws when these are not the bytes that were written */
export const linesOf = (compressed: Buffer): Lines =>
  linesInColumns(zstdDecompressSync(compressed, { chunkSize: usualBytes }));

/** Blocks at hand; beyond it the older half is forgotten. */
const keptBlocks = 12;

/** The lines of the blocks that were written or read last. */
export class RecentBlocks {
  #young = new Map<number, Lines>();
  #old = new Map<number, Lines>();

  get(number: number): Lines | undefined {
    return this.#young.get(number) ?? this.#old.get(number);
  }

  set(number: number, lines: Lines): void {
    if (this.#young.size >= keptBlocks / 2) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(number, lines);
  }
}
