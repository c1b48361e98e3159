/**
 * Large payloads in the flow. The content of a message above 64 KB is read once and never changed; a message only
 * refers to it, by a property that looks like any other:
 *
 * | A node | Gets |
 * |---|---|
 * | reads `msg.payload` | objects of its own, made at that moment; it may change them |
 * | sets or deletes `msg.payload` | what it says |
 * | sends the message over several wires | copies that refer to the same content, whether it was read or not |
 *
 * What was read and then sent on or staged is compared with the content: as long as nothing was changed the content
 * itself goes on. Comparing costs a fifth of copying, and cannot be deceived.
 */
import type { Json } from '../../ledger/ledger.ts';
import type { FlowMessage } from '../../node-kit/host.ts';

type Getter = (this: FlowMessage) => unknown;

/** Getter of an untouched payload → its content. */
const contents = new WeakMap<Getter, Json>();
/** Value that a node was given → the content it was made from. */
const origins = new WeakMap<object, Json>();
/** Nothing is looked up as long as there are none: small messages pay nothing. */
let claims = false;

/** Makes the content the payload of the message; `decode` makes a value of it when somebody looks. */
export function setClaimed(message: FlowMessage, content: Json, decode: (content: Json) => unknown): void {
  claims = true;
  const get: Getter = function (this: FlowMessage) {
    const value = decode(content);
    if (typeof value === 'object' && value !== null) origins.set(value, content);
    define(this, value);
    return value;
  };
  contents.set(get, content);
  Object.defineProperty(message, 'payload', { get, set, enumerable: true, configurable: true });
}

function set(this: FlowMessage, value: unknown): void {
  define(this, value);
}

function define(message: FlowMessage, value: unknown): void {
  Object.defineProperty(message, 'payload', { value, writable: true, enumerable: true, configurable: true });
}

/** The content of a payload nobody has looked at; undefined for any other payload. */
export function untouched(message: FlowMessage): Json | undefined {
  if (!claims) return undefined;
  const get = Object.getOwnPropertyDescriptor(message, 'payload')?.get;
  return get && contents.get(get);
}

/** The content that a value was made from and still equals; undefined for any other value. */
export function unchanged(value: object): Json | undefined {
  if (!claims) return undefined;
  const content = origins.get(value);
  return content !== undefined && equal(value, content) ? content : undefined;
}

/** The content of the message's payload, looked at or not, as long as it is what was accepted. */
export function claimedContent(message: FlowMessage): Json | undefined {
  if (!claims) return undefined;
  const content = untouched(message);
  if (content !== undefined) return content;
  const { payload } = message;
  return typeof payload === 'object' && payload !== null ? unchanged(payload) : undefined;
}

/** A shallow copy that looks at nothing. */
export function copyMessage(message: FlowMessage): FlowMessage {
  if (untouched(message) === undefined) return { ...message };
  return Object.defineProperties({}, Object.getOwnPropertyDescriptors(message));
}

/** Lets copies of messages refer to the same content, in Node-RED's router and in every node that copies. */
export function shareContents(
  util: { cloneMessage(message: FlowMessage): FlowMessage },
  decode: (content: Json) => unknown,
): void {
  const original = util.cloneMessage;
  util.cloneMessage = function cloneMessage(message) {
    const content = isMessage(message) ? claimedContent(message) : undefined;
    if (content === undefined) return original.call(this, message);
    const payload = Object.getOwnPropertyDescriptor(message, 'payload') ?? {};
    define(message, null);
    try {
      const copy = original.call(this, message);
      setClaimed(copy, content, decode);
      return copy;
    } finally {
      Object.defineProperty(message, 'payload', payload);
    }
  };
}

const isMessage = (value: unknown): value is FlowMessage => typeof value === 'object' && value !== null;

/** Whether a value is, property by property, what the content says. */
function equal(value: unknown, content: Json): boolean {
  if (typeof content !== 'object' || content === null) return value === content;
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(content)) {
    if (!Array.isArray(value) || value.length !== content.length) return false;
    for (let index = 0; index < content.length; index += 1) {
      if (!equal(value[index], content[index])) return false;
    }
    return true;
  }
  const names = Object.keys(content);
  const source = content as Record<string, Json>;
  if (names.length === 1 && typeof source.$buffer === 'string') {
    return Buffer.isBuffer(value) && value.toString('base64') === source.$buffer;
  }
  if (Array.isArray(value) || Object.keys(value).length !== names.length) return false;
  for (const name of names) {
    if (!Object.hasOwn(value, name) || !equal(Reflect.get(value, name), source[name] ?? null)) return false;
  }
  return true;
}
