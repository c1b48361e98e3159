import { empty } from './plan.ts';
import type { FreightProcess, Instant } from './types.ts';

/** Numbers of the carrier that a change has made known, by the scheme under which they are found. */
export const numbersLearnt = (
  before: FreightProcess | null,
  { pro, bol }: FreightProcess,
): readonly (readonly [scheme: string, value: string])[] => [
  ...(pro !== undefined && pro !== before?.pro ? ([['freight-pro', pro]] as const) : []),
  ...(bol !== undefined && bol !== before?.bol ? ([['freight-bol', bol]] as const) : []),
];

/** Whether what is kept under a carrier's own number is about the shipment. */
export const belongsTo = (stray: FreightProcess, { key, shipmentId, carrier }: FreightProcess): boolean =>
  stray.key !== key &&
  !stray.isPlanned &&
  stray.mergedInto === undefined &&
  stray.carrier.scac === carrier.scac &&
  (stray.shipmentId ?? shipmentId) === shipmentId;

/**
 * Takes what a carrier billed under its own number, before anybody knew whose it was, into the shipment. What was decided
 * on it stands; nothing is judged anew.
 */
export function merge(
  process: FreightProcess,
  stray: FreightProcess,
  now: Instant,
): { readonly process: FreightProcess; readonly stray: FreightProcess } {
  const { bills, disputes, services, earlierServices, reported, dispatchedAt } = stray;
  const left = [dispatchedAt, process.dispatchedAt]
    .filter((at) => at !== undefined)
    .sort((one, other) => Date.parse(one) - Date.parse(other))[0];
  return {
    process: {
      ...process,
      bills: [...bills, ...process.bills],
      disputes: [...disputes, ...process.disputes],
      services: [...services, ...process.services],
      earlierServices: [...earlierServices, ...process.earlierServices],
      reported: [...reported, ...process.reported],
      ...(left !== undefined && { dispatchedAt: left }),
      updatedAt: now,
    },
    stray: { ...empty(stray.key, now), carrier: stray.carrier, mergedInto: process.key },
  };
}
