import type { MessageRow } from '../write/changes.ts';
import type { Kept } from '../write/sink.ts';
import { unpackedText } from './codec.ts';
import { Lines } from './lines.ts';

/** A block that was compressed before it came to the writer; it gets a number when a row first refers to it. */
export interface AheadBlock {
  readonly lines: string | Uint8Array;
}

/** Of the body in an `AheadBlock`; the envelope is the line before it. */
export class KeptAhead implements Kept {
  readonly block: AheadBlock;
  /** Of the envelope. */
  readonly line: number;
  readonly bytes: number;

  constructor(block: AheadBlock, line: number, bytes: number) {
    this.block = block;
    this.line = line;
    this.bytes = bytes;
  }

  get text(): string {
    return unpackedText(this.block.lines).split('\n')[this.line + 1] ?? '';
  }
}

/** Longer bodies are looked at by the writer: they may have to live apart. */
const longest = 16 * 1024;

/** Fills blocks with the documents of messages that come in, while the writer is busy with the batch before. */
export class Ahead {
  readonly #lines = new Lines();
  #blocks: (string | Uint8Array)[] = [];

  /** Null when the writer has to put it away. */
  add({ envelope, body }: MessageRow): { block: number; line: number; bytes: number } | null {
    if (body.length > longest) return null;
    const place = { block: this.#blocks.length, line: this.#lines.count };
    this.#lines.append(envelope);
    const bytes = this.#lines.append(body);
    if (this.#lines.isFull) this.#end();
    return { ...place, bytes };
  }

  /** The blocks so far, and begins anew. */
  take(): readonly (string | Uint8Array)[] {
    if (this.#lines.count > 0) this.#end();
    const blocks = this.#blocks;
    this.#blocks = [];
    return blocks;
  }

  #end(): void {
    const packed = this.#lines.packed();
    // A copy: posting a view to another thread would copy the whole buffer it looks into.
    this.#blocks.push(typeof packed === 'string' ? packed : new Uint8Array(packed));
    this.#lines.clear();
  }
}
