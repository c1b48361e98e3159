import { hash } from 'node:crypto';
import type { Hop, Json } from '../../ledger/ledger.ts';
import type { FlowMessage } from '../../node-kit/host.ts';
import { encodeValue } from '../runs/body.ts';
import { untouched } from '../runs/claimed-payload.ts';

/** A payload as it was at one moment. */
export interface Snapshot {
  readonly claim: NonNullable<Hop['payload']>;
  /** Present when it is to be kept. */
  readonly content?: Json;
}

interface Wanted {
  readonly keep: boolean;
  readonly maxBytes: number;
}

/** Of claimed content, which never changes. */
const known = new WeakMap<object, Snapshot>();

/** Takes down what a message's payload is right now; null for what cannot be stored, and for no payload. */
export function snapshot(message: FlowMessage, wanted: Wanted): Snapshot | null {
  const claimed = untouched(message);
  if (typeof claimed !== 'object' || claimed === null) return taken(message.payload, wanted);
  const before = known.get(claimed) ?? taken(claimed, wanted);
  if (before) known.set(claimed, before);
  return before;
}

function taken(payload: unknown, { keep, maxBytes }: Wanted): Snapshot | null {
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
