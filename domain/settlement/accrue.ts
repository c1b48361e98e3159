import type { FreightAccrual } from '../canonical/types.generated.ts';
import { localDate } from '../rating/in-force.ts';
import { money, subtract, sum } from '../rating/money.ts';
import { inPlan } from './bill-exchange.ts';
import { expectedCharges, groupOf, totalOf } from './expected.ts';
import { isDisputed } from './paid-before.ts';
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
  const invoice = settlingBill(process);
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
          ? {
              ...{ ...open, status: 'settled', settledBy: invoice.invoiceNumber },
              ...varianceOf(open, invoice, process),
            }
          : { ...open, status: 'reversed' },
      ]
    : [];
  const costCentre = costCentreFor(terms, { carrier: carrier.scac, mode, origin });
  const opened: readonly Accrual[] =
    wanted.length > 0
      ? [
          {
            number: accrualNumber(process, process.accrued + 1),
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

/** The number of a shipment's first, second … accrual. */
export const accrualNumber = ({ shipmentId }: Pick<FreightProcess, 'shipmentId'>, place: number): string =>
  `ACR-${shipmentId}-${place}`;

const told = (closed: Accrual): Accrual => ({ ...closed, charges: [] });

/**
 * The document that ends the accrual: the invoice of who was planned, in the currency of the plan or converted into that; or
 * an invoice of another carrier, or in another currency, that a person has accepted for the transport itself.
 */
function settlingBill(process: FreightProcess): CarrierBill | undefined {
  const { bills, disputes, plan } = process;
  const own = bills.find((bill) => isOwnInvoice(bill, process));
  if (own) return own;
  const planned = new Set(plan.map(groupOf));
  const transport = planned.has('freight') ? new Set(['freight']) : planned;
  const accepted = disputes.filter(
    ({ status, kind, charges }) =>
      status === 'accepted' && kind === 'invoice' && charges.some(({ group }) => transport.has(group)),
  );
  return bills.find((bill) => accepted.some((dispute) => isDisputed(bill, dispute)));
}

const isOwnInvoice = ({ kind, carrier, ...bill }: CarrierBill, process: FreightProcess): boolean =>
  kind === 'invoice' && carrier === process.carrier.scac && billedIn(process.currency, bill) !== null;

/** What a document asks for, in a currency; null where that is not known. */
function billedIn(planned: string, { currency, charges }: Pick<CarrierBill, 'currency' | 'charges'>) {
  const amounts = charges.map((one) => inPlan(one, 'invoiced', { currency, planned }));
  const known = amounts.filter((amount) => amount !== null);
  return known.length < amounts.length ? null : sum(planned, known);
}

function varianceOf({ total, currency }: Accrual, bill: CarrierBill, process: FreightProcess) {
  const billed = currency === process.currency ? billedIn(currency, bill) : null;
  return billed && { variance: subtract(billed, money(total, currency)).amount };
}

/** The accrual as a document for the books, as it was opened. */
export function accrualDocument(
  process: FreightProcess,
  accrual: Accrual,
  { zone }: SettlementTerms,
): FreightAccrual {
  const { shipmentId = '', loadNumber, orders } = process;
  const { number, accruedAt, period, charges, status, settledBy, currency, carrier, costCentre, variance } =
    accrual;
  const total = money(accrual.total, currency);
  return {
    ...{ accrualNumber: number, shipmentId, orders: [...orders], carrier, accruedAt, zone, period, status },
    ...{ currency, charges: [...charges], total },
    ...(loadNumber !== undefined && { loadNumber }),
    ...(costCentre !== undefined && { costCentre }),
    ...(settledBy !== undefined && { settledBy }),
    ...(variance !== undefined && { variance: money(variance, currency) }),
  };
}
