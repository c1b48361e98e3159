import type { Item, Place } from '../canonical/types.generated.ts';
import { issuesOf } from '../process/goods.ts';
import type { OrderProcess, ProcessShipment } from '../process/types.ts';
import { localDate } from './in-force.ts';
import type { ItemFinder, RatingFacts, ShipmentFact } from './types.ts';

/** Rec 21 codes of pallets, with and without the X that Rec 20 puts in front. */
const palletTypes = new Set(['PX', 'PF', 'PE', 'PB', 'XPX', 'XPF', 'XPE', 'XPB']);

/**
 * What rating needs of an order, for the given shipments.
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
  const shipments = process.shipments.filter((shipment) => shipmentIds.includes(shipment.id));
  const { order } = process;
  return {
    orderNumber: order.orderNumber,
    currency: order.currency,
    prices: order.lines.map(({ lineNumber, quantity, unitPrice }) => ({
      lineNumber,
      unit: quantity.unit,
      ...(unitPrice === undefined ? {} : { unitPrice }),
    })),
    goods: shipments.flatMap((shipment) =>
      issuesOf(process, shipment.id).flatMap((issue) =>
        issue.lines.map(({ lineNumber, item, quantity, substitutedFor }) => ({
          lineNumber,
          item,
          quantity,
          ...(substitutedFor === undefined ? {} : { substitutedFor }),
          shipmentId: shipment.id,
          source: `warehouse-confirmation ${issue.confirmationId}, message ${issue.messageId}`,
        })),
      ),
    ),
    shipments: shipments.map((shipment) => shipmentFact(process, shipment, completed, zone)),
  };
}

/** The last day on which goods of these shipments left: the date of supply. */
export const supplyDate = (facts: RatingFacts): string =>
  facts.shipments
    .map((shipment) => shipment.shippedOn)
    .sort()
    .at(-1) ?? '';

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

function shipmentFact(
  process: OrderProcess,
  shipment: ProcessShipment,
  completed: (place: Place) => Place,
  zone: string,
): ShipmentFact {
  const issues = issuesOf(process, shipment.id);
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
    ...(pallets.length === 0 ? {} : { pallets: String(pallets.length) }),
    accessorials: shipment.accessorials.map(({ code, quantity, eventId, messageId }) => ({
      code,
      quantity,
      source: `shipment-event ${eventId}, message ${messageId}`,
    })),
  };
}
