import type { Shipment, ShipmentEvent } from '../canonical/types.generated.ts';
import type { FreightProcess, Instant, ReportedService } from './types.ts';

/** Id of the message that brings a document, and when it came. */
export interface Arrival {
  readonly messageId: string;
  readonly now: Instant;
}

export const freightKey = (number: string): string => `freight/${number}`;

/** Of a shipment that only a carrier's document speaks of: carriers use the same numbers, and so do we. */
export const unplannedKey = (scac: string, number: string): string => freightKey(`~${scac}~${number}`);

/**
 * Takes the transport plan into what a shipment costs. Null for a shipment without expected charges that nothing is
 * known of: it costs nothing yet. A plan that comes after the carrier's bill does not undo what was decided on it.
 */
export function recordPlan(
  before: FreightProcess | null,
  shipment: Shipment,
  { now }: Arrival,
): FreightProcess | null {
  const { shipmentId, carrier, mode, origin, orders, status, expectedCharges = [] } = shipment;
  if (before === null && expectedCharges.length === 0) return null;
  const currency = expectedCharges[0]?.amount.currency ?? before?.currency;
  if (currency === undefined) return before;
  const { loadNumber, pro, bol } = shipment;
  const hasLeft = status === 'in-transit' || status === 'delivered';
  return {
    ...(before ?? empty(freightKey(shipmentId), now)),
    ...{ shipmentId, carrier, mode, currency, updatedAt: now },
    ...(loadNumber !== undefined && { loadNumber }),
    ...(pro !== undefined && { pro }),
    ...(bol !== undefined && { bol }),
    ...(origin.id !== undefined && { origin: origin.id }),
    orders: orders.map(({ orderNumber, erpOrderNumber }) => ({
      orderNumber,
      ...(erpOrderNumber !== undefined && { erpOrderNumber }),
    })),
    isPlanned: true,
    isCancelled: status === 'cancelled',
    plan: expectedCharges.length === 0 ? (before?.plan ?? []) : expectedCharges,
    ...(hasLeft && before?.dispatchedAt === undefined && { dispatchedAt: now }),
  };
}

const departures: readonly string[] = [
  'picked-up',
  'dispatched',
  'in-transit',
  'arrived',
  'delivered',
  'proof-of-delivery',
];

/** Takes what the carrier reports: that the goods are on the road, and extra work. The same object when it is no news. */
export function recordEvent(
  process: FreightProcess,
  { eventId, milestone, occurredAt, accessorials = [] }: ShipmentEvent,
  { messageId, now }: Arrival,
): FreightProcess {
  const known = new Set(process.services.map((one) => one.eventId));
  const services: readonly ReportedService[] = known.has(eventId)
    ? []
    : accessorials.map(({ code, quantity }) => ({ eventId, code, quantity, messageId }));
  const left = process.dispatchedAt === undefined && departures.includes(milestone);
  if (services.length === 0 && !left) return process;
  return {
    ...process,
    services: [...process.services, ...services],
    ...(left && { dispatchedAt: occurredAt }),
    updatedAt: now,
  };
}

/** What is known of a shipment that only a carrier's bill speaks of. */
export const unplanned = (
  key: string,
  of: Pick<FreightProcess, 'shipmentId' | 'pro' | 'bol' | 'carrier' | 'orders' | 'currency'>,
  now: Instant,
): FreightProcess => ({ ...empty(key, now), ...of });

const empty = (key: string, now: Instant): FreightProcess => ({
  ...{ key, carrier: { scac: '' }, orders: [], currency: '', isPlanned: false, isCancelled: false },
  ...{ plan: [], services: [], accruals: [], bills: [], disputes: [] },
  ...{ status: 'freight-expected', updatedAt: now },
});
