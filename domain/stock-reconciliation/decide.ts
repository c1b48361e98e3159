import type { InventoryMovement } from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import { quantityAt, stockKey } from '../inventory/position.ts';
import type { Instant, StockPosition } from '../inventory/types.ts';
import { big, plain } from '../rating/decimal.ts';
import { assumed } from './reconcile.ts';
import type { Proposal, StockReconciliation } from './types.ts';

/** What a person decided on proposed corrections. */
export interface CorrectionDecision {
  /** Key of the comparison. */
  readonly key: string;
  readonly proposals: readonly string[];
  readonly outcome: 'approve' | 'refuse';
  readonly reason: string;
}

export interface Decided {
  readonly reconciliation: StockReconciliation;
  /** What becomes of each proposal that was decided now. */
  readonly decided: readonly Proposal[];
  /** Corrections of what we know of the warehouse: movements like any other. */
  readonly movements: readonly InventoryMovement[];
  /** Corrections of the ERP's books, in the form of movements: they are booked and move nothing. */
  readonly bookings: readonly InventoryMovement[];
}

/** @throws CD_STOCK_DECISION naming what is wrong with it */
export function correctionDecisionFrom(value: unknown): CorrectionDecision {
  const { key, proposals, outcome, reason } = (value ?? {}) as Partial<
    Record<keyof CorrectionDecision, unknown>
  >;
  if (typeof key !== 'string' || key === '') throw wrong('it names no comparison');
  if (!Array.isArray(proposals) || proposals.length === 0) throw wrong('it names no proposals');
  if (outcome !== 'approve' && outcome !== 'refuse') throw wrong('outcome must be approve or refuse');
  if (typeof reason !== 'string' || reason.trim() === '') throw wrong('it gives no reason');
  return { key, proposals: proposals.map(String), outcome, reason: reason.trim() };
}

/**
 * The proposals that a decision is about. One that is decided so already is left out, so that a decision told twice
 * counts once.
 *
 * @throws CD_STOCK_DECISION when one is unknown, or is decided in another way
 */
export function undecided(
  { key, proposals }: Pick<StockReconciliation, 'key' | 'proposals'>,
  { proposals: numbers, outcome }: CorrectionDecision,
): readonly Proposal[] {
  return [...new Set(numbers)].flatMap((number) => {
    const proposal = proposals.find((one) => one.number === number);
    if (!proposal) throw wrong(`${key} has no proposal ${number} any more: a newer list has taken its place`);
    if (proposal.state === 'open') return [proposal];
    if (proposal.state === (outcome === 'approve' ? 'approved' : 'refused')) return [];
    throw wrong(`proposal ${number} is ${proposal.state} already`);
  });
}

/**
 * Carries a decision out. What has been told meanwhile is not corrected again: a correction of stock that does not
 * hold any more becomes obsolete instead of approved.
 *
 * @param positions those that are known of the proposals' items, by key
 * @throws CD_STOCK_DECISION
 */
export function decideCorrections(
  reconciliation: StockReconciliation,
  decision: CorrectionDecision,
  positions: ReadonlyMap<string, StockPosition>,
  now: Instant,
): Decided {
  const { warehouse, owner, asOf } = reconciliation;
  const { reason, outcome } = decision;
  const of = { warehouse, positions, now, ...(owner !== undefined && { owner }) };
  const told = assumed(of, reconciliation.approved);
  const holds = ({ corrects, sku, status, told: then }: Proposal): boolean => {
    if (corrects === 'book') return true;
    const position = told.get(stockKey(warehouse, sku, owner));
    const there = position ? quantityAt(position, status, asOf) : big('0');
    return there !== null && plain(there) === then;
  };
  const decided = undecided(reconciliation, decision).map(({ asked: _, ...proposal }): Proposal => {
    const approved = holds(proposal) ? 'approved' : 'obsolete';
    return { ...proposal, state: outcome === 'refuse' ? 'refused' : approved, decidedAt: now, reason };
  });
  const approved = decided.filter(({ state }) => state === 'approved');
  const byNumber = new Map(decided.map((proposal) => [proposal.number, proposal]));
  const as = (corrects: Proposal['corrects']): readonly InventoryMovement[] =>
    approved.filter((one) => one.corrects === corrects).map((one) => movementOf(one, reconciliation));
  return {
    decided,
    reconciliation: {
      ...reconciliation,
      proposals: reconciliation.proposals.map((one) => byNumber.get(one.number) ?? one),
      approved: [
        ...reconciliation.approved,
        ...approved.map(({ number, corrects, sku, status, quantity, unit }) => ({
          ...{ number, corrects, sku, status, quantity, unit, asOf },
        })),
      ],
    },
    movements: as('stock'),
    bookings: as('book'),
  };
}

function movementOf(
  { number, sku, status, quantity, unit }: Proposal,
  { warehouse, owner, snapshotId, asOf }: StockReconciliation,
): InventoryMovement {
  const stock = { status, ...(owner !== undefined && { owner }) };
  const amount = big(quantity);
  return {
    ...{ movementId: number, kind: 'count', occurredAt: asOf, warehouse: { id: warehouse } },
    reference: { type: 'stock-count', number: snapshotId },
    reason: 'reconciliation',
    lines: [
      {
        ...{ lineNumber: '1', item: { sku }, quantity: { value: plain(amount.abs()), unit } },
        ...(amount.gt(0) ? { to: stock } : { from: stock }),
      },
    ],
  };
}

const wrong = (reason: string): CrossdockError => new CrossdockError('CD_STOCK_DECISION', { reason });
