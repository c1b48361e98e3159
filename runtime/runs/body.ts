import { createHash } from 'node:crypto';
import { CrossdockError } from '../../domain/errors.ts';
import type { Json } from '../../ledger/ledger.ts';
import type { FlowMessage } from '../../node-kit/host.ts';

/** Envelope and identity travel apart; request and response objects of `http in` never leave the process. */
const leftOut = new Set(['crossdock', '_msgid', 'req', 'res', '_session']);

const deepest = 200;

/**
 * A value as JSON, buffers as `{ $buffer: base64 }`, dates as RFC 3339. Functions and undefined disappear as
 * in `JSON.stringify`. `where` names the owner in the error.
 * @throws CD_RUN_BODY for cycles, and for numbers and objects that JSON cannot hold
 */
export function encodeValue(value: unknown, where: string): Json {
  return encode(value, where, '', []) ?? null;
}

function encode(value: unknown, where: string, path: string, above: readonly object[]): Json | undefined {
  const refuse = (what: string) => new CrossdockError('CD_RUN_BODY', { where, what, path: path || '/' });
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw refuse(String(value));
    return value;
  }
  if (typeof value === 'bigint') throw refuse('a bigint');
  if (typeof value !== 'object') return undefined;
  if (value instanceof Uint8Array) return { $buffer: Buffer.from(value).toString('base64') };
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Error) return { name: value.name, message: value.message };
  if (value instanceof Map || value instanceof Set) throw refuse('a Map or Set');
  if (above.includes(value)) throw refuse('a reference to itself');
  if (above.length > deepest) throw refuse('too many levels');
  const inside = [...above, value];
  if (Array.isArray(value)) {
    return value.map((item, index) => encode(item, where, `${path}/${index}`, inside) ?? null);
  }
  const object: Record<string, Json> = {};
  for (const [name, item] of Object.entries(value)) {
    const encoded = encode(item, where, `${path}/${name}`, inside);
    if (encoded !== undefined) object[name] = encoded;
  }
  return object;
}

/** The value that `encodeValue` was given: fresh objects on every call, so that branches share nothing. */
export function decodeValue(json: Json | undefined): unknown {
  if (json === null || typeof json !== 'object') return json;
  if (Array.isArray(json)) return json.map(decodeValue);
  const entries = Object.entries(json);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === '$buffer' && typeof first[1] === 'string') {
    return Buffer.from(first[1], 'base64');
  }
  return Object.fromEntries(entries.map(([name, item]) => [name, decodeValue(item)]));
}

/** What of a message is stored. */
export function encodeBody(message: FlowMessage, where: string): Json {
  const kept = Object.entries(message).filter(([name]) => !leftOut.has(name));
  return encodeValue(Object.fromEntries(kept), where);
}

export function decodeBody(body: Json): FlowMessage {
  const decoded = decodeValue(body);
  return decoded !== null &&
    typeof decoded === 'object' &&
    !Buffer.isBuffer(decoded) &&
    !Array.isArray(decoded)
    ? (decoded as FlowMessage)
    : { payload: decoded };
}

/** Hex SHA-256 of a JSON value; the order of an object's properties does not matter. */
export function digestOf(value: Json): string {
  return createHash('sha256').update(stable(value)).digest('hex');
}

function stable(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, item]) => `${JSON.stringify(name)}:${stable(item)}`).join(',')}}`;
}
