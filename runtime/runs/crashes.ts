import { CrossdockError, type ErrorRecord } from '../../domain/errors.ts';
import type { Ledger, Operation, StoredMessage } from '../../ledger/ledger.ts';
import { instant, instantAt } from '../clock.ts';
import { type CrashedOptions, judgedDelivery } from '../deliveries/crashed.ts';
import type { Log } from '../log.ts';
import { type RetryPolicy, retryDelayMs } from './retry.ts';

export interface CrashOptions extends CrashedOptions {
  readonly ledger: Pick<Ledger, 'interrupted' | 'message' | 'delivery' | 'commit'>;
  readonly log: Log;
  readonly retryOf: (queue: string) => RetryPolicy;
  readonly ownerOf: (queue: string) => string | undefined;
}

/** True of a message that was being run when a process ended, until it has been run to an end. */
export const isSuspect = ({ lastError }: StoredMessage): boolean => lastError?.code === 'CD_RUN_CRASHED';

/**
 * Looks after the messages that were being run, and the deliveries that were being made, when a process ended without
 * a word: each counts an attempt and is tried again after its backoff, alone. One that was alone when the process
 * ended, and has had its last attempt, is parked; in company none is blamed. Returns how many there were.
 */
export async function lookAfterInterrupted(options: CrashOptions): Promise<number> {
  const { ledger, log } = options;
  const ids = await ledger.interrupted();
  for (const id of ids) {
    const verdict = await judgedById(id, ids.length - 1, options);
    if (!verdict) continue;
    const { operations, text, details } = verdict;
    if ((await ledger.commit(operations)).committed) log('warn', text, details);
  }
  return ids.length;
}

async function judgedById(id: string, others: number, options: CrashOptions) {
  const message = await options.ledger.message(id);
  if (message) {
    if (message.state !== 'accepted') return null;
    const { attempts, ...verdict } = judged(message, others, options);
    const { queue, envelope } = message;
    return { ...verdict, details: { messageId: id, queue, key: envelope.key, attempts } };
  }
  const delivery = await options.ledger.delivery(id);
  if (delivery?.state !== 'pending') return null;
  const { attempts, ...verdict } = judgedDelivery(delivery, others, options);
  const { system, key } = delivery;
  return { ...verdict, details: { deliveryId: id, system, key, attempts } };
}

function judged(message: StoredMessage, others: number, options: CrashOptions) {
  const { clock, ids, retryOf } = options;
  const retry = retryOf(message.queue);
  const { id, key } = message.envelope;
  const counted = message.attempts + 1;
  const attempts = others === 0 ? counted : Math.min(counted, retry.attempts - 1);
  const error = new CrossdockError('CD_RUN_CRASHED', { id, key, queue: message.queue, others, attempts });
  if (attempts >= retry.attempts) {
    return {
      operations: parkOperations(message, attempts, error.record(), options),
      text: error.message,
      attempts,
    };
  }
  const delayMs = retryDelayMs(retry, attempts, () => ids.random());
  const availableAt = instantAt(clock.now().getTime() + delayMs);
  const again: Operation = { op: 'retry', messageId: id, attempts, availableAt, error: error.record() };
  return { operations: [again], text: `to be tried again, alone: ${error.message}`, attempts };
}

/** Out of the queue, with an exception for whoever owns it. */
export function parkOperations(
  { envelope, queue, body }: StoredMessage,
  attempts: number,
  error: ErrorRecord,
  { ids, clock, ownerOf }: Pick<CrashOptions, 'ids' | 'clock' | 'ownerOf'>,
): Operation[] {
  const { id, tenant, key, type } = envelope;
  const owner = ownerOf(queue);
  return [
    {
      op: 'park',
      messageId: id,
      attempts,
      exception: {
        id: ids.uuid(),
        kind: 'message',
        tenant,
        key,
        subjectId: id,
        error,
        ...(owner !== undefined && { owner }),
        document: body,
      },
    },
    {
      op: 'journal',
      entries: [
        {
          tenant,
          key,
          at: instant(clock),
          kind: 'exception',
          messageId: id,
          text: `${type} stopped: ${error.message}`,
          data: { code: error.code, attempts },
        },
      ],
    },
  ];
}
