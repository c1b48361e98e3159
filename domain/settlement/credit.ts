import { Big, big } from '../rating/decimal.ts';
import { add, allocate, type Money, money, negate, sum } from '../rating/money.ts';
import { inPlan, lessConverted, reconverted } from './bill-exchange.ts';
import type { CarrierBill, Dispute, FreightProcess, MatchedCharge } from './types.ts';

interface Credit {
  readonly currency: string;
  /** SCAC of who credits. */
  readonly carrier: string;
  /** Number of the document that is credited; any of the carrier's when absent. */
  readonly relatesTo?: string | undefined;
}

/**
 * Sets a credit off against what was never paid: disputes of the same document that are open or were refused. A credit
 * under a code that the document it names has not billed is one for the document. What is left of the credit is approved,
 * and with it taken off what we pay.
 *
 * Disputes with another carrier are not meant.
 */
export function setOff(
  credits: readonly MatchedCharge[],
  { disputes, bills }: Pick<FreightProcess, 'disputes' | 'bills'>,
  { currency, carrier, relatesTo }: Credit,
): { readonly charges: readonly MatchedCharge[]; readonly disputes: readonly Dispute[] } {
  const credited = bills.filter(({ invoiceNumber }) => invoiceNumber === relatesTo);
  let rest = disputes;
  const charges = credits.map((credit) => {
    let left = big(credit.invoiced).times(-1);
    if (left.lte(0)) return credit;
    const isBilled = credited.some((bill) => bill.charges.some(({ group }) => group === credit.group));
    const group = credited.length === 0 || isBilled ? credit.group : null;
    rest = rest.map((dispute) => {
      const isHis = dispute.carrier === undefined || dispute.carrier.scac === carrier;
      const isMeant = isHis && (relatesTo === undefined || dispute.invoiceNumber === relatesTo);
      if (!isMeant || dispute.currency !== currency || !['open', 'refused'].includes(dispute.status))
        return dispute;
      const { lessened, taken } = lessen(dispute, group, left);
      left = left.minus(taken);
      return lessened;
    });
    const offset = big(credit.invoiced).times(-1).minus(left);
    if (offset.eq(0)) return credit;
    const taken = money(left.times(-1), currency);
    return {
      ...{ ...credit, ...reconverted(credit, taken) },
      approved: taken.amount,
      disputed: money(offset.times(-1), currency).amount,
      reason: 'a credit for what was in dispute and not paid',
    };
  });
  return { charges, disputes: rest };
}

/**
 * What a document credits beyond all that was owed to the carrier for the shipment; null when it does not. It is taken,
 * since it is in our favour, and asks a person what it is for. Compared in the currency of the plan where all of the document
 * is known in that.
 */
export function creditedBeyond(
  { bills, disputes, currency: planned }: Pick<FreightProcess, 'disputes' | 'bills' | 'currency'>,
  charges: readonly MatchedCharge[],
  billed: string,
): Money | null {
  const isPlanned = charges.every((one) => inPlan(one, 'approved', { currency: billed, planned }) !== null);
  const currency = isPlanned ? planned : billed;
  const figures = (of: readonly Of[], figure: 'approved' | 'disputed'): readonly Money[] =>
    of.flatMap((each) =>
      each.charges.flatMap(
        (one) => inPlan(one, figure, { currency: each.currency, planned: currency }) ?? [],
      ),
    );
  const accepted = disputes.filter(({ status }) => status === 'accepted');
  const before = sum(currency, [...figures(bills, 'approved'), ...figures(accepted, 'disputed')]);
  const now = sum(currency, figures([{ currency: billed, charges }], 'approved'));
  const after = add(before, now);
  const isBeyond = big(now.amount).lt(0) && big(after.amount).lt(0);
  return isBeyond ? negate(after) : null;
}

type Of = Pick<CarrierBill, 'currency' | 'charges'>;

/** @param group null for every charge of the dispute */
function lessen(dispute: Dispute, group: string | null, most: Big): { lessened: Dispute; taken: Big } {
  let taken = new Big(0);
  const charges = dispute.charges.map((charge) => {
    if (group !== null && charge.group !== group) return charge;
    const open = big(charge.disputed);
    const part = [open, most.minus(taken)].sort((one, other) => one.cmp(other))[0] ?? open;
    if (part.lte(0)) return charge;
    taken = taken.plus(part);
    const less = money(open.minus(part), dispute.currency);
    return { ...charge, ...lessConverted(charge, less), disputed: less.amount };
  });
  if (taken.eq(0)) return { lessened: dispute, taken };
  const amount = money(big(dispute.amount).minus(taken), dispute.currency).amount;
  const status = big(amount).eq(0) ? ('credited' as const) : dispute.status;
  const shares = allocate(money(dispute.tax, dispute.currency), [amount, taken.toFixed()]);
  const tax = shares[0]?.amount ?? dispute.tax;
  return { lessened: { ...dispute, charges, amount, tax, status }, taken };
}
