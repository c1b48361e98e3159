import type { MessageRow } from '../write/changes.ts';
import type { Kept } from '../write/sink.ts';
import { unpackedText } from './codec.ts';
import { Lines, packedLines } from './lines.ts';

/** Documents of a batch as they come to the writer: as a column holds them, or as lines that it still has to compress. */
export interface AheadBlock {
  readonly lines: string | Uint8Array;
  readonly isPacked: boolean;
}

/** Where a message's documents are in a block: two lines, the envelope and the body. */
export interface AheadPlace {
  readonly block: number;
  readonly line: number;
  /** First byte of the lines. */
  readonly from: number;
  readonly envelopeBytes: number;
  readonly bodyBytes: number;
}

/** Of the body in an `AheadBlock`; the envelope is the line before it. */
export class KeptAhead implements Kept {
  readonly block: AheadBlock;
  /** Of the envelope. */
  readonly line: number;
  readonly from: number;
  readonly envelopeBytes: number;
  readonly bytes: number;

  constructor(block: AheadBlock, { line, from, envelopeBytes, bodyBytes }: AheadPlace) {
    this.block = block;
    this.line = line;
    this.from = from;
    this.envelopeBytes = envelopeBytes;
    this.bytes = bodyBytes;
  }

  /** Of the body. */
  get text(): string {
    const { lines, isPacked } = this.block;
    if (isPacked || typeof lines === 'string') return unpackedText(lines).split('\n')[this.line + 1] ?? '';
    return Buffer.from(this.bothLines(lines))
      .subarray(this.envelopeBytes + 1)
      .toString();
  }

  /** Envelope and body, of lines that are not compressed. */
  bothLines(lines: Uint8Array): Uint8Array {
    return lines.subarray(this.from, this.from + this.envelopeBytes + 1 + this.bytes);
  }
}

/** Longer bodies are looked at by the writer: they may have to live apart. */
const longest = 16 * 1024;
/** Most batches are of one message while there is little to do. */
const firstBytes = 8 * 1024;

/** Takes down the documents of messages that come in, so that the texts need not wait and cross the thread border. */
export class Ahead {
  /** The writer has no time: blocks are compressed here, each when it is full. */
  readonly #isForBusy: boolean;
  #lines = new Lines(firstBytes);
  readonly #blocks: AheadBlock[] = [];

  constructor(isForBusy: boolean) {
    this.#isForBusy = isForBusy;
  }

  /** Null when the writer has to put it away. */
  add({ envelope, body }: MessageRow): AheadPlace | null {
    if (body.length > longest) return null;
    const lines = this.#lines;
    const block = this.#blocks.length;
    const line = lines.count;
    const from = lines.used + (line > 0 ? 1 : 0);
    const envelopeBytes = lines.append(envelope);
    const bodyBytes = lines.append(body);
    if (lines.isFull) {
      this.#end();
      // What was compressed is not given away.
      if (this.#isForBusy) lines.clear();
      else this.#lines = new Lines();
    }
    return { block, line, from, envelopeBytes, bodyBytes };
  }

  /** To be given away; nothing can be added any more. */
  blocks(): readonly AheadBlock[] {
    if (this.#lines.count > 0) this.#end();
    return this.#blocks;
  }

  #end(): void {
    const { bytes } = this.#lines;
    const lines = this.#isForBusy ? ownBytes(packedLines(bytes)) : bytes;
    this.#blocks.push({ lines, isPacked: this.#isForBusy });
  }
}

/** A copy: posting a view to another thread would copy the whole buffer it looks into. */
const ownBytes = (packed: string | Uint8Array): string | Uint8Array =>
  typeof packed === 'string' ? packed : new Uint8Array(packed);

/** What of the blocks another thread gets without a copy. */
export const transferred = (blocks: readonly AheadBlock[]): ArrayBuffer[] =>
  blocks.flatMap(({ lines }) =>
    typeof lines !== 'string' && lines.buffer instanceof ArrayBuffer ? [lines.buffer] : [],
  );
