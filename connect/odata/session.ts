import { CrossdockError } from '../../domain/errors.ts';
import type { Connection, Json } from '../connection.ts';
import { type Exchanged, exchange, type Method } from '../http/exchange.ts';
import { judge } from '../http/judge.ts';
import { reasonOf } from '../http/reason.ts';
import { parsedBody } from '../http/request.ts';

interface Session {
  readonly token: string;
  readonly cookies: string;
}

export interface ODataCall {
  readonly method: Method;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
}

export interface ODataAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
}

/** Sends calls with SAP's CSRF token and session cookies: fetched at the first change, again when they ran out. */
export class ODataSession {
  readonly #connection: Connection;
  #session: Promise<Session> | null = null;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async call(call: ODataCall): Promise<ODataAnswer> {
    const changes = call.method !== 'GET' && call.method !== 'HEAD';
    let exchanged = changes ? await this.#change(call) : await this.#send(call, {});
    if (changes && tokenRequired(exchanged)) {
      this.#session = null;
      exchanged = await this.#change(call);
    }
    const error = judge(this.#connection, exchanged, reasonOf(exchanged));
    if (error) throw error;
    const { status, headers } = exchanged;
    return { status, headers, body: parsedBody(this.#connection, exchanged) };
  }

  async #change(call: ODataCall): Promise<Exchanged> {
    // One fetch for all calls that come at the same time; a failed one is not kept.
    this.#session ??= this.#open(call).catch((error: unknown) => {
      this.#session = null;
      throw error;
    });
    const { token, cookies } = await this.#session;
    return this.#send(call, { 'x-csrf-token': token, ...(cookies === '' ? {} : { cookie: cookies }) });
  }

  #send(call: ODataCall, extra: Readonly<Record<string, string>>): Promise<Exchanged> {
    const { method, path, headers, body } = call;
    return exchange(this.#connection, {
      ...{ method, path },
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
        ...extra,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** SAP issues the token on a read of the service document, which is the path without its entity set. */
  async #open({ path, headers = {} }: ODataCall): Promise<Session> {
    const { traceparent } = headers;
    const service = path.replace(/^\/+/, '').split('?')[0]?.split('/').slice(0, -1).join('/') ?? '';
    const answer = await this.#send(
      { method: 'GET', path: service, headers: { 'x-csrf-token': 'Fetch' } },
      traceparent === undefined ? {} : { traceparent },
    );
    const error = judge(this.#connection, answer, reasonOf(answer));
    if (error) throw error;
    const token = answer.headers['x-csrf-token'];
    if (token === undefined) {
      const reason = 'it gave no x-csrf-token';
      throw new CrossdockError('CD_CONNECT_MALFORMED', { system: this.#connection.name, reason });
    }
    return { token, cookies: answer.cookies.map((cookie) => cookie.split(';')[0] ?? '').join('; ') };
  }
}

const tokenRequired = ({ status, headers }: Exchanged): boolean =>
  status === 403 && (headers['x-csrf-token'] ?? '').toLowerCase() === 'required';
