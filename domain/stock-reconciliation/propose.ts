import type { StockDifferenceLine } from '../canonical/types.generated.ts';
import { fingerprint } from '../process/fingerprint.ts';
import { big, plain } from '../rating/decimal.ts';
import type { Proposal, ReconciledLine, StockReconciliation } from './types.ts';

/** The list that proposals come from. */
export type Origin = Pick<StockReconciliation, 'warehouse' | 'owner' | 'snapshotId' | 'asOf'>;

/** Where the list and all that was told differ: the stock becomes what the list says. */
export const stockProposals = (lines: readonly StockDifferenceLine[], origin: Origin): readonly Proposal[] =>
  lines.map(({ item: { sku = '' }, status, ours, theirs, difference }) => ({
    ...{ number: numbered('COR', origin, [sku, status, difference.unit]), corrects: 'stock', sku, status },
    ...{ quantity: difference.value, unit: difference.unit, told: ours.value, state: 'open' },
    why: `the list has ${theirs.value} ${difference.unit}, told were ${ours.value}`,
    openedAt: origin.asOf,
  }));

/** Where the ERP has otherwise than was told: its books become what was told. */
export const bookProposals = (lines: readonly ReconciledLine[], origin: Origin): readonly Proposal[] =>
  lines
    .filter(({ unbooked }) => unbooked !== '0')
    .map(({ sku, unit, booked, unbooked }) => ({
      ...{ number: numbered('BOOK', origin, [sku, unit]), corrects: 'book', sku, status: 'available' },
      ...{ quantity: unbooked, unit, state: 'open' },
      why: `the ERP has ${booked} ${unit} and should have ${plain(big(booked).plus(big(unbooked)))}`,
      openedAt: origin.asOf,
    }));

/**
 * Says which list it comes from, and is no other proposal's: warehouses use the number of a list again, and what is
 * approved becomes a movement that counts once by its number.
 */
function numbered(
  kind: 'COR' | 'BOOK',
  { warehouse, owner, snapshotId, asOf }: Origin,
  what: readonly string[],
): string {
  const digest = fingerprint([kind, warehouse, owner ?? null, snapshotId, Date.parse(asOf), ...what]);
  return `${kind}-${snapshotId}-${digest}`;
}

/**
 * A difference that stays the same keeps its number, so that a person can decide while lists come in, and is not asked
 * again when it was refused.
 */
export function remembered(proposal: Proposal, before: StockReconciliation | null): Proposal {
  const same = before?.proposals.find(
    (one) =>
      (one.state === 'open' || one.state === 'refused') &&
      one.corrects === proposal.corrects &&
      one.sku === proposal.sku &&
      one.status === proposal.status &&
      one.unit === proposal.unit &&
      one.quantity === proposal.quantity,
  );
  if (!same) return proposal;
  const { number, state, decidedAt, reason, asked, openedAt } = same;
  return {
    ...{ ...proposal, number, state },
    ...(openedAt !== undefined && { openedAt }),
    ...(decidedAt !== undefined && { decidedAt }),
    ...(reason !== undefined && { reason }),
    ...(asked !== undefined && { asked }),
  };
}
