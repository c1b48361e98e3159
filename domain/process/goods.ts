import { type Decimal, isMore, plus, remaining } from './quantity.ts';
import type { GoodsIssue, Milestone, OrderProcess, ProcessLine, ProcessShipment } from './types.ts';

/** Shipments that still count: not cancelled by the TMS. */
export const activeShipments = (process: OrderProcess): readonly ProcessShipment[] =>
  process.shipments.filter((shipment) => shipment.plan?.status !== 'cancelled');

/** When the goods arrived; a signed proof implies delivery even if the carrier never said so. */
export const deliveryOf = (shipment: ProcessShipment): Milestone | undefined =>
  shipment.milestones.delivered ?? shipment.milestones['proof-of-delivery'];

/** True once the carrier has the goods, or has had them: a signed proof alone says so too. */
export const isOnTheRoad = ({ milestones }: ProcessShipment): boolean =>
  (['picked-up', 'dispatched', 'in-transit', 'arrived', 'delivered', 'proof-of-delivery'] as const).some(
    (name) => milestones[name] !== undefined,
  );

/**
 * The shipment a goods issue left with: by shipment number, bill of lading or release, and when the warehouse
 * named none, the only shipment there is. Undefined while it cannot be told.
 */
export function shipmentOf(process: OrderProcess, issue: GoodsIssue): ProcessShipment | undefined {
  const shipments = activeShipments(process);
  if (issue.shipmentId !== undefined) return shipments.find((shipment) => shipment.id === issue.shipmentId);
  const byBol =
    issue.bol === undefined ? undefined : shipments.find((shipment) => shipment.bol === issue.bol);
  if (byBol) return byBol;
  const release = process.releases.find((known) => known.releaseNumber === issue.releaseNumber);
  const byRelease = shipments.find(
    (shipment) =>
      (release?.shipmentId !== undefined && shipment.id === release.shipmentId) ||
      shipment.plan?.orders.some((order) => order.releaseNumber === issue.releaseNumber),
  );
  return byRelease ?? (shipments.length === 1 ? shipments[0] : undefined);
}

/** Goods issues of one shipment. */
export const issuesOf = (process: OrderProcess, shipmentId: string): readonly GoodsIssue[] =>
  process.goodsIssues.filter((issue) => shipmentOf(process, issue)?.id === shipmentId);

/** What of a line is neither shipped nor closed as short. */
export const outstanding = (line: ProcessLine): Decimal =>
  remaining(line.quantities.ordered, plus(line.quantities.shipped, line.quantities.short));

/** Delivered per line: what the carrier counted, otherwise what was shipped with the delivered shipments. */
export function deliveredQuantities(process: OrderProcess): ReadonlyMap<string, Decimal> {
  const delivered = new Map<string, Decimal>();
  const count = (lineNumber: string, value: Decimal): void => {
    delivered.set(lineNumber, plus(delivered.get(lineNumber) ?? '0', value));
  };
  for (const shipment of activeShipments(process)) {
    if (!deliveryOf(shipment)) continue;
    for (const counted of shipment.deliveredLines ?? []) count(counted.lineNumber, counted.quantity.value);
  }
  for (const issue of process.goodsIssues) {
    const shipment = shipmentOf(process, issue);
    if (!shipment || !deliveryOf(shipment) || shipment.deliveredLines) continue;
    for (const line of issue.lines) count(line.lineNumber, line.quantity.value);
  }
  return delivered;
}

/** Lines of one shipment of which the carrier counted less than was shipped with it. */
export interface CountedShort {
  readonly shipmentId: string;
  readonly lineNumber: string;
  readonly unit: string;
  readonly shipped: Decimal;
  readonly counted: Decimal;
}

interface CountedLine {
  readonly lineNumber: string;
  readonly quantity: { readonly value: Decimal };
}

/** What the carrier counted short on delivered shipments; a line it did not count is not short. */
export function countedShort(process: OrderProcess): readonly CountedShort[] {
  const counting = activeShipments(process).filter(deliveryOf);
  return counting.flatMap(({ id: shipmentId, deliveredLines = [] }) => {
    const left = issuesOf(process, shipmentId).flatMap(({ lines }) => lines);
    const sumOf = (lines: readonly CountedLine[], number: string): Decimal =>
      lines
        .filter(({ lineNumber }) => lineNumber === number)
        .reduce((total, { quantity }) => plus(total, quantity.value), '0');
    return [...new Map(deliveredLines.map((line) => [line.lineNumber, line])).values()]
      .map(({ lineNumber, quantity: { unit } }) => ({
        ...{ shipmentId, lineNumber, unit },
        shipped: sumOf(left, lineNumber),
        counted: sumOf(deliveredLines, lineNumber),
      }))
      .filter(({ shipped, counted }) => isMore(shipped, counted));
  });
}

/** Lines of which more was delivered than shipped; only a carrier that counts pieces can cause it. */
export const overDelivered = (process: OrderProcess): readonly ProcessLine[] =>
  process.goodsIssues.length === 0
    ? []
    : process.lines.filter((line) => isMore(line.quantities.delivered, line.quantities.shipped));
