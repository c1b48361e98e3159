import type { Site } from '../site/site.ts';

export type RetryPolicy = Site['retry'];

/**
 * Milliseconds before the next attempt: exponential, capped, with the upper half random so that what failed
 * together does not come back together. A delay asked for by the other side is a floor.
 */
export function retryDelayMs(
  policy: RetryPolicy,
  attempts: number,
  random: () => number,
  askedMs = 0,
): number {
  const full = Math.min(policy.maxDelayMs, policy.firstDelayMs * policy.factor ** Math.max(0, attempts - 1));
  return Math.max(askedMs, Math.round(full / 2 + (full / 2) * random()));
}
