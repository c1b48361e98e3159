import type { Place } from '../canonical/types.generated.ts';
import { activeShipments } from '../process/goods.ts';
import { isMore, isZero, minus, plus } from '../process/quantity.ts';
import type { OrderProcess, ProcessShipment } from '../process/types.ts';
import { pricesOf, shipmentFact } from './facts.ts';
import { localDate } from './in-force.ts';
import type { GoodsFact, RatingFacts } from './types.ts';

/**
 * What rating needs of an order of which nothing has left yet: what is on order, on the shipments that are planned. A
 * line goes with the shipment of its release; what no release names goes with the first.
 *
 * @param day on which goods leave of which the plan does not say when
 */
export function plannedFacts(
  process: OrderProcess,
  completed: (place: Place) => Place,
  zone: string,
  day: string,
): RatingFacts {
  const { order } = process;
  const shipments = activeShipments(process).filter(({ plan }) => plan !== undefined);
  return {
    ...{ orderNumber: order.orderNumber, currency: order.currency, prices: pricesOf(order) },
    goods: goodsOf(process, shipments),
    shipments: shipments.map((shipment) => ({
      ...shipmentFact(process, shipment, { issues: [], accessorials: [] }, completed, zone),
      shippedOn: pickupDay(shipment, zone) ?? day,
    })),
  };
}

const pickupDay = ({ plan }: ProcessShipment, zone: string): string | null =>
  plan?.plannedPickup === undefined ? null : localDate(plan.plannedPickup, plan.origin.zone ?? zone);

function goodsOf(process: OrderProcess, shipments: readonly ProcessShipment[]): readonly GoodsFact[] {
  const [first] = shipments;
  return process.lines.flatMap(({ lineNumber, item, unit, quantities: { ordered, short } }) => {
    let left = minus(ordered, short);
    const facts: GoodsFact[] = [];
    const fact = (shipmentId: string, value: string, source: string): void => {
      if (!isMore(value, '0')) return;
      facts.push({ lineNumber, item, quantity: { value, unit }, shipmentId, source });
      left = minus(left, value);
    };
    for (const { shipmentId, releaseNumber, lines = [] } of process.releases) {
      if (!shipments.some(({ id }) => id === shipmentId) || shipmentId === undefined) continue;
      const own = lines
        .filter((each) => each.lineNumber === lineNumber)
        .reduce((sum, { quantity }) => plus(sum, quantity), '0');
      fact(shipmentId, isMore(own, left) ? left : own, `order-release ${releaseNumber}`);
    }
    if (first && !isZero(left)) fact(first.id, left, `sales-order ${process.order.orderNumber}`);
    return facts;
  });
}
