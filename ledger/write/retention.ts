import type { PeriodStatus } from '../../domain/billing-periods/types.ts';
import type { ProcessStatus } from '../../domain/process/types.ts';
import type { FreightStatus } from '../../domain/settlement/types.ts';
import type { RetentionPolicy } from '../ledger.ts';

/** Statuses of orders, of what shipments cost and of billing periods, after which nothing more is expected: retention may let them go. */
export const closedStatuses: readonly (ProcessStatus | FreightStatus | PeriodStatus)[] = [
  'posted',
  'cancelled',
  'freight-settled',
  'billing-invoiced',
  'billing-empty',
];

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
