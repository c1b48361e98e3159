import type { FreightAccrual } from '../canonical/types.generated.ts';
import { localDate } from '../rating/in-force.ts';
import { money, subtract, sum } from '../rating/money.ts';
import { expectedCharges, totalOf } from './expected.ts';
import type { SettlementTerms } from './terms.ts';
import type { Accrual, FreightProcess, Instant } from './types.ts';

/** A process whose books are right again, and the accruals that were opened or closed for it, in their order. */
export interface Accrued {
  readonly process: FreightProcess;
  readonly changes: readonly Accrual[];
}

/**
 * Brings the books in line with the shipment: from its dispatch until the carrier's invoice one accrual is open over
 * all that is expected, for the month of the dispatch. When that changes, the old one is reversed and a new one opened.
 */
export function accrue(process: FreightProcess, terms: SettlementTerms, now: Instant): Accrued {
  const open = process.accruals.find(({ status }) => status === 'open');
  const invoice = process.bills.find(({ kind }) => kind === 'invoice');
  const wanted =
    process.dispatchedAt !== undefined && !process.isCancelled && process.isPlanned && !invoice
      ? expectedCharges(process, terms)
      : [];
  const total = totalOf(wanted, process.currency || 'XXX', process.key).amount;
  if (open && wanted.length > 0 && open.total === total) return { process, changes: [] };
  const closed: readonly Accrual[] = open
    ? [
        invoice
          ? { ...open, status: 'settled', settledBy: invoice.invoiceNumber }
          : { ...open, status: 'reversed' },
      ]
    : [];
  const opened: readonly Accrual[] =
    wanted.length > 0
      ? [
          {
            number: `ACR-${process.shipmentId}-${process.accruals.length + 1}`,
            ...{ accruedAt: now, period: localDate(process.dispatchedAt ?? now, terms.zone).slice(0, 7) },
            ...{ charges: wanted, total, status: 'open' },
          },
        ]
      : [];
  const changes = [...closed, ...opened];
  if (changes.length === 0) return { process, changes };
  const kept = process.accruals.map((one) => closed.find(({ number }) => number === one.number) ?? one);
  return { process: { ...process, accruals: [...kept, ...opened], updatedAt: now }, changes };
}

/** The accrual as a document for the books. */
export function accrualDocument(
  process: FreightProcess,
  accrual: Accrual,
  { zone }: SettlementTerms,
  costCentre: string | null,
): FreightAccrual {
  const { shipmentId = '', loadNumber, orders, carrier, currency } = process;
  const { number, accruedAt, period, charges, status, settledBy } = accrual;
  const total = money(accrual.total, currency);
  const bill = process.bills.find(({ invoiceNumber }) => invoiceNumber === settledBy);
  const billed = bill?.charges.map(({ invoiced }) => money(invoiced, currency));
  return {
    ...{ accrualNumber: number, shipmentId, orders: [...orders], carrier, accruedAt, zone, period, status },
    ...{ currency, charges: [...charges], total },
    ...(loadNumber !== undefined && { loadNumber }),
    ...(costCentre !== null && { costCentre }),
    ...(settledBy !== undefined && { settledBy }),
    ...(billed && { variance: subtract(sum(currency, billed), total) }),
  };
}
