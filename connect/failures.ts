import { CrossdockError } from '../domain/errors.ts';
import type { Connection } from './connection.ts';

/** Codes of Node that say that no connection came about or that it broke. */
const unreachable = [
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EPIPE'],
  ...['ECONNABORTED', 'UND_ERR_SOCKET', 'ERR_SOCKET_CONNECTION_TIMEOUT', 'ERR_NOT_CONNECTED'],
];
/** Those of them that come before anything was sent. */
const beforeSending = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];
const tooSlow = ['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'];

interface Cause {
  readonly name: string;
  readonly code: string;
  readonly message: string;
}

function causes(thrown: unknown): Cause[] {
  const list: Cause[] = [];
  let error = thrown;
  while (error instanceof Error && list.length < 5) {
    const code = 'code' in error ? String(error.code) : '';
    list.push({ name: error.name, code, message: error.message });
    error = error instanceof AggregateError ? error.errors[0] : error.cause;
  }
  return list;
}

/**
 * Any error of a socket as a coded one: too slow, or not reachable; both are tried again. Its parameter `sent` is
 * false when nothing can have reached the other side.
 */
export function networkError(thrown: unknown, connection: Connection, mayBeSent = true): CrossdockError {
  if (thrown instanceof CrossdockError) return thrown;
  const { name: system, timeoutMs } = connection;
  const chain = causes(thrown);
  const slow = chain.some(({ name, code }) => name === 'TimeoutError' || tooSlow.includes(code));
  const sent = !mayBeSent || chain.some(({ code }) => beforeSending.includes(code)) ? { sent: false } : {};
  if (slow)
    return new CrossdockError('CD_CONNECT_TIMEOUT', { system, timeoutMs, ...sent }, { cause: thrown });
  const told = chain.find(({ code }) => unreachable.includes(code)) ?? chain.at(-1);
  const reason = told ? told.message || told.code : String(thrown);
  return new CrossdockError('CD_CONNECT_REFUSED', { system, reason, ...sent }, { cause: thrown });
}

/** The work, or `CD_CONNECT_TIMEOUT` when it takes longer than the connection allows. */
export async function withinTimeout<T>(connection: Connection, work: Promise<T>): Promise<T> {
  const { name: system, timeoutMs } = connection;
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new CrossdockError('CD_CONNECT_TIMEOUT', { system, timeoutMs })),
    timeoutMs,
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
