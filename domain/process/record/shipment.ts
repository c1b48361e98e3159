import type { Shipment } from '../../canonical/types.generated.ts';
import { isOnTheRoad } from '../goods.ts';
import type { OrderProcess, ProcessShipment } from '../types.ts';
import { emptyShipment, locateShipment, withShipment } from './find-shipment.ts';
import { contradicted, type Recorded, type Recording, recorded } from './recording.ts';

/** The TMS's plan, or a newer one: the last plan holds. Cancelling a shipment whose goods left is a contradiction. */
export function recordShipment(
  process: OrderProcess,
  plan: Shipment,
  { at, messageId }: Recording,
): Recorded {
  const { shipmentId, pro, bol, carrier } = plan;
  const known = locateShipment(process, { shipmentId, pro, bol }) ?? emptyShipment(shipmentId);
  if (plan.status === 'cancelled' && isOnTheRoad(known)) {
    const reason = `the TMS cancels shipment ${shipmentId}, which the carrier already has`;
    return contradicted(process, `shipment/${shipmentId}/cancelled`, reason, at);
  }
  const shipment: ProcessShipment = {
    ...known,
    plan,
    planned: known.planned ?? { at, messageId },
    carrier,
    ...(plan.status === 'accepted' ? { tender: 'accepted' as const } : {}),
  };
  const text =
    plan.status === 'cancelled'
      ? `shipment ${shipmentId} cancelled`
      : known.plan
        ? `plan of shipment ${shipmentId} changed`
        : `planned as shipment ${shipmentId} with ${carrier.scac}`;
  return recorded(withShipment(process, shipment), text);
}
