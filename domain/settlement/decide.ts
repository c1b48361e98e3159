import { CrossdockError } from '../errors.ts';
import { pending } from '../process/asked.ts';
import { paidBefore, paidBeforeText } from './paid-before.ts';
import type { Dispute, FreightProcess, Instant } from './types.ts';

/** What a person decided on a dispute. */
export interface DisputeDecision {
  readonly disputeNumber: string;
  /** Of the shipment's cost; needed where several have a dispute of the number. */
  readonly key?: string;
  /** Accept: the carrier is paid after all. Refuse: it is not, and owes a credit memo. */
  readonly outcome: 'accept' | 'refuse';
  readonly reason: string;
  /** Accepted although other documents were paid for the same charges. */
  readonly evenIfPaid?: boolean;
}

/** @throws CD_SETTLEMENT_DECISION naming what is wrong with it */
export function disputeDecisionFrom(value: unknown): DisputeDecision {
  const { disputeNumber, outcome, reason, key, evenIfPaid } = (value ?? {}) as Partial<
    Record<keyof DisputeDecision, unknown>
  >;
  const wrong = (problem: string) => new CrossdockError('CD_SETTLEMENT_DECISION', { reason: problem });
  if (typeof disputeNumber !== 'string' || disputeNumber === '') throw wrong('it names no disputeNumber');
  if (outcome !== 'accept' && outcome !== 'refuse') throw wrong('outcome must be accept or refuse');
  if (typeof reason !== 'string' || reason.trim() === '') throw wrong('it gives no reason');
  return {
    ...{ disputeNumber, outcome, reason: reason.trim() },
    ...(typeof key === 'string' && { key }),
    ...(evenIfPaid === true && { evenIfPaid }),
  };
}

/**
 * Notes that a person has decided, until the decision is carried out: of several at the same time one counts. Null when
 * it is decided so, or being carried out, already.
 *
 * @throws CD_SETTLEMENT_DECISION CD_SETTLEMENT_PAID_BEFORE as `decideDispute`, and when another person has decided otherwise
 */
export function askDecision(
  process: FreightProcess,
  decision: DisputeDecision & { readonly by: string },
  now: Instant,
): FreightProcess | null {
  if (!decideDispute(process, decision, now)) return null;
  const { disputeNumber, outcome, by } = decision;
  const isMeant = ({ number }: Dispute): boolean => number === disputeNumber;
  const asked = pending(process.disputes.find(isMeant)?.asked, now);
  if (asked?.outcome === outcome) return null;
  if (asked) {
    const reason = `${asked.by} has decided to ${asked.outcome} dispute ${disputeNumber}`;
    throw new CrossdockError('CD_SETTLEMENT_DECISION', { reason });
  }
  const noted = { outcome, by, at: now };
  const disputes = process.disputes.map((one) => (isMeant(one) ? { ...one, asked: noted } : one));
  return { ...process, disputes, updatedAt: now };
}

/**
 * Closes a dispute; null when it is decided so already.
 *
 * @throws CD_SETTLEMENT_DECISION when there is no such dispute, or it is closed in another way
 * @throws CD_SETTLEMENT_PAID_BEFORE when it is accepted, other documents were paid for the same, and nobody says so
 */
export function decideDispute(
  process: FreightProcess,
  { disputeNumber, outcome, reason, evenIfPaid = false }: DisputeDecision,
  now: Instant,
): { readonly process: FreightProcess; readonly dispute: Dispute } | null {
  const dispute = process.disputes.find(({ number }) => number === disputeNumber);
  const status = outcome === 'accept' ? 'accepted' : 'refused';
  if (!dispute) {
    const problem = `${process.key} has no dispute ${disputeNumber}`;
    throw new CrossdockError('CD_SETTLEMENT_DECISION', { reason: problem });
  }
  if (dispute.status === status) return null;
  if (dispute.status !== 'open') {
    const problem = `dispute ${disputeNumber} is ${dispute.status} already`;
    throw new CrossdockError('CD_SETTLEMENT_DECISION', { reason: problem });
  }
  const paid = paidBefore(process, dispute);
  if (outcome === 'accept' && !evenIfPaid && paid.length > 0) {
    const parameters = { dispute: disputeNumber, paid: paidBeforeText(paid) };
    throw new CrossdockError('CD_SETTLEMENT_PAID_BEFORE', parameters);
  }
  const { asked: _, ...open } = dispute;
  const decided = { ...open, status, reason } as const;
  const disputes = process.disputes.map((one) => (one === dispute ? decided : one));
  return { process: { ...process, disputes, updatedAt: now }, dispute: decided };
}
