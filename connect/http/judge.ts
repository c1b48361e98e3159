import { CrossdockError } from '../../domain/errors.ts';
import type { Connection } from '../connection.ts';
import type { Exchanged } from './exchange.ts';

/** Asked to slow down without being told for how long. */
const defaultRetryAfterMs = 1_000;

/**
 * Milliseconds of a Retry-After header, seconds or HTTP date (RFC 9110, 10.2.3); null when absent or unreadable.
 * As the other side says it, however long: who waits decides how far to believe it.
 */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  if (/^\d+$/.test(header.trim())) return Math.min(Number(header) * 1_000, Number.MAX_SAFE_INTEGER);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

/**
 * The error that a status stands for, or null for success.
 *
 * | Status | Code |
 * |---|---|
 * | 408, 425, 5xx | CD_CONNECT_UNAVAILABLE (with `retryAfterMs` when told) |
 * | 429 | CD_CONNECT_THROTTLED |
 * | 401, 403, 407 | CD_CONNECT_UNAUTHORIZED |
 * | 412 | CD_CONNECT_STALE |
 * | other 4xx, 3xx | CD_CONNECT_REJECTED |
 *
 * @param reason what the other side said, as its protocol says it
 */
export function judge(
  connection: Connection,
  { status, headers }: Pick<Exchanged, 'status' | 'headers'>,
  reason: string,
): CrossdockError | null {
  if (status >= 200 && status < 300) return null;
  const system = connection.name;
  const wait = retryAfterMs(headers['retry-after'], Date.now());
  if (status === 429) {
    return new CrossdockError('CD_CONNECT_THROTTLED', { system, retryAfterMs: wait ?? defaultRetryAfterMs });
  }
  if (status >= 500 || status === 408 || status === 425) {
    const told = wait === null ? {} : { retryAfterMs: wait };
    return new CrossdockError('CD_CONNECT_UNAVAILABLE', { system, status, reason, ...told });
  }
  if (status === 401 || status === 403 || status === 407) {
    return new CrossdockError('CD_CONNECT_UNAUTHORIZED', { system, reason: `${status} ${reason}` });
  }
  if (status === 412) return new CrossdockError('CD_CONNECT_STALE', { system, what: reason });
  return new CrossdockError('CD_CONNECT_REJECTED', { system, status, reason });
}
