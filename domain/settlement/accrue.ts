import type { Charge, FreightAccrual } from '../canonical/types.generated.ts';
import { big } from '../rating/decimal.ts';
import { localDate } from '../rating/in-force.ts';
import { money, subtract, sum } from '../rating/money.ts';
import { inPlan } from './bill-exchange.ts';
import { expectedCharges, groupOf, owedFor, totalOf } from './expected.ts';
import { isDisputed } from './paid-before.ts';
import { costCentreFor, isTolerated, type SettlementTerms, toleranceFor } from './terms.ts';
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
  const invoice = settlingBill(process, terms);
  const wanted =
    process.dispatchedAt !== undefined && !process.isCancelled && process.isPlanned && !invoice
      ? unbilled(process, terms)
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
 * The document that ends the accrual: the one by which the transport itself is owed. An invoice of who was planned, of which
 * some of the transport was approved, or all that it asks for that was accepted by a person; or an invoice of another carrier
 * that a person has accepted, where what is owed for the transport then covers what was planned, or misses it by no more than
 * the tolerance.
 */
function settlingBill(process: FreightProcess, terms: SettlementTerms): CarrierBill | undefined {
  const { bills, disputes, carrier } = process;
  if (bills.length === 0) return undefined;
  const expected = expectedCharges(process, terms);
  const transport = transportOf(expected);
  const ofTransport = ({ charges }: Pick<CarrierBill, 'charges'>) =>
    charges.filter(({ group }) => transport.has(group));
  const own = bills.find(
    (bill) =>
      bill.kind === 'invoice' &&
      bill.carrier === carrier.scac &&
      ofTransport(bill).some(({ approved }) => big(approved).gt(0)),
  );
  if (own) return own;
  const accepted = disputes.filter(
    (dispute) =>
      dispute.status === 'accepted' && dispute.kind === 'invoice' && ofTransport(dispute).length > 0,
  );
  const isAccepted = (bill: CarrierBill): boolean => accepted.some((dispute) => isDisputed(bill, dispute));
  const isCovered = [...transport].every((group) => covers(process, group, expected, terms));
  return bills.find((bill) => isAccepted(bill) && (bill.carrier === carrier.scac || isCovered));
}

/** The groups that are the transport itself: freight, or all that is expected where nothing is called so. */
const transportOf = (expected: readonly Charge[]): ReadonlySet<string> => {
  const groups = new Set(expected.map(groupOf));
  return groups.has('freight') ? new Set(['freight']) : groups;
};

/** Whether what is owed for a kind of charge is what was expected of it, or less within the tolerance. */
function covers(
  process: FreightProcess,
  group: string,
  expected: readonly Charge[],
  terms: SettlementTerms,
): boolean {
  const own = expected.filter((one) => groupOf(one) === group);
  const planned = totalOf(own, process.currency, process.key);
  const missing = subtract(planned, owedFor(process, group));
  const kind = own[0]?.kind ?? 'other';
  const tolerance = toleranceFor(terms, process.carrier.scac, { group, kind });
  return big(missing.amount).lte(0) || isTolerated(tolerance, missing, planned);
}

/** What is expected and not owed by a document already: an extra service that was billed before the transport is in the books. */
function unbilled(process: FreightProcess, terms: SettlementTerms): readonly Charge[] {
  const expected = expectedCharges(process, terms);
  if (process.bills.length === 0) return expected;
  const transport = transportOf(expected);
  return expected.filter((charge) => {
    const group = groupOf(charge);
    const owed = owedFor(process, group);
    const whole = totalOf(
      expected.filter((one) => groupOf(one) === group),
      process.currency,
      process.key,
    );
    return transport.has(group) || big(owed.amount).eq(0) || big(owed.amount).lt(big(whole.amount));
  });
}

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
