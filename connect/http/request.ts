import { CrossdockError } from '../../domain/errors.ts';
import type { Connection, Json } from '../connection.ts';
import { type Exchanged, exchange, type Method } from './exchange.ts';
import { judge } from './judge.ts';
import { reasonOf } from './reason.ts';

export interface HttpRequest {
  readonly method: Method;
  /** Below the connection's base URL, without query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string or bytes are sent as they are, with the content type in `headers`. */
  readonly body?: Json | Uint8Array;
  /** Sent as `Idempotency-Key`: the same for every repeat. */
  readonly idempotencyKey?: string;
  readonly traceparent?: string;
  /** Of the answer. 10 MB when absent. */
  readonly maxBytes?: number;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed when the answer says it is JSON, else its text; null when empty. */
  readonly body: Json;
}

/**
 * Calls a REST operation and returns its answer, when the status is 2xx.
 *
 * @throws CD_CONNECT_TIMEOUT, CD_CONNECT_REFUSED, CD_CONNECT_UNAVAILABLE, CD_CONNECT_THROTTLED, CD_CONNECT_STALE
 * (retryable); CD_CONNECT_UNAUTHORIZED, CD_CONNECT_REJECTED with the partner's message, CD_CONNECT_REDIRECTED,
 * CD_CONNECT_TOO_LARGE, CD_CONNECT_MALFORMED (terminal)
 * @example await request(wms, { method: 'POST', path: 'releases', body: release, idempotencyKey: envelope.id })
 */
export async function request(connection: Connection, call: HttpRequest): Promise<HttpResponse> {
  const { method, path, query, headers, body, idempotencyKey, traceparent, maxBytes } = call;
  const asIs = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
  const exchanged = await exchange(connection, {
    ...{ method, path: withQuery(path, query ?? {}) },
    headers: {
      accept: 'application/json',
      ...(asIs ? {} : { 'content-type': 'application/json' }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      ...(traceparent === undefined ? {} : { traceparent }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: asIs ? body : JSON.stringify(body) }),
    ...(maxBytes === undefined ? {} : { maxBytes }),
  });
  const error = judge(connection, exchanged, reasonOf(exchanged));
  if (error) throw error;
  return { status: exchanged.status, headers: exchanged.headers, body: parsedBody(connection, exchanged) };
}

function withQuery(path: string, query: NonNullable<HttpRequest['query']>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
  );
  if (pairs.length === 0) return path;
  return `${path}${path.includes('?') ? '&' : '?'}${pairs.join('&')}`;
}

/** JSON when the answer says so, else text. @throws CD_CONNECT_MALFORMED */
export function parsedBody(connection: Connection, { headers, body }: Exchanged): Json {
  if (body.length === 0) return null;
  const text = body.toString();
  if (!(headers['content-type'] ?? '').includes('json')) return text;
  try {
    return JSON.parse(text);
  } catch (thrown) {
    const reason = `its JSON is broken: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
    throw new CrossdockError('CD_CONNECT_MALFORMED', { system: connection.name, reason });
  }
}
