import { CrossdockError, type ErrorCode } from '../../domain/errors.ts';

/** SQLSTATE classes that tell of the server or the machine, not of the statement (postgresql.org, appendix A). */
const unavailable: readonly string[] = ['08', '53', '57', '58', 'F0', 'XX'];
/** Lost to another transaction: the same again may succeed. */
const repeatable: readonly string[] = ['40001', '40P01', 'CD001', 'CD002'];
/** What a batch inserts, and another worker was first: planning was based on what is no longer so. */
const taken: readonly string[] = ['message_known', 'process_pkey'];
const uniqueViolation = '23505';
/** Somebody has held a lock for as long as `lock_timeout`: not soon over, and nobody else's request fares better. */
const lockNotAvailable = '55P03';

export function sqlState(thrown: unknown): string | null {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return null;
  return /^[0-9A-Z]{5}$/.test(thrown.code) ? thrown.code : null;
}

export function reasonOf(thrown: unknown): string {
  if (thrown instanceof AggregateError) return thrown.errors.map(reasonOf).join('; ');
  if (thrown instanceof CrossdockError) return `${thrown.code}: ${thrown.message}`;
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** True when planning was based on what is no longer so, or another transaction was in the way. */
export function isRepeatable(thrown: unknown): boolean {
  const state = sqlState(thrown) ?? '';
  if (state !== uniqueViolation) return repeatable.includes(state);
  return thrown instanceof Error && 'constraint' in thrown && taken.includes(String(thrown.constraint));
}
/** True when a row is there that was taken for new. */
export const isTaken = (thrown: unknown): boolean => sqlState(thrown) === uniqueViolation;
/** True when a commit was refused since a shard has gone. */
export const isLeaseLost = (thrown: unknown): boolean => sqlState(thrown) === 'CD002';

/** True when the connection or the server is to blame, so that no other request would fare better. */
export function concernsTheServer(thrown: unknown): boolean {
  const state = sqlState(thrown);
  // What carries no SQLSTATE comes from the driver: refused, reset, timed out, terminated.
  if (state === null) return thrown instanceof Error;
  return state === lockNotAvailable || unavailable.includes(state.slice(0, 2));
}

function coded(thrown: unknown, code: ErrorCode, file: string, operation: string): CrossdockError {
  if (thrown instanceof CrossdockError) return thrown;
  return new CrossdockError(code, { file, operation, reason: reasonOf(thrown) }, { cause: thrown });
}

export const readError = (thrown: unknown, file: string): CrossdockError =>
  coded(thrown, 'CD_LEDGER_READ_FAILED', file, 'a read');

export function writeError(thrown: unknown, file: string): CrossdockError {
  const retryable = concernsTheServer(thrown) || isRepeatable(thrown);
  return coded(thrown, retryable ? 'CD_LEDGER_WRITE_FAILED' : 'CD_LEDGER_REQUEST_INVALID', file, 'a commit');
}
