import type { ErrorRecord } from '../../domain/errors.ts';
import type { Ledger, Operation } from '../../ledger/ledger.ts';
import { type Clock, endOfTime, instant } from '../clock.ts';
import { askedDelayMs, type RetryPolicy } from '../runs/retry.ts';

export interface PullForwardOptions {
  readonly ledger: Pick<Ledger, 'blocked' | 'pending' | 'dueDeliveries' | 'commit'>;
  readonly clock: Clock;
  /** Policy of a queue. */
  readonly retryOf: (queue: string) => RetryPolicy;
  /** Policy of a system. */
  readonly retryOfSystem: (system: string) => RetryPolicy;
}

interface PutOff {
  readonly attempts: number;
  readonly availableAt: string;
  readonly lastError?: ErrorRecord;
}

/**
 * Gives back what waits longer for its next attempt than its policy ever lets it: it was put off before the clock was
 * set back. What was delayed on purpose keeps its instant. Returns how many there were.
 */
export async function pullForward(options: PullForwardOptions): Promise<number> {
  const { ledger, clock, retryOf, retryOfSystem } = options;
  const now = clock.now();
  const { messages, deliveries } = await ledger.blocked(instant(clock));
  const operations: Operation[] = [];
  for (const { queue, key, sequence } of messages) {
    const query = { queue, key, afterSequence: sequence - 1, limit: 1, now: endOfTime };
    for (const message of await ledger.pending(query)) {
      const error = waitsTooLong(message, retryOf(queue), now);
      if (!error || message.sequence !== sequence) continue;
      const { attempts, envelope } = message;
      operations.push({
        op: 'retry',
        messageId: envelope.id,
        attempts,
        availableAt: now.toISOString(),
        error,
      });
    }
  }
  for (const { system, key, sequence } of deliveries) {
    const query = { system, key, afterSequence: sequence - 1, limit: 1, now: endOfTime };
    for (const delivery of await ledger.dueDeliveries(query)) {
      const error = waitsTooLong(delivery, retryOfSystem(system), now);
      if (!error || delivery.sequence !== sequence) continue;
      const { id: deliveryId, attempts } = delivery;
      operations.push({ op: 'retryDelivery', deliveryId, attempts, availableAt: now.toISOString(), error });
    }
  }
  // One by one: what somebody else has finished meanwhile must not keep the others back.
  const results = await Promise.all(operations.map((operation) => ledger.commit([operation])));
  return results.filter(({ committed }) => committed).length;
}

function waitsTooLong(item: PutOff, policy: RetryPolicy, now: Date): ErrorRecord | null {
  const { attempts, lastError, availableAt } = item;
  if (attempts === 0 || !lastError) return null;
  const longestMs = Math.max(policy.maxDelayMs, askedDelayMs(lastError, policy));
  return Date.parse(availableAt) - now.getTime() > longestMs ? lastError : null;
}
