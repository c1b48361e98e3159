import type { Gap } from '../process/gaps.ts';
import { money } from '../rating/money.ts';
import type { FreightProcess } from './types.ts';

/** What of a shipment's cost is not settled: accrued and not billed by the carrier, or in dispute. */
export function freightGaps({
  accruals,
  disputes,
  carrier,
  currency,
  dispatchedAt,
}: FreightProcess): readonly Gap[] {
  const kind = 'accrued-not-settled' as const;
  const open = accruals
    .filter(({ status }) => status === 'open')
    .map(({ number, accruedAt, total }) => ({
      ...{ kind, subject: number, since: dispatchedAt ?? accruedAt, owner: 'freight audit' },
      text: `${carrier.scac} has not billed what is accrued under ${number}`,
      money: money(total, currency),
    }));
  const disputed = disputes
    .filter(({ status }) => status === 'open')
    .map(({ number, openedAt, amount, invoiceNumber, currency: of }) => ({
      ...{ kind, subject: number, since: openedAt, owner: 'freight audit' },
      text: `${number} about ${invoiceNumber} of ${carrier.scac} is not decided`,
      money: money(amount, of),
    }));
  return [...open, ...disputed];
}
