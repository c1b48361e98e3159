import { Big, big } from '../rating/decimal.ts';
import { add, allocate, type Money, money, negate, sum } from '../rating/money.ts';
import type { Dispute, FreightProcess, MatchedCharge } from './types.ts';

/**
 * Sets a credit off against what was never paid: disputes of the same document that are open or were refused. A credit
 * under a code that the document it names has not billed is one for the document. What is left of the credit is approved,
 * and with it taken off what we pay.
 *
 * @param relatesTo number of the document that is credited; any of the shipment when absent
 */
export function setOff(
  credits: readonly MatchedCharge[],
  { disputes, bills }: Pick<FreightProcess, 'disputes' | 'bills'>,
  currency: string,
  relatesTo?: string,
): { readonly charges: readonly MatchedCharge[]; readonly disputes: readonly Dispute[] } {
  const credited = bills.filter(({ invoiceNumber }) => invoiceNumber === relatesTo);
  let rest = disputes;
  const charges = credits.map((credit) => {
    let left = big(credit.invoiced).times(-1);
    if (left.lte(0)) return credit;
    const isBilled = credited.some((bill) => bill.charges.some(({ group }) => group === credit.group));
    const group = credited.length === 0 || isBilled ? credit.group : null;
    rest = rest.map((dispute) => {
      const isMeant = relatesTo === undefined || dispute.invoiceNumber === relatesTo;
      if (!isMeant || dispute.currency !== currency || !['open', 'refused'].includes(dispute.status))
        return dispute;
      const { lessened, taken } = lessen(dispute, group, left);
      left = left.minus(taken);
      return lessened;
    });
    const offset = big(credit.invoiced).times(-1).minus(left);
    if (offset.eq(0)) return credit;
    return {
      ...credit,
      approved: money(left.times(-1), currency).amount,
      disputed: money(offset.times(-1), currency).amount,
      reason: 'a credit for what was in dispute and not paid',
    };
  });
  return { charges, disputes: rest };
}

/**
 * What a document credits beyond all that was owed to the carrier for the shipment; null when it does not. It is taken,
 * since it is in our favour, and asks a person what it is for.
 */
export function creditedBeyond(
  { bills, disputes }: Pick<FreightProcess, 'disputes' | 'bills'>,
  charges: readonly MatchedCharge[],
  currency: string,
): Money | null {
  const own = <T extends { readonly currency: string }>(all: readonly T[]) =>
    all.filter((one) => one.currency === currency);
  const amounts = (all: readonly string[]) => all.map((amount) => money(amount, currency));
  const before = sum(currency, [
    ...own(bills).flatMap((bill) => amounts(bill.charges.map(({ approved }) => approved))),
    ...own(disputes).flatMap(({ status, amount }) => (status === 'accepted' ? amounts([amount]) : [])),
  ]);
  const now = sum(currency, amounts(charges.map(({ approved }) => approved)));
  const after = add(before, now);
  const isBeyond = big(now.amount).lt(0) && big(after.amount).lt(0);
  return isBeyond ? negate(after) : null;
}

/** @param group null for every charge of the dispute */
function lessen(dispute: Dispute, group: string | null, most: Big): { lessened: Dispute; taken: Big } {
  let taken = new Big(0);
  const charges = dispute.charges.map((charge) => {
    if (group !== null && charge.group !== group) return charge;
    const open = big(charge.disputed);
    const part = [open, most.minus(taken)].sort((one, other) => one.cmp(other))[0] ?? open;
    if (part.lte(0)) return charge;
    taken = taken.plus(part);
    return { ...charge, disputed: money(open.minus(part), dispute.currency).amount };
  });
  if (taken.eq(0)) return { lessened: dispute, taken };
  const amount = money(big(dispute.amount).minus(taken), dispute.currency).amount;
  const status = big(amount).eq(0) ? ('credited' as const) : dispute.status;
  const shares = allocate(money(dispute.tax, dispute.currency), [amount, taken.toFixed()]);
  const tax = shares[0]?.amount ?? dispute.tax;
  return { lessened: { ...dispute, charges, amount, tax, status }, taken };
}
