import { Big, big } from '../rating/decimal.ts';
import { allocate, money } from '../rating/money.ts';
import type { Dispute, MatchedCharge } from './types.ts';

/**
 * Sets a credit off against what was never paid: disputes of the same document that are open or were refused. What is
 * left of the credit is approved, and with it taken off what we pay.
 *
 * @param relatesTo number of the document that is credited; any of the shipment when absent
 */
export function setOff(
  credits: readonly MatchedCharge[],
  disputes: readonly Dispute[],
  currency: string,
  relatesTo?: string,
): { readonly charges: readonly MatchedCharge[]; readonly disputes: readonly Dispute[] } {
  let rest = disputes;
  const charges = credits.map((credit) => {
    let left = big(credit.invoiced).times(-1);
    if (left.lte(0)) return credit;
    rest = rest.map((dispute) => {
      const isMeant = relatesTo === undefined || dispute.invoiceNumber === relatesTo;
      if (!isMeant || dispute.currency !== currency || !['open', 'refused'].includes(dispute.status))
        return dispute;
      const { lessened, taken } = lessen(dispute, credit.group, left);
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

function lessen(dispute: Dispute, group: string, most: Big): { lessened: Dispute; taken: Big } {
  let taken = new Big(0);
  const charges = dispute.charges.map((charge) => {
    if (charge.group !== group) return charge;
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
