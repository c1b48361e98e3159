import { applied } from '../process/apply.ts';
import { coverageOf, leftoverOf, wasBilled } from '../process/billed.ts';
import { recorded } from '../process/record/recording.ts';
import type { AbsorbedCost, Applied, OrderProcess, ProcessInvoice } from '../process/types.ts';
import { money, subtract, sum } from '../rating/money.ts';
import { absorbedBecause } from './late-services.ts';
import { type Priced, pricedBy } from './price.ts';
import type { BillingData, BillingRun } from './types.ts';

/** Extra services that came after the invoice of their shipment. */
interface Late {
  /** The order as if nothing else were left to bill. */
  readonly process: OrderProcess;
  readonly shipmentIds: readonly string[];
  /** In the order in which they were reported. */
  readonly eventIds: readonly string[];
}

/**
 * Settles extra services of the given shipments that came after the invoice and are not charged by rule of the
 * agreement. They need no document, whatever else is billed with it. Null when there are none.
 *
 * @throws as `pricedBy`
 */
export function absorbLate(
  process: OrderProcess,
  shipmentIds: readonly string[],
  data: BillingData,
  run: BillingRun,
): Applied | null {
  const late = lateOf(process, shipmentIds);
  if (late.eventIds.length === 0) return null;
  const { messageId, now: at, terms } = run;
  const priced = pricedBy(late.process, late.shipmentIds, data, at);
  const reason = reasonOf(process, priced, at);
  if (reason === null) return null;
  const costs = costsOf(late, data, priced, at).map(
    (cost): AbsorbedCost => ({ ...cost, reason, at, messageId }),
  );
  const { amount, currency } = sum(
    priced.rated.currency,
    costs.map((cost) => ({ amount: cost.amount, currency: cost.currency })),
  );
  const text = `extra services of ${late.eventIds.join(', ')} over ${amount} ${currency} are not billed: ${reason}`;
  const next = { ...process, absorbed: [...process.absorbed, ...costs] };
  return applied(recorded(next, text), process, at, terms);
}

function lateOf(process: OrderProcess, shipmentIds: readonly string[]): Late {
  const coverage = coverageOf(process);
  const left = process.shipments
    .filter((shipment) => shipmentIds.includes(shipment.id) && wasBilled(process, shipment, coverage))
    .map((shipment) => ({ id: shipment.id, ...leftoverOf(process, shipment, coverage) }))
    .filter(({ eventIds }) => eventIds.length > 0);
  const goods = new Set(left.flatMap(({ issues }) => issues));
  return {
    process: { ...process, goodsIssues: process.goodsIssues.filter((issue) => !goods.has(issue)) },
    shipmentIds: left.map(({ id }) => id),
    eventIds: left.flatMap(({ eventIds }) => eventIds),
  };
}

/** Why they are not charged; null when a document charges them. */
function reasonOf(
  process: OrderProcess,
  { rated, agreement, earlier, inOrder }: Priced,
  now: string,
): string | null {
  if (rated.lines.length === 0) return 'the agreement charges nothing for them';
  if (!earlier) return null;
  return absorbedBecause(agreement, rated.totals.net, {
    ...{ issuedAt: firstIssued(process, earlier), now },
    inOrder: inOrder.amount,
  });
}

/** A correction does not begin the period anew: it runs from the first invoice over the same shipments. */
const firstIssued = ({ invoices }: OrderProcess, { shipmentIds, issuedAt }: ProcessInvoice): string =>
  invoices
    .filter(({ kind, shipmentIds: own }) => kind === 'invoice' && own.some((id) => shipmentIds.includes(id)))
    .reduce(
      (first, each) => (Date.parse(each.issuedAt) < Date.parse(first) ? each.issuedAt : first),
      issuedAt,
    );

/** What each service adds to those before it: together they come to what all of them cost. */
function costsOf(
  { process, shipmentIds, eventIds }: Late,
  data: BillingData,
  { rated }: Priced,
  now: string,
): readonly Pick<AbsorbedCost, 'eventId' | 'amount' | 'currency'>[] {
  let before = money('0', rated.currency);
  return eventIds.map((eventId, index) => {
    const net =
      index === eventIds.length - 1
        ? rated.totals.net
        : pricedBy(without(process, eventIds.slice(index + 1)), shipmentIds, data, now).rated.totals.net;
    const { amount, currency } = subtract(net, before);
    before = net;
    return { eventId, amount, currency };
  });
}

const without = (process: OrderProcess, eventIds: readonly string[]): OrderProcess => ({
  ...process,
  shipments: process.shipments.map((shipment) => ({
    ...shipment,
    accessorials: shipment.accessorials.filter(({ eventId }) => !eventIds.includes(eventId)),
  })),
});
