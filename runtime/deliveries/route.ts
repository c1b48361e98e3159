import type { StoredDelivery } from '../../ledger/ledger.ts';
import type { SystemConfig } from '../site/site.ts';
import type { Admission, SystemGate } from './system-gate.ts';
import { trailOf } from './trail.ts';

/** What to do with a delivery now. `at`: when to ask again, in milliseconds since the epoch; null: when a call has ended. */
export type Route =
  | { readonly kind: 'call'; readonly system: string }
  | { readonly kind: 'reject'; readonly downSince: number }
  | { readonly kind: 'give-up' }
  | { readonly kind: 'wait'; readonly at: number | null };

export interface RouteOptions {
  readonly systems: Readonly<Record<string, SystemConfig>>;
  readonly gateOf: (system: string) => Pick<SystemGate, 'admission' | 'downSince'>;
  /** The node has an output for what its system does not take. */
  readonly canReject: boolean;
  readonly now: number;
}

type Waiting = Pick<StoredDelivery, 'system' | 'attempts' | 'availableAt' | 'stagedAt' | 'lastError'>;

/**
 * | The delivery | goes to |
 * |---|---|
 * | older than `giveUpAfterMs` | the exceptions |
 * | put off | nobody yet |
 * | may have been carried out by a system | that system only, unless `fallbackWhenUnknown` |
 * | keeps failing for `fallbackAfterMs` | the fallback; its own system when the fallback takes nothing |
 * | its system takes it | its system; also as the trial call of an open circuit |
 * | its system has been down for `fallbackAfterMs` | the fallback |
 * | its system is down, no fallback, `degraded: reject` | the output `rejected` |
 * | any other | nobody yet |
 */
export function routeOf(delivery: Waiting, options: RouteOptions): Route {
  const { systems, gateOf, canReject, now } = options;
  const config = systems[delivery.system];
  const expiresAt = givenUpAt(delivery, config);
  if (expiresAt <= now) return { kind: 'give-up' };
  const waitUntil = (...times: (number | null)[]): Route => {
    const known = [...times, expiresAt].filter((at) => at !== null && at !== Number.POSITIVE_INFINITY);
    return { kind: 'wait', at: known.length === 0 ? null : Math.min(...(known as number[])) };
  };
  const availableAt = Date.parse(delivery.availableAt);
  if (availableAt > now) return waitUntil(availableAt);
  const ask = (system: string): Admission => gateOf(system).admission(now, delivery.attempts > 0);
  const call = (system: string): Route => ({ kind: 'call', system });

  const own = ask(delivery.system);
  const trail = trailOf(delivery);
  const { fallback, fallbackAfterMs = 0, fallbackWhenUnknown = false } = config ?? {};
  const { downSince } = gateOf(delivery.system);
  const pinned = fallbackWhenUnknown || !systems[trail.unknownAt ?? ''] ? undefined : trail.unknownAt;
  if (pinned !== undefined && pinned !== delivery.system) {
    const there = ask(pinned);
    return there.go ? call(pinned) : waitUntil(there.at);
  }
  if (fallback === undefined || pinned !== undefined) {
    if (own.go) return call(delivery.system);
    const refuses = fallback === undefined && config?.degraded === 'reject' && canReject;
    if (refuses && downSince !== null && pinned === undefined) return { kind: 'reject', downSince };
    return waitUntil(own.at);
  }
  const other = ask(fallback);
  const failingLongAt = trail.failingSince
    ? Date.parse(trail.failingSince) + fallbackAfterMs
    : Number.POSITIVE_INFINITY;
  if (failingLongAt <= now && other.go) return call(fallback);
  if (own.go) return call(delivery.system);
  const dueAt = Math.min(failingLongAt, (downSince ?? Number.POSITIVE_INFINITY) + fallbackAfterMs);
  if (dueAt > now) return waitUntil(own.at, dueAt);
  return other.go ? call(fallback) : waitUntil(own.at, other.at);
}

/**
 * Milliseconds since the epoch at which a delivery is given up.
 * A delivery that a person sends on its way again has its time anew, for its first attempt.
 */
export function givenUpAt(
  { attempts, availableAt, stagedAt }: Waiting,
  config: SystemConfig | undefined,
): number {
  if (config?.giveUpAfterMs === undefined) return Number.POSITIVE_INFINITY;
  return Date.parse(attempts === 0 ? availableAt : stagedAt) + config.giveUpAfterMs;
}
