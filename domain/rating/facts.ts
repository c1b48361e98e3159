import type { Item, Place } from '../canonical/types.generated.ts';
import {
  type Coverage,
  coverageOf,
  type Leftover,
  leftoverOf,
  settledBy,
  wasBilled,
} from '../process/billed.ts';
import { issuesOf } from '../process/goods.ts';
import { isZero, plus } from '../process/quantity.ts';
import { lineReturns } from '../process/returns.ts';
import type {
  ChargedSums,
  GoodsIssue,
  OrderProcess,
  ProcessInvoice,
  ProcessShipment,
} from '../process/types.ts';
import { localDate } from './in-force.ts';
import type { GoodsFact, ItemFinder, RatingFacts, ShipmentFact, SupplementFacts } from './types.ts';

/** Rec 21 codes of pallets, with and without the X that Rec 20 puts in front. */
const palletTypes = new Set(['PX', 'PF', 'PE', 'PB', 'XPX', 'XPF', 'XPE', 'XPB']);

/**
 * What rating needs of an order to bill what is left of the given shipments: goods and extra services that no
 * invoice covers yet.
 *
 * @param completed a place with what master data knows of it (address, UN/LOCODE, zone)
 * @param zone where a place has none of its own
 */
export function factsOf(
  process: OrderProcess,
  shipmentIds: readonly string[],
  completed: (place: Place) => Place,
  zone: string,
): RatingFacts {
  const coverage = coverageOf(process);
  const shipments = process.shipments.filter((shipment) => shipmentIds.includes(shipment.id));
  const again = shipments.filter((shipment) => wasBilled(process, shipment, coverage));
  const { order } = process;
  const factOf = (shipment: ProcessShipment, { issues, accessorials }: Part) => {
    const charged = accessorials.filter(({ eventId }) => !coverage.settledEvents.has(eventId));
    return shipmentFact(process, shipment, { issues, accessorials: charged }, completed, zone);
  };
  const worthless = process.absorbed.filter(({ amount }) => isZero(amount)).map(({ eventId }) => eventId);
  // On a first or new invoice nothing of what was absorbed; services that cost nothing still use up free quantities.
  const freshOf = (shipment: ProcessShipment): Part => {
    const { issues, accessorials } = wholeOf(process, shipment);
    const counts = ({ eventId }: { readonly eventId: string }) =>
      !coverage.absorbedEvents.has(eventId) || worthless.includes(eventId);
    return { issues, accessorials: accessorials.filter(counts) };
  };
  const supplement = supplementOf(process, again, coverage, factOf);
  const returns = lineReturns(process);
  return {
    orderNumber: order.orderNumber,
    currency: order.currency,
    prices: pricesOf(order),
    goods: shipments.flatMap((shipment) =>
      goodsFacts(shipment, leftoverOf(process, shipment, coverage).issues),
    ),
    shipments: shipments
      .filter((shipment) => !again.includes(shipment))
      .map((shipment) => factOf(shipment, freshOf(shipment))),
    ...(returns.length === 0 ? {} : { returns }),
    ...(supplement === null ? {} : { supplement }),
  };
}

/** What an order says its lines cost. */
export const pricesOf = ({ lines }: OrderProcess['order']): RatingFacts['prices'] =>
  lines.map(({ lineNumber, quantity, unitPrice }) => ({
    lineNumber,
    unit: quantity.unit,
    ...(unitPrice === undefined ? {} : { unitPrice }),
  }));

/** The last day on which goods of these shipments left: the date of supply. */
export const supplyDate = ({ shipments, supplement }: RatingFacts): string =>
  [...shipments, ...(supplement?.shipments ?? [])]
    .map((shipment) => shipment.shippedOn)
    .sort()
    .at(-1) ?? '';

/** The earlier invoices of the shipments, and every shipment those share a minimum with. */
function supplementOf(
  process: OrderProcess,
  again: readonly ProcessShipment[],
  coverage: Coverage,
  factOf: (shipment: ProcessShipment, part: Part) => ShipmentFact,
): SupplementFacts | null {
  if (again.length === 0) return null;
  const left = again.map((shipment) => leftoverOf(process, shipment, coverage));
  let shipments = again;
  let invoices: readonly ProcessInvoice[] = [];
  for (let before = -1; before < invoices.length; ) {
    before = invoices.length;
    invoices = settledBy(process).filter((invoice) =>
      shipments.some((shipment) => bills(invoice, process, shipment)),
    );
    shipments = process.shipments.filter(
      (shipment) => again.includes(shipment) || invoices.some((invoice) => bills(invoice, process, shipment)),
    );
  }
  const total = (kind: keyof ChargedSums) =>
    invoices.reduce((sum, { charged }) => plus(sum, charged[kind]), '0');
  // What is left of a shipment that is not billed now is not charged now either.
  const parts = shipments.map((shipment) => ({
    shipment,
    part: again.includes(shipment)
      ? wholeOf(process, shipment)
      : coveredOf(process, shipment, leftoverOf(process, shipment, coverage)),
  }));
  return {
    goods: parts.flatMap(({ shipment, part }) => goodsFacts(shipment, part.issues)),
    shipments: parts.map(({ shipment, part }) => factOf(shipment, part)),
    kinds: [
      ...(left.some(({ issues }) => issues.length > 0) ? (['freight', 'fuel'] as const) : []),
      ...(left.some(({ eventIds }) => eventIds.length > 0) ? (['accessorial'] as const) : []),
    ],
    charged: {
      freight: total('freight'),
      fuel: total('fuel'),
      accessorial: plus(total('accessorial'), absorbedOf(process, shipments)),
    },
    invoiceNumbers: invoices.map(({ invoiceNumber }) => invoiceNumber),
  };
}

