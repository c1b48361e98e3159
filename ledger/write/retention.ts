import type { ProcessStatus } from '../../domain/process/types.ts';
import type { RetentionPolicy } from '../ledger.ts';

/** The status after which nothing more is expected of an order: retention may let it go. */
export const closedStatus: ProcessStatus = 'posted';
/** Of an order that was cancelled nothing more is expected either. */
export const closedStatuses: readonly ProcessStatus[] = [closedStatus, 'cancelled'];

const dayMs = 86_400_000;

/** Days since 1970 UTC: what finished on a day goes when that day lies before the limit. */
export interface RetentionLimits {
  readonly content: number;
  readonly process: number;
  readonly idempotency: number;
  readonly trace: number;
}

/** What a policy gives up at `now`, in milliseconds: the first instant that is kept. */
export function retentionLimits(policy: RetentionPolicy, now: number): RetentionLimits {
  const limit = (days: number) => now - days * dayMs;
  return {
    content: limit(policy.contentDays),
    process: limit(policy.processDays),
    idempotency: limit(policy.idempotencyDays),
    trace: limit(policy.traceDays),
  };
}
