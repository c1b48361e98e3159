import type { ShipmentEvent } from '../../canonical/types.generated.ts';
import {
  type JournalLine,
  type OrderProcess,
  type ProcessShipment,
  type ShipmentMilestone,
  shipmentMilestones,
} from '../types.ts';
import { earlier, latestFirst, locateShipment, withShipment } from './find-shipment.ts';
import { line, type Recorded, type Recording, recorded, unchanged } from './recording.ts';

/** What a carrier's word means for the shipment, and what hearing it again means. */
const eventRules: Readonly<
  Record<ShipmentEvent['milestone'], { readonly reaches?: ShipmentMilestone; readonly again?: 'noise' }>
> = {
  'tender-accepted': { reaches: 'tender-accepted' },
  'tender-rejected': {},
  'picked-up': { reaches: 'picked-up' },
  dispatched: { reaches: 'dispatched' },
  'in-transit': { reaches: 'in-transit', again: 'noise' },
  arrived: { reaches: 'arrived' },
  delivered: { reaches: 'delivered' },
  'proof-of-delivery': { reaches: 'proof-of-delivery' },
  exception: {},
  'exception-cleared': {},
};

/**
 * Records a carrier's event on its shipment. Milestones keep the earliest time reported for them, so that the
 * order of arrival does not matter; another time for the same milestone is recorded as a contradiction.
 */
export function recordShipmentEvent(
  process: OrderProcess,
  event: ShipmentEvent,
  recording: Recording,
): Recorded {
  if (process.documents.some((known) => known.type === 'shipment-event' && known.id === event.eventId)) {
    return disputed(process, `event ${event.eventId} came again with other content; the first one stands`);
  }
  const shipment = locateShipment(process, event);
  if (!shipment) {
    const count = process.shipments.length;
    return disputed(
      process,
      `event ${event.eventId} does not say which of ${count} shipments it means; it is not taken`,
    );
  }
  const reached = reachedBy(event);
  const news = reached.filter((name) => shipment.milestones[name] === undefined);
  const fresh = news.length > 0 || reached.length === 0 || (event.accessorials ?? []).length > 0;
  const [main] = reached;
  const known = main === undefined ? undefined : shipment.milestones[main];
  const later = known !== undefined && Date.parse(known.at) < Date.parse(event.occurredAt);
  if (!fresh && later && eventRules[event.milestone].again === 'noise') {
    return unchanged(
      process,
      'ignored',
      `${event.milestone} of shipment ${shipment.id} is known; nothing new`,
    );
  }
  const differing = reached.filter((name) => {
    const reported = shipment.milestones[name];
    return reported !== undefined && Date.parse(reported.at) !== Date.parse(event.occurredAt);
  });
  if (!fresh && differing.length === 0) {
    return unchanged(
      process,
      'duplicate',
      `${event.milestone} of shipment ${shipment.id} at ${event.occurredAt} is known`,
    );
  }
  const next = withShipment(process, told(shipment, event, reached, recording.messageId));
  const text = `${event.milestone} of shipment ${shipment.id} at ${event.occurredAt}`;
  return recorded(
    next,
    text,
    ...differing.map(otherTime(shipment, event)),
    ...lateness(shipment, event, news),
  );
}

/** Not taken, and worth a person's look: what the carrier meant may stop or start a bill. */
const disputed = (process: OrderProcess, text: string): Recorded => ({
  process,
  outcome: 'ignored',
  journal: [line('contradiction', text)],
});

const reachedBy = (event: ShipmentEvent): readonly ShipmentMilestone[] => {
  const reaches = eventRules[event.milestone].reaches;
  if (reaches === undefined) return [];
  return reaches === 'delivered' && event.proofOfDelivery ? ['delivered', 'proof-of-delivery'] : [reaches];
};

function told(
  shipment: ProcessShipment,
  event: ShipmentEvent,
  reached: readonly ShipmentMilestone[],
  messageId: string,
): ProcessShipment {
  const milestones = { ...shipment.milestones };
  for (const name of reached)
    milestones[name] = earlier(milestones[name], { at: event.occurredAt, messageId });
  const { eventId, exception, occurredAt, proofOfDelivery, carrier, deliveredLines } = event;
  const clearedAt =
    event.milestone === 'exception-cleared'
      ? [occurredAt, ...(shipment.clearedAt === undefined ? [] : [shipment.clearedAt])].sort(latestFirst)[0]
      : shipment.clearedAt;
  const tender =
    event.milestone === 'tender-accepted'
      ? 'accepted'
      : event.milestone === 'tender-rejected'
        ? 'rejected'
        : shipment.tender;
  return {
    ...shipment,
    ...(carrier === undefined ? {} : { carrier }),
    ...(tender === undefined ? {} : { tender }),
    milestones,
    ...(proofOfDelivery === undefined || shipment.proofOfDelivery
      ? {}
      : { proofOfDelivery: { ...proofOfDelivery, messageId } }),
    exceptions:
      event.milestone === 'exception'
        ? [...shipment.exceptions, { type: 'other', ...exception, eventId, at: occurredAt }]
        : shipment.exceptions,
    ...(clearedAt === undefined ? {} : { clearedAt }),
    accessorials: [
      ...shipment.accessorials,
      ...(event.accessorials ?? []).map((extra) => ({ ...extra, eventId, messageId })),
    ],
    ...(deliveredLines === undefined ? {} : { deliveredLines }),
  };
}

const otherTime =
  (shipment: ProcessShipment, event: ShipmentEvent) =>
  (name: ShipmentMilestone): JournalLine =>
    line(
      'contradiction',
      `${name} of shipment ${shipment.id} was reported for ${shipment.milestones[name]?.at} before; the earlier time holds`,
      { eventId: event.eventId },
    );

function lateness(
  shipment: ProcessShipment,
  event: ShipmentEvent,
  news: readonly ShipmentMilestone[],
): readonly JournalLine[] {
  const position = Math.min(...news.map((name) => shipmentMilestones.indexOf(name)));
  const passed = shipmentMilestones
    .slice(position + 1)
    .filter((name) => shipment.milestones[name] !== undefined);
  return news.length > 0 && passed.length > 0
    ? [
        line('late', `${event.milestone} arrives after ${passed.at(-1)} was known`, {
          eventId: event.eventId,
        }),
      ]
    : [];
}