/** What was absorbed of services on these shipments. */
const absorbedOf = ({ absorbed }: OrderProcess, shipments: readonly ProcessShipment[]): string => {
  const events = new Set(shipments.flatMap(({ accessorials }) => accessorials.map(({ eventId }) => eventId)));
  return absorbed
    .filter(({ eventId }) => events.has(eventId))
    .reduce((total, { amount }) => plus(total, amount), '0');
};

/** The goods issues of a shipment and the extra services on it that count. */
type Part = Pick<ProcessShipment, 'accessorials'> & { readonly issues: readonly GoodsIssue[] };

const wholeOf = (process: OrderProcess, { id, accessorials }: ProcessShipment): Part => ({
  issues: issuesOf(process, id),
  accessorials,
});

const coveredOf = (process: OrderProcess, shipment: ProcessShipment, left: Leftover): Part => ({
  issues: issuesOf(process, shipment.id).filter((issue) => !left.issues.includes(issue)),
  accessorials: shipment.accessorials.filter(({ eventId }) => !left.eventIds.includes(eventId)),
});

const bills = (invoice: ProcessInvoice, process: OrderProcess, shipment: ProcessShipment): boolean =>
  invoice.shipmentIds.includes(shipment.id) ||
  shipment.accessorials.some(({ eventId }) => invoice.accessorialEventIds.includes(eventId)) ||
  issuesOf(process, shipment.id).some(({ confirmationId }) =>
    invoice.confirmationIds?.includes(confirmationId),
  );

const goodsFacts = (shipment: ProcessShipment, issues: readonly GoodsIssue[]): readonly GoodsFact[] =>
  issues.flatMap((issue) =>
    issue.lines.map(({ lineNumber, item, quantity, substitutedFor }) => ({
      lineNumber,
      item,
      quantity,
      ...(substitutedFor === undefined ? {} : { substitutedFor }),
      shipmentId: shipment.id,
      source: `warehouse-confirmation ${issue.confirmationId}, message ${issue.messageId}`,
    })),
  );

/** Finds items by SKU, GTIN or any other number master data has for them. */
export function itemFinder(items: readonly Item[]): ItemFinder {
  const bySku = new Map(items.map((item) => [item.sku, item]));
  const byGtin = new Map(
    items.flatMap((item) => (item.gtin === undefined ? [] : [[item.gtin, item] as const])),
  );
  const byOther = new Map(
    items.flatMap((item) => (item.identifiers ?? []).map(({ value }) => [value, item] as const)),
  );
  return ({ sku, gtin, buyerItem }) =>
    (sku === undefined ? undefined : bySku.get(sku)) ??
    (gtin === undefined ? undefined : byGtin.get(gtin)) ??
    (buyerItem === undefined ? undefined : byOther.get(buyerItem));
}

/** A shipment with the goods issues and extra services on it that count. */
export function shipmentFact(
  process: OrderProcess,
  shipment: ProcessShipment,
  { issues, accessorials }: Part,
  completed: (place: Place) => Place,
  zone: string,
): ShipmentFact {
  const last = [...issues].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).at(-1);
  const { plan } = shipment;
  const origin = completed(plan?.origin ?? last?.warehouse ?? {});
  const destination = completed(plan?.destination ?? process.order.shipTo);
  const pallets = issues
    .flatMap((issue) => issue.packages)
    .filter(({ packageType = '' }) => palletTypes.has(packageType));
  const serviceLevel = plan?.serviceLevel ?? process.order.serviceLevel;
  const shippedAt = last?.at ?? process.receivedAt;
  return {
    shipmentId: shipment.id,
    source: plan
      ? `shipment ${plan.shipmentId}, message ${shipment.planned?.messageId}`
      : `shipment ${shipment.id}`,
    origin,
    destination,
    ...(plan ? { mode: plan.mode } : {}),
    ...(serviceLevel === undefined ? {} : { serviceLevel }),
    shippedOn: localDate(shippedAt, last?.zone ?? origin.zone ?? zone),
    ...(plan?.distance === undefined ? {} : { distance: plan.distance }),
    ...(plan?.stops === undefined ? {} : { stops: plan.stops }),
    ...(pallets.length === 0 ? {} : { pallets: String(pallets.length) }),
    accessorials: accessorials.map(({ code, quantity, eventId, messageId }) => ({
      code,
      quantity,
      source: `shipment-event ${eventId}, message ${messageId}`,
    })),
    ...sharedLoad(process, plan),
  };
}

/** The orders on a load, as its plan lists them: what the carrier does for the load it does for all of them. */
function sharedLoad(
  { order: { orderNumber }, erpOrderNumber }: OrderProcess,
  plan: ProcessShipment['plan'],
): Pick<ShipmentFact, 'sharedLoad'> {
  const listed = (plan?.orders ?? []).map((each) => ({
    ...each,
    name: each.erpOrderNumber ?? each.orderNumber,
  }));
  const orders = [...new Map(listed.map((each) => [each.name, each])).values()];
  const isOwn = (each: (typeof orders)[number]): boolean =>
    each.erpOrderNumber !== undefined && erpOrderNumber !== undefined
      ? each.erpOrderNumber === erpOrderNumber
      : each.orderNumber === orderNumber;
  const position = orders.findIndex(isOwn);
  return orders.length > 1 && position >= 0 ? { sharedLoad: { orders: orders.length, position } } : {};
}
