import type { Ledger } from '../ledger.ts';
import { milliseconds } from '../write/encode.ts';
import { closedStatuses, retentionLimits } from '../write/retention.ts';
import type { Query } from './read/rows.ts';

/** Deletes in the server, a short transaction per call; see migrations/005-retention.sql. */
export function retentionOf(query: Query): Ledger['retain'] {
  return async (policy, now, limit) => {
    const at = milliseconds(now, 'retain');
    const { content, process, idempotency, trace } = retentionLimits(policy, at);
    const [report] = await query<{ deleted: Record<string, number>; more: boolean }>(
      'SELECT * FROM retain($1, $2, $3, $4, $5, $6, $7)',
      [content, process, idempotency, trace, [...closedStatuses], at, limit],
    );
    return report ?? { deleted: {}, more: false };
  };
}
