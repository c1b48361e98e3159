import type { RateAgreement } from '../canonical/types.generated.ts';
import { compare, type Money, readable } from '../rating/money.ts';

const dayMs = 86_400_000;

/**
 * Why extra services that came after the invoice are not charged, by the agreement; null when a debit memo may be
 * sent. The period runs from the instant of the invoice, in whole days of 24 hours.
 *
 * @param net what the debit memo would come to
 */
export function absorbedBecause(
  { id, version, lateServices }: RateAgreement,
  net: Money,
  {
    issuedAt,
    now,
    inOrder,
  }: {
    readonly issuedAt: string;
    readonly now: string;
    /** Gives an amount of the agreement in the currency of the order. */
    readonly inOrder: (value: Money) => Money;
  },
): string | null {
  if (!lateServices) return null;
  const { treatment, withinDays, absorbBelow } = lateServices;
  const rule = `agreement ${id} v${version}`;
  if (treatment === 'absorb') return `${rule} charges nothing for services reported after the invoice`;
  const days = Math.floor((Date.parse(now) - Date.parse(issuedAt)) / dayMs);
  if (withinDays !== undefined && days > withinDays)
    return `${rule} allows a debit memo within ${withinDays} days of the invoice; these are ${days}`;
  if (absorbBelow !== undefined && compare(net, inOrder(absorbBelow)) < 0)
    return `${rule} absorbs what is below ${readable(absorbBelow)}`;
  return null;
}
