import { hash } from 'node:crypto';
import type { MessageRow } from './changes.ts';
import type { Content, Kept, Sink } from './sink.ts';

/** JSON longer than this, in bytes, lives outside the rows: `Claim` in the port's words. */
export const claimAbove = 64 * 1024;

/** JSON text as a row keeps it; long text is given to the sink. `bytes`: its length, when that is known. */
export function content(
  text: string,
  sink: Pick<Sink, 'keepContent'>,
  bytes = Buffer.byteLength(text),
): Content {
  if (bytes <= claimAbove) return { text, digest: null, bytes };
  const digest = hash('sha256', text, 'hex');
  sink.keepContent(digest, bytes, text);
  return { text: null, digest, bytes };
}

/** The body of a message that is taken in. */
export function bodyContent(row: MessageRow, bytes: number, sink: Pick<Sink, 'keepContent'>): Content {
  return row.kept ? new KeptContent(row.kept) : content(row.body, sink, bytes);
}

class KeptContent {
  readonly kept: Kept;
  readonly digest = null;
  readonly bytes: number;

  constructor(kept: Kept) {
    this.kept = kept;
    this.bytes = kept.bytes;
  }

  get text(): string {
    return this.kept.text;
  }
}

/** Gives raw bytes to the sink and returns their digest. */
export function raw(bytes: Uint8Array | null, sink: Pick<Sink, 'keepRaw'>): string | null {
  if (bytes === null) return null;
  const digest = hash('sha256', bytes, 'hex');
  sink.keepRaw(digest, bytes);
  return digest;
}
