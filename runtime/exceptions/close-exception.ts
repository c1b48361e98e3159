import { CrossdockError } from '../../domain/errors.ts';
import type {
  Ledger,
  NewDelivery,
  NewMessage,
  Operation,
  StoredException,
  StoredMessage,
} from '../../ledger/ledger.ts';
import { queues } from '../channels/queues.ts';
import { type Clock, instant } from '../clock.ts';
import { refusalOutput } from '../deliveries/call.ts';
import { answerProtocol } from '../deliveries/outcome-operations.ts';
import type { DeployedNodes } from '../deployed-nodes.ts';
import { nextTraceparent } from '../entries/envelope.ts';
import type { Ids } from '../ids.ts';
import { digestOf } from '../runs/body.ts';

export interface CloseOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly deployed: Pick<DeployedNodes, 'get'>;
}

export interface Decision {
  readonly by: string;
  readonly reason: string;
}

/**
 * Sends what an open exception holds back on its way again.
 * @throws CD_EXCEPTION_UNKNOWN CD_EXCEPTION_CLOSED CD_EXCEPTION_NO_WAY_BACK CD_EXCEPTION_NODE_GONE
 */
export async function retryException(id: string, decision: Decision, options: CloseOptions): Promise<void> {
  const exception = await openException(id, options.ledger);
  const way = await wayBack(exception, options);
  await close(exception, 'resolved', decision, way, options);
}

/**
 * Gives up what an open exception holds back; what waited behind it goes on.
 * @throws CD_EXCEPTION_UNKNOWN CD_EXCEPTION_CLOSED
 */
export async function discardException(id: string, decision: Decision, options: CloseOptions): Promise<void> {
  const exception = await openException(id, options.ledger);
  const { kind, subjectId } = exception;
  const operations: Operation[] = [];
  if (kind === 'delivery') operations.push({ op: 'discardDelivery', deliveryId: subjectId });
  else if ((await options.ledger.message(subjectId))?.state === 'parked') {
    operations.push({ op: 'discard', messageId: subjectId });
  }
  await close(exception, 'discarded', decision, operations, options);
}

async function openException(id: string, ledger: Ledger): Promise<StoredException> {
  const exception = await ledger.exception(id);
  if (!exception) throw new CrossdockError('CD_EXCEPTION_UNKNOWN', { id });
  if (exception.state !== 'open') {
    throw new CrossdockError('CD_EXCEPTION_CLOSED', { id, state: exception.state });
  }
  return exception;
}

/**
 * | What cannot go on | Its way |
 * |---|---|
 * | a failed delivery, a parked message | is released to its old place |
 * | a document that a node of ours had in hand | goes to that node again; the rest of its run stands |
 * | a request that the other side refused | is sent again |
 * | what came to the exception straight from an entry | is accepted again at the entry |
 */
async function wayBack(
  { id, kind, subjectId, retry }: StoredException,
  options: CloseOptions,
): Promise<Operation[]> {
  if (kind === 'delivery') return [{ op: 'releaseDelivery', deliveryId: subjectId }];
  const message = await options.ledger.message(subjectId);
  if (!message) {
    const reason = `its message ${subjectId} is no longer in the ledger`;
    throw new CrossdockError('CD_EXCEPTION_NO_WAY_BACK', { id, reason });
  }
  if (message.state === 'parked') return [{ op: 'release', messageId: subjectId }];
  if (message.state === 'accepted') return [];
  if (retry) {
    const { nodeId, nodeName, output, body = message.body } = retry;
    if (!options.deployed.get(nodeId))
      throw new CrossdockError('CD_EXCEPTION_NODE_GONE', { id, node: nodeName });
    return [
      again(id, message, { queue: queues.input(nodeId), body, output, digest: digestOf(body) }, options),
    ];
  }
  const refused = await refusedDelivery(message, options.ledger);
  if (refused) return [{ op: 'deliver', delivery: { ...refused, id: options.ids.uuid() } }];
  return [again(id, message, message, options)];
}

/** The message once more, caused by itself: under the same key and correlation, once per exception. */
function again(
  id: string,
  { envelope }: StoredMessage,
  {
    queue,
    body,
    output,
    digest,
  }: Pick<NewMessage, 'queue' | 'body' | 'digest'> & { output?: number | undefined },
  { clock, ids }: CloseOptions,
): Operation {
  const message: NewMessage = {
    envelope: {
      ...envelope,
      id: ids.uuid(),
      causationId: envelope.id,
      receivedAt: instant(clock),
      traceparent: nextTraceparent(envelope.traceparent, ids),
    },
    queue,
    idempotencyKey: `again:${id}`,
    digest,
    body,
    ...(output !== undefined && { output }),
  };
  return { op: 'accept', message };
}

/** What was asked of an outside system, when the message is its refusal. */
async function refusedDelivery(
  { envelope: { source } }: StoredMessage,
  ledger: Ledger,
): Promise<NewDelivery | null> {
  if (source.protocol !== answerProtocol) return null;
  const delivery = await ledger.delivery(source.reference);
  const { output } = (delivery?.answer ?? {}) as { readonly output?: string };
  if (!delivery || output !== refusalOutput) return null;
  const { id, messageId, tenant, nodeId, nodeType, system, key, idempotencyKey } = delivery;
  const { request, envelope, continuation } = delivery;
  return {
    ...{ id, messageId, tenant, nodeId, nodeType, system, key, idempotencyKey },
    ...{ request, envelope, continuation },
  };
}

async function close(
  { id, tenant, key, subjectId }: StoredException,
  state: 'resolved' | 'discarded',
  { by, reason }: Decision,
  operations: Operation[],
  { ledger, clock }: CloseOptions,
): Promise<void> {
  const did = state === 'resolved' ? 'retried' : 'discarded';
  const result = await ledger.commit([
    { op: 'closeException', id, state, by, reason },
    ...operations,
    {
      op: 'journal',
      entries: [
        {
          tenant,
          key,
          at: instant(clock),
          kind: `exception-${state}`,
          text: `${did} by ${by}: ${reason}`,
          data: { exceptionId: id, subjectId },
        },
      ],
    },
  ]);
  if (!result.committed) throw new CrossdockError('CD_EXCEPTION_CLOSED', { id, state: 'being handled' });
}
