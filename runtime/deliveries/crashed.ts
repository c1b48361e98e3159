import { CrossdockError } from '../../domain/errors.ts';
import type { Operation, StoredDelivery } from '../../ledger/ledger.ts';
import { type Clock, instantAt } from '../clock.ts';
import type { Ids } from '../ids.ts';
import { type RetryPolicy, retryDelayMs } from '../runs/retry.ts';
import { failedOperations } from './outcome-operations.ts';
import { trailOf, withTrail } from './trail.ts';

export interface CrashedOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly retryOfSystem: (system: string) => RetryPolicy;
  readonly ownerOfNode: (nodeId: string) => string | undefined;
}

/**
 * What becomes of a delivery whose call was under way when a process ended: the attempt counts and it is called again
 * after its backoff. One that was alone, and has had its last attempt, is an exception; in company none is blamed.
 */
export function judgedDelivery(
  delivery: StoredDelivery,
  others: number,
  { clock, ids, retryOfSystem, ownerOfNode }: CrashedOptions,
): { readonly operations: Operation[]; readonly text: string; readonly attempts: number } {
  const { id, key, system, nodeId, nodeType } = delivery;
  const retry = retryOfSystem(system);
  const counted = delivery.attempts + 1;
  const attempts = others === 0 ? counted : Math.min(counted, retry.attempts - 1);
  const error = new CrossdockError('CD_DELIVERY_CRASHED', { id, key, system, others, attempts });
  const record = withTrail(error.record(), trailOf(delivery));
  if (attempts >= retry.attempts) {
    const node = { id: nodeId, type: nodeType };
    const tools = { clock, ids, ownerOf: ownerOfNode };
    const operations = failedOperations({ ...delivery, attempts }, record, node, tools);
    return { operations, text: error.message, attempts };
  }
  const availableAt = instantAt(clock.now().getTime() + retryDelayMs(retry, attempts, () => ids.random()));
  return {
    operations: [{ op: 'retryDelivery', deliveryId: id, attempts, availableAt, error: record }],
    text: `to be called again: ${error.message}`,
    attempts,
  };
}
