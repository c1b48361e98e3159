import { CrossdockError, type ErrorCode } from '../../domain/errors.ts';
import { found, type TowerAnswer } from './route.ts';

/** How refusals of the runtime read over HTTP. */
const statuses: Partial<Record<ErrorCode, number>> = {
  CD_EXCEPTION_UNKNOWN: 404,
  CD_PROCESS_UNKNOWN: 404,
  CD_PROCESS_HOLD_UNKNOWN: 409,
  CD_PROCESS_HOLD_BY_RULE: 409,
  CD_PROCESS_BUSY: 409,
  CD_EXCEPTION_CLOSED: 409,
  CD_EXCEPTION_NO_WAY_BACK: 409,
};

/** Runs a decision about an exception or a hold; a refusal becomes an answer with its code and remedy. */
export async function decide(decision: Promise<void>): Promise<TowerAnswer> {
  try {
    await decision;
    return found({ done: true });
  } catch (thrown) {
    const status = thrown instanceof CrossdockError ? statuses[thrown.code] : undefined;
    if (!(thrown instanceof CrossdockError) || status === undefined) throw thrown;
    return { status, body: { error: thrown.message, code: thrown.code, remedy: thrown.remedy } };
  }
}

/** The reason a person gave, trimmed; null when there is none. */
export function reasonOf(body: unknown): string | null {
  const reason = (body as { reason?: unknown } | null | undefined)?.reason;
  return typeof reason === 'string' && reason.trim() !== '' ? reason.trim().slice(0, 500) : null;
}
