import type { ErrorRecord } from '../../domain/errors.ts';
import type { RetryPolicy } from '../site/site.ts';

export type { RetryPolicy } from '../site/site.ts';

/** A policy with what differs for one entry, channel or system. */
export const retryPolicy = (site: RetryPolicy, own: Partial<RetryPolicy> = {}): RetryPolicy => ({
  ...site,
  ...own,
});

/** True when another attempt may help: by the policy's patterns of codes, else by the table of codes. */
export function isRetried(
  { code, retry, parameters }: Pick<ErrorRecord, 'code' | 'retry'> & Partial<Pick<ErrorRecord, 'parameters'>>,
  { retryable = [], terminal = [] }: Pick<RetryPolicy, 'retryable' | 'terminal'>,
): boolean {
  const matches = (pattern: string) => matchesCode(pattern, code, parameters?.status);
  if (terminal.some(matches)) return false;
  return retry === 'retryable' || retryable.some(matches);
}

/**
 * `CD_CONNECT_*`: a star stands for any characters; the rest are letters, digits and underscores. A status after a
 * colon narrows it, x for any digit: `CD_CONNECT_*:5xx`.
 */
export function matchesCode(pattern: string, code: string, status?: unknown): boolean {
  const [codes = '', statuses] = pattern.split(':');
  if (!isAll(codes.replaceAll('*', '.*'), code)) return false;
  return statuses === undefined || isAll(statuses.replaceAll('x', '[0-9]'), String(status ?? ''));
}

const isAll = (pattern: string, text: string): boolean => new RegExp(`^${pattern}$`).test(text);

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
