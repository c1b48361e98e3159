import type { Shipment, ShipmentEvent } from '../../domain/canonical/types.generated.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { findFreight, numberOf } from '../../domain/settlement/locate.ts';
import { recordEvent, recordPlan } from '../../domain/settlement/plan.ts';
import { prepare, type Settling, type Told } from './settling.ts';

/** Takes a transport plan: what the shipment is expected to cost. */
export async function planned(shipment: Shipment, settling: Settling): Promise<Told> {
  const { context, now } = settling;
  const { tenant, id: messageId } = context.envelope;
  const found = await findFreight(context, tenant, shipment);
  const process = recordPlan(found?.process ?? null, shipment, { messageId, now });
  if (!process || process === found?.process) return { outcome: 'duplicate' };
  const text = `plan ${shipment.shipmentId} is ${shipment.status}`;
  const prepared = prepare(process, found?.version ?? 0, [{ entry: 'recorded', text }], settling);
  prepared.stage();
  return { outcome: 'recorded', accruals: prepared.accruals };
}

/** Takes what the carrier reports: departure and extra work. @throws CD_SETTLEMENT_UNKNOWN */
export async function reported(event: ShipmentEvent, settling: Settling): Promise<Told> {
  const { context, now } = settling;
  const { tenant, id: messageId } = context.envelope;
  const found = await findFreight(context, tenant, event);
  if (!found) throw new CrossdockError('CD_SETTLEMENT_UNKNOWN', { shipment: numberOf(event) });
  const process = recordEvent(found.process, event, { messageId, now });
  if (process === found.process) return { outcome: 'duplicate' };
  const text = `event ${event.eventId}: ${event.milestone}`;
  const prepared = prepare(process, found.version, [{ entry: 'recorded', text }], settling);
  prepared.stage();
  return { outcome: 'recorded', accruals: prepared.accruals };
}
