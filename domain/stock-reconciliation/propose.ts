import type { StockDifferenceLine } from '../canonical/types.generated.ts';
import { big, plain } from '../rating/decimal.ts';
import type { Proposal, ReconciledLine, StockReconciliation } from './types.ts';

/** Where the list and all that was told differ: the stock becomes what the list says. */
export const stockProposals = (
  lines: readonly StockDifferenceLine[],
  snapshotId: string,
  owner: string | undefined,
): readonly Proposal[] =>
  lines.map(({ item, status, ours, theirs, difference }, at) => ({
    ...{ number: numbered('COR', snapshotId, owner, at), corrects: 'stock', sku: item.sku ?? '', status },
    ...{ quantity: difference.value, unit: difference.unit, told: ours.value, state: 'open' },
    why: `the list has ${theirs.value} ${difference.unit}, told were ${ours.value}`,
  }));

/** Where the ERP has otherwise than was told: its books become what was told. */
export const bookProposals = (
  lines: readonly ReconciledLine[],
  snapshotId: string,
  owner: string | undefined,
): readonly Proposal[] =>
  lines
    .filter(({ unbooked }) => unbooked !== '0')
    .map(({ sku, unit, booked, unbooked }, at) => ({
      ...{ number: numbered('BOOK', snapshotId, owner, at), corrects: 'book', sku, status: 'available' },
      ...{ quantity: unbooked, unit, state: 'open' },
      why: `the ERP has ${booked} ${unit} and should have ${plain(big(booked).plus(big(unbooked)))}`,
    }));

const numbered = (kind: string, snapshotId: string, owner: string | undefined, at: number): string =>
  [kind, snapshotId, ...(owner === undefined ? [] : [owner]), at + 1].join('-');

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
      one.quantity === proposal.quantity,
  );
  if (!same) return proposal;
  const { number, state, decidedAt, reason } = same;
  return {
    ...{ ...proposal, number, state },
    ...(decidedAt !== undefined && { decidedAt }),
    ...(reason !== undefined && { reason }),
  };
}
