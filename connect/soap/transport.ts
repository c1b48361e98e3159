import type { IHttpClient } from 'soap';
import { CrossdockError } from '../../domain/errors.ts';
import type { Connection } from '../connection.ts';
import { exchange } from '../http/exchange.ts';
import { judge } from '../http/judge.ts';
import { reasonOf } from '../http/reason.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: string;
}

/** The soap package's transport on our own bounded HTTP, for the WSDL and for calls. */
export function boundedHttp(connection: Connection, maxBytes?: number): IHttpClient {
  const send = async (url: string, data: unknown, headers: Record<string, string>): Promise<Answer> => {
    const exchanged = await exchange(connection, {
      ...{ method: data ? 'POST' : 'GET', path: url, headers },
      ...(data ? { body: String(data) } : {}),
      ...(maxBytes === undefined ? {} : { maxBytes }),
    });
    const text = exchanged.body.toString();
    if (/<!DOCTYPE/i.test(text)) {
      const reason = 'it has a DTD, which SOAP forbids';
      throw new CrossdockError('CD_CONNECT_MALFORMED', { system: connection.name, reason });
    }
    // A fault comes with an error status, and its code tells more than the status does.
    const error = /<(?:\w+:)?Fault\b/.test(text) ? null : judge(connection, exchanged, reasonOf(exchanged));
    if (error) throw error;
    // The package takes an empty answer for one without fields; only a one-way operation (202) has none.
    if (data && exchanged.status !== 202 && !/<(?:[\w.-]+:)?Envelope\b/.test(text)) {
      const reason = 'it answered without a SOAP envelope';
      throw new CrossdockError('CD_CONNECT_MALFORMED', { system: connection.name, reason });
    }
    return { status: exchanged.status, headers: exchanged.headers, data: text };
  };
  return {
    request(url, data, callback, headers) {
      const sent = send(url, data, headers ?? {});
      sent.then(
        (answer) => callback(null, answer, answer.data),
        (error: unknown) => callback(error),
      );
      // The package keeps the promise only to expose it; the callback has the outcome.
      return sent.catch(() => undefined) as unknown as ReturnType<IHttpClient['request']>;
    },
  };
}
