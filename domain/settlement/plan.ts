import type { Shipment, ShipmentEvent } from '../canonical/types.generated.ts';
import { fingerprint } from '../process/fingerprint.ts';
import { totalOf } from './expected.ts';
import { withServices } from './services.ts';
import type { FreightProcess, Instant } from './types.ts';

/** Plans of one shipment that are remembered. */
const mostPlans = 50;

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
 * known of: it costs nothing yet. A plan that comes after the carrier's bill does not undo what was decided on it, and
 * one that was there before a cancellation does not undo that: the same object then.
 *
 * @throws CD_MONEY_CURRENCY_MISMATCH when the charges are in several currencies
 */
export function recordPlan(
  before: FreightProcess | null,
  shipment: Shipment,
  { messageId, now }: Arrival,
): FreightProcess | null {
  const { shipmentId, carrier, mode, origin, orders, status, expectedCharges = [] } = shipment;
  if (before === null && expectedCharges.length === 0) return null;
  const currency = expectedCharges[0]?.amount.currency ?? before?.currency;
  if (currency === undefined) return before;
  const print = fingerprint(shipment);
  if (before?.isCancelled && before.plans.includes(print)) return before;
  totalOf(expectedCharges, currency, `plan of ${shipmentId}`);
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
    ...(expectedCharges.length === 0
      ? { plan: before?.plan ?? [] }
      : { plan: expectedCharges, plannedBy: messageId }),
    plans: [...(before?.plans ?? []).filter((each) => each !== print), print].slice(-mostPlans),
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

/**
 * Takes what the carrier reports: that the goods are on the road, extra work, and its own numbers. The earliest departure
 * counts, whenever it is told. The same object when it is no news.
 */
export function recordEvent(process: FreightProcess, event: ShipmentEvent, arrival: Arrival): FreightProcess {
  const { milestone, occurredAt, pro = process.pro, bol = process.bol } = event;
  const worked = withServices(process, event, arrival);
  const known = process.dispatchedAt;
  const isEarlier = known === undefined || Date.parse(occurredAt) < Date.parse(known);
  const left = departures.includes(milestone) && isEarlier;
  const isNamed = process.pro === undefined && process.bol === undefined && (pro ?? bol) !== undefined;
  if (worked === process && !left && !isNamed) return process;
  return {
    ...worked,
    ...(pro !== undefined && { pro: process.pro ?? pro }),
    ...(bol !== undefined && { bol: process.bol ?? bol }),
    ...(left && { dispatchedAt: occurredAt }),
    updatedAt: arrival.now,
  };
}

/** What is known of a shipment that only a carrier's bill speaks of. */
export const unplanned = (
  key: string,
  of: Pick<FreightProcess, 'shipmentId' | 'pro' | 'bol' | 'carrier' | 'orders' | 'currency'>,
  now: Instant,
): FreightProcess => ({ ...empty(key, now), ...of });

/** Of which nothing is known. */
export const empty = (key: string, now: Instant): FreightProcess => ({
  ...{ key, carrier: { scac: '' }, orders: [], currency: '', isPlanned: false, isCancelled: false },
  ...{ plan: [], plans: [], services: [], earlierServices: [], reported: [] },
  ...{ accruals: [], accrued: 0, bills: [], disputes: [] },
  ...{ status: 'freight-expected', updatedAt: now },
});
