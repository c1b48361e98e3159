import type { Shipment, ShipmentEvent } from '../../domain/canonical/types.generated.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { type FoundFreight, findFreight, numberOf } from '../../domain/settlement/locate.ts';
import { recordEvent, recordPlan } from '../../domain/settlement/plan.ts';
import type { FreightProcess } from '../../domain/settlement/types.ts';
import { merging } from './merging.ts';
import { prepare, type Settling, type Told } from './settling.ts';

/** Takes a transport plan: what the shipment is expected to cost. */
export async function planned(shipment: Shipment, settling: Settling): Promise<Told> {
  const { context, now } = settling;
  const { tenant, id: messageId } = context.envelope;
  const found = await findFreight(context, tenant, shipment);
  const process = recordPlan(found?.process ?? null, shipment, { messageId, now });
  if (!process || process === found?.process) return { outcome: 'duplicate' };
  const text = `plan ${shipment.shipmentId} is ${shipment.status}`;
  return recorded(found, process, text, settling);
}

/** Takes what the carrier reports: departure and extra work. @throws CD_SETTLEMENT_UNKNOWN */
export async function reported(event: ShipmentEvent, settling: Settling): Promise<Told> {
  const { context, now } = settling;
  const { tenant, id: messageId } = context.envelope;
  const found = await findFreight(context, tenant, event);
  if (!found) throw new CrossdockError('CD_SETTLEMENT_UNKNOWN', { shipment: numberOf(event) });
  const process = recordEvent(found.process, event, { messageId, now });
  if (process === found.process) return { outcome: 'duplicate' };
  return recorded(found, process, `event ${event.eventId}: ${event.milestone}`, settling);
}

async function recorded(
  found: FoundFreight | null,
  changed: FreightProcess,
  text: string,
  settling: Settling,
): Promise<Told> {
  const merged = await merging(found?.process ?? null, changed, settling);
  const lines = [{ entry: 'recorded', text }, ...merged.lines];
  const prepared = prepare(merged.process, found?.version ?? 0, lines, settling);
  merged.stage();
  prepared.stage();
  return { outcome: 'recorded', accruals: prepared.accruals };
}
