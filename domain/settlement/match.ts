import type { Charge } from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import { big } from '../rating/decimal.ts';
import { compare, type Money, money, readable, subtract, sum, zero } from '../rating/money.ts';
import { expectedCharges, groupOf, notExpectedBecause, owedFor } from './expected.ts';
import { paidOtherwise } from './paid-before.ts';
import { isTolerated, type SettlementTerms, toleranceFor } from './terms.ts';
import type { FreightProcess, MatchedCharge } from './types.ts';

export interface BilledCharges {
  /** SCAC of who bills. */
  readonly carrier: string;
  readonly currency: string;
  readonly charges: readonly Charge[];
}

/**
 * Compares what a carrier bills for a shipment with what is left of what was expected, group by group. Up to the
 * expected amount everything is approved; more is approved within the tolerance and otherwise disputed, the part
 * above only; what an accepted dispute paid in another currency is billed already. Approved and disputed always add up to what was billed. A credit is approved as it is.
 *
 * @throws CD_SETTLEMENT_CREDIT for a credit of another carrier or in another currency than planned
 */
export function matchCharges(
  process: FreightProcess,
  { carrier, currency, charges }: BilledCharges,
  terms: SettlementTerms,
): readonly MatchedCharge[] {
  const expected = expectedCharges(process, terms);
  const groups = Map.groupBy(charges, groupOf);
  return [...groups].map(([group, billed]) => {
    const [first] = billed;
    const invoiced = sum(
      currency,
      billed.map(({ amount }) => amount),
      `freight invoice for ${process.key}`,
    );
    const mismatch = mismatchOf(process, carrier, currency);
    if (mismatch !== null && big(invoiced.amount).lt(0)) {
      throw new CrossdockError('CD_SETTLEMENT_CREDIT', { shipment: process.key, reason: mismatch });
    }
    const judged =
      mismatch === null
        ? judge(process, { group, charge: first, invoiced }, expected, terms)
        : disputed(zero(currency), invoiced, mismatch);
    return {
      ...{ group, kind: first?.kind ?? 'other', description: first?.description ?? group },
      invoiced: invoiced.amount,
      ...judged,
    };
  });
}

function mismatchOf(process: FreightProcess, carrier: string, currency: string): string | null {
  if (!process.isPlanned) return null;
  if (process.carrier.scac !== carrier) return `planned with ${process.carrier.scac}, billed by ${carrier}`;
  if (process.currency !== currency) return `planned in ${process.currency}, billed in ${currency}`;
  return null;
}

type Judged = Pick<MatchedCharge, 'expected' | 'approved' | 'disputed' | 'reason'>;

interface Asked {
  readonly group: string;
  readonly charge: Charge | undefined;
  readonly invoiced: Money;
}

function judge(
  process: FreightProcess,
  { group, charge, invoiced }: Asked,
  expected: readonly Charge[],
  terms: SettlementTerms,
): Judged {
  if (big(invoiced.amount).lte(0))
    return approved(zero(invoiced.currency), invoiced, 'a credit is taken as it is');
  if (!process.isPlanned) return disputed(zero(invoiced.currency), invoiced, 'nobody planned this shipment');
  if (process.isCancelled) return disputed(zero(invoiced.currency), invoiced, 'the shipment was cancelled');
  const otherwise = paidOtherwise(process, group);
  if (otherwise !== null)
    return disputed(zero(invoiced.currency), invoiced, `already billed by ${otherwise}`);
  const own = expected.filter((one) => groupOf(one) === group);
  const owed = owedFor(process, group);
  const planned = sum(
    process.currency,
    own.map(({ amount }) => amount),
    process.key,
  );
  const rest = subtract(planned, owed);
  const left = big(rest.amount).lt(0) ? zero(process.currency) : rest;
  const over = subtract(invoiced, left);
  if (big(over.amount).lte(0)) return approved(left, invoiced, lessOrEqual(over, left));
  const before = billedBefore(process, group);
  if (before !== null && big(left.amount).eq(0))
    return disputed(left, invoiced, `already billed by ${before}`);
  if (own.length === 0) {
    const reason = notExpectedBecause(process, group, terms);
    return disputed(left, invoiced, reason ?? 'not agreed, and no event reports it');
  }
  const tolerance = toleranceFor(terms, process.carrier.scac, { group, kind: charge?.kind ?? 'other' });
  if (isTolerated(tolerance, over, left))
    return approved(left, invoiced, `${readable(over)} above ${readable(left)}, within the tolerance`);
  return {
    ...{ expected: left.amount, approved: left.amount, disputed: over.amount },
    reason: `${readable(over)} above ${readable(left)}, beyond the tolerance`,
  };
}

const lessOrEqual = (over: Money, left: Money): string =>
  compare(over, zero(over.currency)) === 0
    ? 'as expected'
    : `${readable(money(big(over.amount).abs(), over.currency))} less than ${readable(left)}`;

function billedBefore({ bills }: FreightProcess, group: string): string | null {
  const before = bills.filter(({ charges }) => charges.some((one) => one.group === group));
  return before.map(({ invoiceNumber }) => invoiceNumber).join(', ') || null;
}

const approved = (left: Money, invoiced: Money, reason: string): Judged => ({
  ...{ expected: left.amount, approved: invoiced.amount, reason },
  disputed: zero(invoiced.currency).amount,
});

const disputed = (left: Money, invoiced: Money, reason: string): Judged => ({
  ...{ expected: left.amount, disputed: invoiced.amount, reason },
  approved: zero(invoiced.currency).amount,
});
