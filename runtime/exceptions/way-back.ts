import { CrossdockError } from '../../domain/errors.ts';
import type {
  Json,
  Ledger,
  NewDelivery,
  NewMessage,
  Operation,
  StoredDelivery,
  StoredException,
  StoredMessage,
} from '../../ledger/ledger.ts';
import { queues } from '../channels/queues.ts';
import { type Clock, instant } from '../clock.ts';

import { answerProtocol, refusalOutput } from '../deliveries/outcome-operations.ts';
import type { DeployedNodes } from '../deployed-nodes.ts';
import { nextTraceparent } from '../entries/envelope.ts';
import type { Ids } from '../ids.ts';
import { digestOf } from '../runs/digest.ts';

export interface WayBackOptions {
  readonly ledger: Pick<Ledger, 'message' | 'delivery'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly deployed: Pick<DeployedNodes, 'get'>;
}

/** How what an exception holds back goes on. */
export interface WayBack {
  /** The document that goes on; null when it is on its way already. */
  readonly document: Json | null;
  /** What to commit; `mended` takes the document's place. */
  operations(mended?: Json): Operation[];
}

/**
 * | What cannot go on | Its way |
 * |---|---|
 * | a failed delivery, a parked message | is released to its old place |
 * | a document that a node of ours had in hand | goes to that node again; the rest of its run stands |
 * | a request that the other side refused | is sent again |
 * | what came to the exception straight from an entry | is accepted again at the entry |
 *
 * @throws CD_EXCEPTION_NO_WAY_BACK CD_EXCEPTION_NODE_GONE
 */
export async function wayBack(
  { id, kind, subjectId, retry }: StoredException,
  options: WayBackOptions,
): Promise<WayBack> {
  const { ledger } = options;
  if (kind === 'delivery') return releasedDelivery(id, subjectId, await ledger.delivery(subjectId));
  const message = await ledger.message(subjectId);
  if (!message) throw gone(id, `its message ${subjectId}`);
  if (message.state === 'parked') return releasedMessage(message);
  if (message.state === 'accepted') return { document: null, operations: () => [] };
  if (retry) {
    const { nodeId, nodeName: node, output, body = message.body } = retry;
    if (!options.deployed.get(nodeId)) throw new CrossdockError('CD_EXCEPTION_NODE_GONE', { id, node });
    return acceptedAgain(id, message, { queue: queues.input(nodeId), body, output }, options);
  }
  const refused = await refusedDelivery(message, ledger);
  if (refused) return sentAgain(refused, options);
  return acceptedAgain(id, message, message, options);
}

function releasedDelivery(id: string, deliveryId: string, delivery: StoredDelivery | null): WayBack {
  if (!delivery) throw gone(id, `its delivery ${deliveryId}`);
  return {
    document: delivery.request,
    operations: (request) => [
      { op: 'releaseDelivery', deliveryId, ...(request !== undefined && { request }) },
    ],
  };
}

function releasedMessage({ envelope: { id: messageId }, body }: StoredMessage): WayBack {
  return {
    document: payloadOf(body),
    operations: (payload) => [
      { op: 'release', messageId, ...(payload !== undefined && { body: withPayload(body, payload) }) },
    ],
  };
}

function sentAgain(refused: NewDelivery, { ids }: WayBackOptions): WayBack {
  return {
    document: refused.request,
    operations: (request = refused.request) => [
      { op: 'deliver', delivery: { ...refused, id: ids.uuid(), request } },
    ],
  };
}

/** The message once more, caused by itself: under the same key and correlation, once per exception. */
function acceptedAgain(
  id: string,
  { envelope }: StoredMessage,
  { queue, body, output }: Pick<NewMessage, 'queue' | 'body'> & { output?: number | undefined },
  { clock, ids }: WayBackOptions,
): WayBack {
  const operations = (payload?: Json): Operation[] => {
    const sent = payload === undefined ? body : withPayload(body, payload);
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
      digest: digestOf(sent),
      body: sent,
      ...(output !== undefined && { output }),
    };
    return [{ op: 'accept', message }];
  };
  return { document: payloadOf(body), operations };
}

/** What was asked of an outside system, when the message is its refusal. */
async function refusedDelivery(
  { envelope: { source } }: StoredMessage,
  ledger: Pick<Ledger, 'delivery'>,
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

type JsonObject = Readonly<Record<string, Json>>;

const isObject = (value: Json): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const payloadOf = (body: Json): Json => (isObject(body) ? (body.payload ?? null) : body);

const withPayload = (body: Json, payload: Json): Json => (isObject(body) ? { ...body, payload } : payload);

const gone = (id: string, what: string): CrossdockError =>
  new CrossdockError('CD_EXCEPTION_NO_WAY_BACK', { id, reason: `${what} is no longer in the ledger` });
