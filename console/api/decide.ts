import { CrossdockError, type ErrorCode } from '../../domain/errors.ts';
import type { Decision } from '../../runtime/face.ts';
import { found, refused, type TowerAnswer, type TowerRequest } from './route.ts';

/** How refusals of the runtime read over HTTP. */
const statuses: Partial<Record<ErrorCode, number>> = {
  CD_EXCEPTION_UNKNOWN: 404,
  CD_EXCEPTION_CLOSED: 409,
  CD_EXCEPTION_NO_WAY_BACK: 409,
  CD_EXCEPTION_NODE_GONE: 409,
  CD_EXCEPTION_DOCUMENT: 422,
  CD_PROCESS_UNKNOWN: 404,
  CD_PROCESS_HOLD_UNKNOWN: 409,
  CD_PROCESS_HOLD_BY_RULE: 409,
  CD_PROCESS_BUSY: 409,
  CD_PROCESS_QUESTION_UNKNOWN: 409,
  CD_BILLING_CORRECTION_UNKNOWN: 409,
  CD_BILLING_CORRECTION_UNREAD: 409,
  CD_BILLING_PERIOD_UNKNOWN: 409,
  CD_BILLING_PERIOD_UNREAD: 409,
  CD_SETTLEMENT_DECISION: 409,
  CD_SETTLEMENT_DECISION_UNREAD: 409,
  CD_SETTLEMENT_PAID_BEFORE: 409,
  CD_STOCK_DECISION: 409,
  CD_STOCK_DECISION_UNREAD: 409,
  CD_LEGAL_HOLD_UNKNOWN: 404,
  CD_LEGAL_HOLD_NONE: 409,
  CD_REPLAY_UNKNOWN: 404,
  CD_REPLAY_WAITING: 409,
  CD_REPLAY_NODE_GONE: 409,
  CD_REPLAY_BUSY: 503,
  CD_REPLAY_TIMEOUT: 504,
};

/** Runs what a person asked for; a refusal becomes an answer with its code and remedy. */
export async function decide(work: Promise<unknown>): Promise<TowerAnswer> {
  try {
    return found((await work) ?? { done: true });
  } catch (thrown) {
    const status = thrown instanceof CrossdockError ? statuses[thrown.code] : undefined;
    if (!(thrown instanceof CrossdockError) || status === undefined) throw thrown;
    return { status, body: { error: thrown.message, code: thrown.code, remedy: thrown.remedy } };
  }
}

/** The reason a person gave, trimmed; null when there is none. */
export function reasonOf(body: unknown): string | null {
  const reason = fieldOf(body, 'reason');
  return typeof reason === 'string' && reason.trim() !== '' ? reason.trim().slice(0, 500) : null;
}

const decisionIds = /^[\w-]{8,64}$/;

/**
 * Calls `work` with the decision of who is signed in: `{ reason, decision? }`, the reason required and kept, the
 * decision an id under which the same click counts once.
 */
export async function withReason(
  { body, user }: TowerRequest,
  work: (decision: Decision) => Promise<unknown>,
): Promise<TowerAnswer> {
  const reason = reasonOf(body);
  if (reason === null) return refused('a reason is needed: it is kept in the audit trail');
  const id = fieldOf(body, 'decision');
  if (id !== undefined && !(typeof id === 'string' && decisionIds.test(id)))
    return refused('decision is not an id');
  return decide(work({ by: user, reason, ...(id !== undefined && { id }) }));
}

/** A field of a JSON body; undefined when the body is no object. */
export function fieldOf(body: unknown, name: string): unknown {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) return undefined;
  return (body as Readonly<Record<string, unknown>>)[name];
}
