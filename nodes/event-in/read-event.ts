import { createHash } from 'node:crypto';
import { CrossdockError } from '../../domain/errors.ts';

/** An event whose payload could be read, or what is wrong with it; either way it can be stored. */
export type ReadEvent =
  | {
      readonly ok: true;
      readonly payload: unknown;
      readonly key: string;
      readonly identity: string;
      /** Of a CloudEvent with the distributed tracing extension. */
      readonly traceparent?: string;
    }
  | {
      readonly ok: false;
      readonly payload: string;
      readonly error: CrossdockError;
      readonly identity: string;
    };

const deepest = 64;
/** Of an event that cannot be read: enough to see what it is. The bytes themselves are kept beside it. */
const shownBytes = 10_000;

/** Reads JSON, CloudEvents 1.0 structured mode included: there the document is `data`, and the event's id counts. */
export function readEvent(
  topic: string,
  bytes: Buffer,
  { maxBytes, ...paths }: { readonly key: string; readonly idempotency: string; readonly maxBytes: number },
): ReadEvent {
  try {
    if (bytes.length > maxBytes)
      throw new CrossdockError('CD_EVENT_TOO_LARGE', { topic, bytes: bytes.length, maxBytes });
    const event: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (depthOf(event, 0) > deepest) throw new Error(`nested deeper than ${deepest} levels`);
    const cloudEvent =
      isRecord(event) && typeof event.specversion === 'string' && 'data' in event ? event : null;
    const document = cloudEvent ? cloudEvent.data : event;
    const identity = textAt(document, paths.idempotency) ?? textAt(event, 'id');
    const key = textAt(document, paths.key) ?? textAt(event, 'subject');
    if (identity === null)
      throw new CrossdockError('CD_EVENT_FIELD_MISSING', { topic, field: paths.idempotency });
    if (key === null) throw new CrossdockError('CD_EVENT_FIELD_MISSING', { topic, field: paths.key });
    const source = cloudEvent ? `${String(cloudEvent.source ?? '')}#` : '';
    const traceparent = cloudEvent?.traceparent;
    return {
      ...{ ok: true, payload: document, key, identity: `${source}${identity}` },
      ...(typeof traceparent === 'string' && { traceparent }),
    };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    const error =
      thrown instanceof CrossdockError
        ? thrown
        : new CrossdockError('CD_EVENT_UNREADABLE', { topic, reason });
    const identity = createHash('sha256').update(bytes).digest('hex');
    return { ok: false, payload: bytes.subarray(0, shownBytes).toString('utf8'), error, identity };
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function textAt(document: unknown, path: string): string | null {
  const value = path
    .split('.')
    .reduce<unknown>(
      (at, name) => (isRecord(at) && Object.hasOwn(at, name) ? at[name] : undefined),
      document,
    );
  if ((typeof value === 'string' && value !== '' && value.length <= 200) || typeof value === 'number')
    return String(value);
  return null;
}

/** Stops one level below the limit; a list may be longer than a call has arguments, so nothing is spread. */
function depthOf(value: unknown, depth: number): number {
  if (depth > deepest || typeof value !== 'object' || value === null) return depth;
  let most = depth;
  for (const inner of Object.values(value)) most = Math.max(most, depthOf(inner, depth + 1));
  return most;
}
