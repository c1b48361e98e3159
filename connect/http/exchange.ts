import type { IncomingMessage } from 'node:http';
import { CrossdockError } from '../../domain/errors.ts';
import type { Connection } from '../connection.ts';
import { networkError } from '../failures.ts';
import { authorization } from './authorization.ts';
import { bodyOf, SendFailure, send } from './send.ts';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface ExchangeRequest {
  readonly method: Method;
  /** Below the connection's base URL; an absolute URL must have the same origin. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Of the answer. 10 MB when absent. */
  readonly maxBytes?: number;
}

export interface Exchanged {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: Buffer;
}

const defaultMaxBytes = 10_000_000;
const maxRedirects = 5;

/** The URL of a path below the base. @throws CD_CONNECT_REDIRECTED when it leads to another origin */
export function urlOf(connection: Connection, path: string): URL {
  const base = connection.baseUrl.replace(/\/+$/, '');
  const absolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(path);
  const url = absolute ? new URL(path) : new URL(path === '' ? base : `${base}/${path.replace(/^\/+/, '')}`);
  return sameOrigin(connection, url);
}

function sameOrigin(connection: Connection, url: URL): URL {
  if (url.origin === new URL(connection.baseUrl).origin) return url;
  throw new CrossdockError('CD_CONNECT_REDIRECTED', { system: connection.name, location: url.origin });
}

/**
 * One request and its answer, whatever the status. The whole of it, redirects and body included, is bounded by the
 * connection's `timeoutMs` and by `maxBytes`. Redirects are followed within the origin only, since they would carry
 * our credentials elsewhere.
 *
 * @throws CD_CONNECT_TIMEOUT, CD_CONNECT_REFUSED, CD_CONNECT_REDIRECTED, CD_CONNECT_TOO_LARGE
 */
export async function exchange(connection: Connection, request: ExchangeRequest): Promise<Exchanged> {
  const signal = AbortSignal.timeout(connection.timeoutMs);
  try {
    const response = await follow(connection, request, signal);
    return {
      status: response.statusCode ?? 0,
      headers: headersOf(response),
      cookies: response.headers['set-cookie'] ?? [],
      body: await bounded(connection, response, request.maxBytes ?? defaultMaxBytes),
    };
  } catch (thrown) {
    const sent = !(thrown instanceof SendFailure) || thrown.sent;
    const late = signal.aborted && !(thrown instanceof CrossdockError);
    throw networkError(late ? signal.reason : thrown, connection, sent);
  }
}

async function follow(
  connection: Connection,
  request: ExchangeRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  let url = urlOf(connection, request.path);
  let { method, body } = request;
  const headers = { ...authorization(connection), ...request.headers };
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    const response = await send(url, { method, headers, signal, ...(body === undefined ? {} : { body }) });
    const { statusCode = 0, headers: answered } = response;
    if (![301, 302, 303, 307, 308].includes(statusCode) || answered.location === undefined) return response;
    response.destroy();
    url = sameOrigin(connection, new URL(answered.location, url));
    if (statusCode === 303 || (statusCode < 303 && method === 'POST')) {
      method = 'GET';
      body = undefined;
    }
  }
  const reason = `more than ${maxRedirects} redirects`;
  throw new CrossdockError('CD_CONNECT_MALFORMED', { system: connection.name, reason });
}

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );

async function bounded(connection: Connection, response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const announced = Number(response.headers['content-length'] ?? 0);
  const body = announced > maxBytes ? null : await bodyOf(response, maxBytes);
  if (body) return body;
  response.destroy();
  throw new CrossdockError('CD_CONNECT_TOO_LARGE', {
    system: connection.name,
    what: 'the answer',
    limit: `${maxBytes} bytes`,
  });
}
