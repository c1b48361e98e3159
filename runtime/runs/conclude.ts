import { CrossdockError } from '../../domain/errors.ts';
import type { CommitResult, Conflict, Json, Ledger, Operation, StoredMessage } from '../../ledger/ledger.ts';
import type { HandOver } from '../channels/hand-over.ts';
import { instant, instantAt } from '../clock.ts';
import type { Log } from '../log.ts';
import { toFailure } from './failure.ts';
import { askedDelayMs, isRetried, type RetryPolicy, retryDelayMs } from './retry.ts';
import type { Failure, Run, RunOutcome } from './run.ts';
import { label } from './run.ts';
import { runOperations } from './run-operations.ts';

/** What became of an attempt. */
export type Verdict =
  | { readonly kind: 'done'; readonly operations: readonly Operation[]; readonly result: Committed }
  /** Somebody else finished the message or has its shard, maybe for a moment only: nothing was committed. */
  | { readonly kind: 'gone' }
  /** Another run changed what this one had read. */
  | { readonly kind: 'repeat'; readonly conflict: Conflict }
  | { readonly kind: 'retry'; readonly message: StoredMessage }
  | { readonly kind: 'parked' }
  | { readonly kind: 'aborted' };

type Committed = Extract<CommitResult, { committed: true }>;

export interface ConcludeOptions extends HandOver {
  readonly ledger: Ledger;
  /** Of the entry or channel that a queue belongs to. */
  readonly retryOf: (queue: string) => RetryPolicy;
  readonly log: Log;
  /** Who answers for what a queue runs. */
  readonly ownerOf: (queue: string) => string | undefined;
}

/** A version conflict repeats the run at once; so often in a row that something else must be wrong. */
const mostRepeats = 8;

/**
 * Writes the end of an attempt to the ledger: everything the run staged, or the retry, or the exception.
 * @throws CD_LEDGER_WRITE_FAILED CD_LEDGER_CLOSED when nothing could be written: the message is still accepted
 */
export async function conclude(
  run: Run,
  outcome: RunOutcome,
  repeats: number,
  options: ConcludeOptions,
): Promise<Verdict> {
  if (outcome.kind === 'aborted') return { kind: 'aborted' };
  if (outcome.kind === 'failed') return giveBack(run, outcome.failure, options);
  let operations: Operation[];
  try {
    operations = runOperations(run, options);
  } catch (thrown) {
    return giveBack(run, toFailure(thrown, null, undefined), options);
  }
  let result: CommitResult;
  try {
    result = await options.ledger.commit(operations);
  } catch (thrown) {
    // An operation no store can carry out is the run's fault, not the disk's.
    if (!(thrown instanceof CrossdockError) || thrown.code !== 'CD_LEDGER_REQUEST_INVALID') throw thrown;
    return giveBack(run, toFailure(thrown, null, undefined), options);
  }
  if (result.committed) return { kind: 'done', operations, result };
  const { conflict } = result;
  if (conflict.operation === 0 || conflict.cause === 'lease') return { kind: 'gone' };
  if (repeats < mostRepeats) return { kind: 'repeat', conflict };
  const error = new CrossdockError('CD_RUN_CONFLICT', { repeats, reason: conflict.reason });
  return giveBack(run, toFailure(error, null, undefined), options);
}

async function giveBack(run: Run, failure: Failure, options: ConcludeOptions): Promise<Verdict> {
  const { message, attempt } = run;
  const { ledger, retryOf, log } = options;
  const { error } = failure;
  const retry = retryOf(message.queue);
  const last = !isRetried(error, retry) || attempt >= retry.attempts;
  const details = { messageId: message.envelope.id, key: message.envelope.key, attempt, code: error.code };
  log(last ? 'error' : 'warn', `${last ? 'parked' : 'to be tried again'}: ${error.message}`, details);
  if (last) {
    const result = await ledger.commit(parkOperations(run, failure, options));
    return { kind: result.committed ? 'parked' : 'gone' };
  }
  const { clock, ids } = options;
  const delayMs = retryDelayMs(retry, attempt, () => ids.random(), askedDelayMs(error, retry));
  const availableAt = instantAt(clock.now().getTime() + delayMs);
  const result = await ledger.commit([
    { op: 'retry', messageId: message.envelope.id, attempts: attempt, availableAt, error },
    journal(run, failure, 'attempt', { nextAt: availableAt }, options),
  ]);
  if (!result.committed) return { kind: 'gone' };
  return { kind: 'retry', message: { ...message, attempts: attempt, availableAt, lastError: error } };
}

function parkOperations(run: Run, failure: Failure, options: ConcludeOptions): Operation[] {
  const { ids, ownerOf } = options;
  const { envelope, queue } = run.message;
  const owner = ownerOf(queue);
  const { error, node, document } = failure;
  const { id, tenant, key } = envelope;
  return [
    {
      op: 'park',
      messageId: id,
      attempts: run.attempt,
      exception: {
        id: ids.uuid(),
        kind: 'message',
        tenant,
        key,
        subjectId: id,
        error,
        ...(owner !== undefined && { owner }),
        ...(node && { nodeId: node.id, nodeName: label(node) }),
        ...(document !== undefined && { document }),
      },
    },
    journal(run, failure, 'exception', {}, options),
  ];
}

/** One line per attempt that failed: together they are the story of an exception. */
function journal(
  { attempt, envelope }: Run,
  { error, node }: Failure,
  kind: 'attempt' | 'exception',
  data: Readonly<Record<string, Json>>,
  { clock }: ConcludeOptions,
): Operation {
  const { id: messageId, tenant, key, type } = envelope;
  const where = node ? ` at ${label(node)}` : '';
  const what = kind === 'exception' ? 'stopped' : `failed in attempt ${attempt}`;
  const text = `${type} ${what}${where}: ${error.message}`;
  const entry = { tenant, key, at: instant(clock), kind, messageId, text };
  return { op: 'journal', entries: [{ ...entry, data: { code: error.code, attempts: attempt, ...data } }] };
}
