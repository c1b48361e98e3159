import type { Gap } from '../process/gaps.ts';
import { money } from '../rating/money.ts';
import { carrierOf } from './documents.ts';
import type { FreightProcess } from './types.ts';

/** What of a shipment's cost is not settled: accrued and not billed by the carrier, or in dispute. */
export function freightGaps(process: FreightProcess): readonly Gap[] {
  const { accruals, disputes, dispatchedAt } = process;
  const kind = 'accrued-not-settled' as const;
  const open = accruals
    .filter(({ status }) => status === 'open')
    .map(({ number, accruedAt, total, carrier, currency }) => ({
      ...{ kind, subject: number, since: dispatchedAt ?? accruedAt, owner: 'freight audit' },
      text: `${carrier.scac} has not billed what is accrued under ${number}`,
      money: money(total, currency),
    }));
  const disputed = disputes
    .filter(({ status }) => status === 'open')
    .map((dispute) => ({
      ...{ kind, subject: dispute.number, since: dispute.openedAt, owner: 'freight audit' },
      text: `${dispute.number} about ${dispute.invoiceNumber} of ${carrierOf(process, dispute).scac} is not decided`,
      money: money(dispute.amount, dispute.currency),
    }));
  return [...open, ...disputed];
}
