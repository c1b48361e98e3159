import type { ErrorRecord } from '../../domain/errors.ts';
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

/** Longer than any honest pause of an outside system; one that names more is asked again after this. */
const mostAskedMs = 3_600_000;

/** How long the other side asked to be left alone, in milliseconds: at most an hour, or the policy's longest delay. */
export function askedDelayMs(
  { parameters }: Pick<ErrorRecord, 'parameters'>,
  { maxDelayMs }: Pick<RetryPolicy, 'maxDelayMs'>,
): number {
  const asked = Number(parameters.retryAfterMs ?? 0);
  return Number.isNaN(asked) ? 0 : Math.min(Math.max(0, asked), Math.max(mostAskedMs, maxDelayMs));
}
