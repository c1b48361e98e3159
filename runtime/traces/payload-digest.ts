import { hash } from 'node:crypto';
import type { Hop, Json } from '../../ledger/ledger.ts';
import { encodeValue } from '../runs/body.ts';

/** A payload as it was at one moment. */
export interface Snapshot {
  readonly claim: NonNullable<Hop['payload']>;
  /** Present when it is to be kept. */
  readonly content?: Json;
}

/** Takes down what a payload is right now; null for what cannot be stored, and for no payload. */
export function snapshot(
  payload: unknown,
  { keep, maxBytes }: { readonly keep: boolean; readonly maxBytes: number },
): Snapshot | null {
  if (payload === undefined) return null;
  let content: Json;
  try {
    content = encodeValue(payload, 'the trace');
  } catch {
    return null;
  }
  const text = JSON.stringify(content);
  const bytes = Buffer.byteLength(text);
  const kept = keep && bytes <= maxBytes;
  return { claim: { digest: hash('sha256', text), bytes, kept }, ...(kept && { content }) };
}
