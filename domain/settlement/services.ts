import type { ShipmentEvent } from '../canonical/types.generated.ts';
import { fingerprint } from '../process/fingerprint.ts';
import { plus } from '../process/quantity.ts';
import type { EarlierServices, FreightProcess, ReportedService } from './types.ts';

/** Reports that are kept one by one; those before them are counted together by code and unit. */
const mostServices = 20;
/** Events that are known when they come again. */
const mostReported = 1_000;

/** With the extra work that an event reports; the same object when it reports none, or came before. */
export function withServices(
  process: FreightProcess,
  { eventId, accessorials = [] }: ShipmentEvent,
  { messageId }: { readonly messageId: string },
): FreightProcess {
  const print = fingerprint(eventId);
  if (accessorials.length === 0 || process.reported.includes(print)) return process;
  const services = [
    ...process.services,
    ...accessorials.map(({ code, quantity }): ReportedService => ({ eventId, code, quantity, messageId })),
  ];
  const counted = services.slice(0, Math.max(0, services.length - mostServices));
  return {
    ...process,
    services: services.slice(counted.length),
    earlierServices: counted.reduce(withReport, process.earlierServices),
    reported: [...process.reported, print].slice(-mostReported),
  };
}

function withReport(
  earlier: readonly EarlierServices[],
  { code, quantity: { value, unit } }: ReportedService,
): readonly EarlierServices[] {
  const known = earlier.find((each) => each.code === code && each.quantity.unit === unit);
  if (!known) return [...earlier, { code, quantity: { value, unit }, reports: 1 }];
  const more = {
    code,
    quantity: { value: plus(known.quantity.value, value), unit },
    reports: known.reports + 1,
  };
  return earlier.map((each) => (each === known ? more : each));
}

/** What was reported of a service, by unit. */
export function reportedOf(
  { services, earlierServices }: Pick<FreightProcess, 'services' | 'earlierServices'>,
  code: string,
): ReadonlyMap<string, string> {
  const sums = new Map<string, string>();
  for (const { quantity, ...one } of [...earlierServices, ...services]) {
    if (one.code === code) sums.set(quantity.unit, plus(sums.get(quantity.unit) ?? '0', quantity.value));
  }
  return sums;
}
