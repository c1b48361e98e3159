import type { FreightAccrual } from '../canonical/types.generated.ts';
import { localDate } from '../rating/in-force.ts';
import { money, subtract, sum } from '../rating/money.ts';
import { expectedCharges, totalOf } from './expected.ts';
import { costCentreFor, type SettlementTerms } from './terms.ts';
import type { Accrual, CarrierBill, FreightProcess, Instant } from './types.ts';

/** Closed accruals that are kept; every one is in the history. */
const mostClosed = 10;

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
  const invoice = process.bills.find((bill) => isOwnInvoice(bill, process));
  const wanted =
    process.dispatchedAt !== undefined && !process.isCancelled && process.isPlanned && !invoice
      ? expectedCharges(process, terms)
      : [];
  const total = totalOf(wanted, process.currency, process.key).amount;
  const { currency, carrier, mode, origin } = process;
  const period = localDate(process.dispatchedAt ?? now, terms.zone).slice(0, 7);
  const isSame =
    open?.total === total &&
    open.currency === currency &&
    open.carrier.scac === carrier.scac &&
    open.period === period;
  if (wanted.length > 0 && isSame) return { process, changes: [] };
  const closed: readonly Accrual[] = open
    ? [
        invoice
          ? { ...open, status: 'settled', settledBy: invoice.invoiceNumber }
          : { ...open, status: 'reversed' },
      ]
    : [];
  const costCentre = costCentreFor(terms, { carrier: carrier.scac, mode, origin });
  const opened: readonly Accrual[] =
    wanted.length > 0
      ? [
          {
            number: `ACR-${process.shipmentId}-${process.accrued + 1}`,
            ...{ accruedAt: now, period, charges: wanted, total, status: 'open', currency, carrier },
            ...(costCentre !== null && { costCentre }),
          },
        ]
      : [];
  const changes = [...closed, ...opened];
  if (changes.length === 0) return { process, changes };
  const kept = [...process.accruals.filter((one) => one !== open), ...closed.map(told)].slice(-mostClosed);
  const accrued = process.accrued + opened.length;
  return { process: { ...process, accruals: [...kept, ...opened], accrued, updatedAt: now }, changes };
}

const told = (closed: Accrual): Accrual => ({ ...closed, charges: [] });

/** The invoice of who was planned, in the currency of the plan: no other one ends the accrual. */
const isOwnInvoice = (
  { kind, carrier, currency }: CarrierBill,
  process: Pick<FreightProcess, 'carrier' | 'currency'>,
): boolean => kind === 'invoice' && carrier === process.carrier.scac && currency === process.currency;

/** The accrual as a document for the books, as it was opened. */
export function accrualDocument(
  process: FreightProcess,
  accrual: Accrual,
  { zone }: SettlementTerms,
): FreightAccrual {
  const { shipmentId = '', loadNumber, orders } = process;
  const { number, accruedAt, period, charges, status, settledBy, currency, carrier, costCentre } = accrual;
  const total = money(accrual.total, currency);
  const bill = process.bills.find(
    (one) => one.invoiceNumber === settledBy && isOwnInvoice(one, { carrier, currency }),
  );
  const billed = bill?.charges.map(({ invoiced }) => money(invoiced, currency));
  return {
    ...{ accrualNumber: number, shipmentId, orders: [...orders], carrier, accruedAt, zone, period, status },
    ...{ currency, charges: [...charges], total },
    ...(loadNumber !== undefined && { loadNumber }),
    ...(costCentre !== undefined && { costCentre }),
    ...(settledBy !== undefined && { settledBy }),
    ...(billed && { variance: subtract(sum(currency, billed), total) }),
  };
}
