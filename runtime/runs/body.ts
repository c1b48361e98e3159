import { CrossdockError } from '../../domain/errors.ts';
import type { Json } from '../../ledger/ledger.ts';
import type { FlowMessage } from '../../node-kit/host.ts';
import { setClaimed, unchanged, untouched } from './claimed-payload.ts';

/** Envelope and identity travel apart; request and response objects of `http in` never leave the process. */
const leftOut = new Set(['crossdock', '_msgid', 'req', 'res', '_session']);

/** Deeper is a cycle, or as bad as one. */
const deepest = 200;
/** Payloads stand near the top of what is stored. */
const claimsWithin = 3;
const tooDeep = 'too many levels';

/** What JSON cannot hold, and where it was found; the path is built on the way up. */
class Refused extends Error {
  readonly what: string;
  path = '';

  constructor(what: string) {
    super(what);
    this.what = what;
  }

  within(name: string | number): this {
    this.path = `/${name}${this.path}`;
    return this;
  }
}

/**
 * A value as JSON, buffers as `{ $buffer: base64 }`, dates as RFC 3339: a copy that shares nothing with it but
 * claimed content that is unchanged.
 * Functions and undefined disappear as in `JSON.stringify`. `where` names the owner in the error.
 * @throws CD_RUN_BODY for cycles, and for numbers and objects that JSON cannot hold
 */
export function encodeValue(value: unknown, where: string): Json {
  try {
    return encode(value, 0, false) ?? null;
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown;
    throw refusal(value, where, thrown);
  }
}

/** A message as it is stored. */
export type Body = { readonly [name: string]: Json };

/** What of a message is stored. @throws CD_RUN_BODY */
export const encodeBody = (message: FlowMessage, where: string): Body => bodyOf(message, where, false);

/** The same of a message that nobody changes any more: what is JSON already is not copied. @throws CD_RUN_BODY */
export const encodeGiven = (message: FlowMessage, where: string): Body => bodyOf(message, where, true);

function bodyOf(message: FlowMessage, where: string, given: boolean): Body {
  const claimed = untouched(message);
  const body: Record<string, Json> = {};
  let at = '';
  try {
    for (at of Object.keys(message)) {
      if (leftOut.has(at)) continue;
      const encoded =
        at === 'payload' && claimed !== undefined ? claimed : encodeProperty(message[at], given);
      if (encoded !== undefined) set(body, at, encoded);
    }
    return body;
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown;
    throw refusal(message, where, thrown.within(at));
  }
}

const encodeProperty = (value: unknown, given: boolean): Json | undefined =>
  given && isJson(value, 1) ? value : encode(value, 1, given);

function refusal(value: unknown, where: string, { what, path }: Refused): CrossdockError {
  const cycle = what === tooDeep ? cycleIn(value, []) : null;
  if (cycle !== null)
    return new CrossdockError('CD_RUN_BODY', { where, what: 'a reference to itself', path: cycle });
  return new CrossdockError('CD_RUN_BODY', { where, what, path: path || '/' });
}

/** The path at which a value holds something that is above it; null when it does not. */
function cycleIn(value: unknown, above: readonly unknown[], path = ''): string | null {
  if (value === null || typeof value !== 'object') return null;
  if (above.includes(value)) return path;
  for (const [name, item] of Object.entries(value)) {
    const found = cycleIn(item, [...above, value], `${path}/${name}`);
    if (found !== null) return found;
  }
  return null;
}

/** True of what is JSON as it is. It is asked first of what is given away: seldom is anything to be mended. */
function isJson(value: unknown, depth: number): value is Json {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth > deepest) return false;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) if (!isJson(value[index], depth + 1)) return false;
    return true;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  for (const name in value) if (!isJson(own(value, name), depth + 1)) return false;
  return true;
}

/** @param given objects that are JSON as they are need not be copied */
function encode(value: unknown, depth: number, given: boolean): Json | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw new Refused(String(value));
      return value;
    case 'object':
      return value === null ? null : encodeObject(value, depth, given);
    case 'bigint':
      throw new Refused('a bigint');
    default:
      return undefined;
  }
}

function encodeObject(value: object, depth: number, given: boolean): Json {
  if (depth > deepest) throw new Refused(tooDeep);
  const claimed = depth <= claimsWithin ? unchanged(value) : undefined;
  if (claimed !== undefined) return claimed;
  if (Array.isArray(value)) return encodeArray(value, depth, given);
  const plain = Object.getPrototypeOf(value) === Object.prototype;
  if (!plain) {
    if (value instanceof Uint8Array) return { $buffer: Buffer.from(value).toString('base64') };
    if (value instanceof Date) return value.toISOString();
    if (value instanceof Error) return { name: value.name, message: value.message };
    if (value instanceof Map || value instanceof Set) throw new Refused('a Map or Set');
  }
  // Copied whole and then mended: most properties are as JSON has them, and adding them one by one costs thrice as much.
  let copy: Record<string, unknown> | null = given && plain ? null : { ...value };
  const source = copy ?? (value as Record<string, unknown>);
  let at = '';
  try {
    for (at of Object.keys(source)) {
      const property = own(source, at);
      const encoded = encode(property, depth + 1, given);
      if (encoded === property && encoded !== undefined) continue;
      copy ??= { ...value };
      if (encoded === undefined) delete copy[at];
      else set(copy, at, encoded);
    }
  } catch (thrown) {
    throw thrown instanceof Refused ? thrown.within(at) : thrown;
  }
  return (copy ?? source) as Record<string, Json>;
}

/** Reading `__proto__` would get the prototype when there is no such property. */
const own = (object: object, name: string): unknown =>
  name === '__proto__'
    ? Object.getOwnPropertyDescriptor(object, name)?.value
    : (object as Readonly<Record<string, unknown>>)[name];

function encodeArray(value: readonly unknown[], depth: number, given: boolean): Json {
  const array: Json[] = [];
  let same = given;
  try {
    for (const item of value) {
      const encoded = encode(item, depth + 1, given) ?? null;
      same &&= encoded === item;
      array.push(encoded);
    }
  } catch (thrown) {
    throw thrown instanceof Refused ? thrown.within(array.length) : thrown;
  }
  return same ? (value as readonly Json[]) : array;
}

/** Assigning to `__proto__` would set the prototype instead of a property. */
function set(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

/** The value that `encodeValue` was given: fresh objects on every call, so that branches share nothing. */
export function decodeValue(json: Json | undefined): unknown {
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map(decodeValue);
  const object: Record<string, unknown> = { ...json };
  if (typeof object.$buffer === 'string' && Object.keys(object).length === 1) {
    return Buffer.from(object.$buffer, 'base64');
  }
  for (const name in object) {
    const value = own(object, name) as Json;
    if (typeof value === 'object' && value !== null) set(object, name, decodeValue(value));
  }
  return object;
}

/** The message of a stored body; `claimed` when its payload is to be looked at only by those who need it. */
export function decodeBody(body: Json, claimed = false): FlowMessage {
  if (claimed && typeof body === 'object' && body !== null && !Array.isArray(body) && 'payload' in body) {
    const { payload, ...rest } = body as { readonly [name: string]: Json };
    if (typeof payload === 'object' && payload !== null) {
      const message = decodeValue(rest) as FlowMessage;
      setClaimed(message, payload, decodeValue);
      return message;
    }
  }
  const decoded = decodeValue(body);
  return decoded !== null &&
    typeof decoded === 'object' &&
    !Buffer.isBuffer(decoded) &&
    !Array.isArray(decoded)
    ? (decoded as FlowMessage)
    : { payload: decoded };
}

export { digestOf } from './digest.ts';
