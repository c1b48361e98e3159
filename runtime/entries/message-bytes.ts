import type { Claim, Envelope, Json } from '../../ledger/ledger.ts';

/** What an envelope without its source's texts takes as JSON. */
const envelopeBytes = 400;

interface Measured {
  readonly envelope: Envelope;
  readonly body: Json;
  readonly claim?: Claim;
}

/** Most messages are asked for twice: when they come in, and when they have been run. */
const known = new WeakMap<Envelope, number>();

/** About what a message takes in the ledger, in bytes; the same before it was accepted and after it was read. */
export function messageBytes(message: Measured): number {
  const { envelope } = message;
  const before = known.get(envelope);
  if (before !== undefined) return before;
  const bytes = measured(message);
  known.set(envelope, bytes);
  return bytes;
}

/** Spares the measuring of a body whose JSON text is so long. */
export function tellBytes(envelope: Envelope, bodyBytes: number): void {
  known.set(envelope, withEnvelope(envelope, bodyBytes));
}

const measured = ({ envelope, body, claim }: Measured): number =>
  withEnvelope(envelope, claim ? claim.bytes : jsonBytes(body));

const withEnvelope = ({ key }: Envelope, bodyBytes: number): number => envelopeBytes + key.length + bodyBytes;

/** Length of a value as JSON text, near enough, without making the text. */
function jsonBytes(value: Json): number {
  if (typeof value === 'string') return value.length + 2;
  if (value === null || typeof value !== 'object') return 5;
  let bytes = 2;
  if (isList(value)) for (const item of value) bytes += jsonBytes(item) + 1;
  else for (const name in value) bytes += name.length + 4 + jsonBytes(value[name] ?? null);
  return bytes;
}

const isList = (value: readonly Json[] | { readonly [name: string]: Json }): value is readonly Json[] =>
  Array.isArray(value);
