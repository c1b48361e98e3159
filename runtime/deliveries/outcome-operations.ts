import type { ErrorRecord } from '../../domain/errors.ts';
import type { JournalEntry, NewMessage, Operation, StoredDelivery } from '../../ledger/ledger.ts';
import type { Answer, NodeInstance } from '../../node-kit/host.ts';
import { queues } from '../channels/queues.ts';
import { type Clock, instant } from '../clock.ts';
import { outputIndex } from '../entries/accept.ts';
import { newEnvelope } from '../entries/envelope.ts';
import type { Ids } from '../ids.ts';
import { decodeBody, digestOf, encodeBody, encodeValue } from '../runs/body.ts';
import { label } from '../runs/run.ts';

interface Tools {
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Marks a message as an outside system's answer; its source's reference is the delivery. */
export const answerProtocol = 'answer';

const journal = (
  delivery: StoredDelivery,
  clock: Clock,
  entry: Pick<JournalEntry, 'kind' | 'text' | 'data'>,
) =>
  ({
    op: 'journal',
    entries: [
      {
        ...entry,
        tenant: delivery.tenant,
        key: delivery.envelope.key,
        at: instant(clock),
        messageId: delivery.messageId,
      },
    ],
  }) as const satisfies Operation;

/**
 * The delivery is done and its answer is a message that goes on at the node's output with the properties the
 * message had when it was staged.
 * @throws CD_RUN_OUTPUT CD_RUN_BODY
 */
export function answeredOperations(
  delivery: StoredDelivery,
  answer: Answer,
  node: NodeInstance,
  { clock, ids }: Tools,
): { readonly operations: Operation[]; readonly message: NewMessage } {
  const { envelope: cause, system } = delivery;
  const where = label(node);
  const output = outputIndex(answer.output, node);
  const body = encodeBody(
    { ...decodeBody(delivery.continuation), ...answer.properties, payload: answer.payload },
    where,
  );
  const message: NewMessage = {
    envelope: newEnvelope(
      {
        tenant: delivery.tenant,
        site: cause.site,
        type: cause.type,
        schemaVersion: cause.schemaVersion,
        key: cause.key,
        source: { system, protocol: answerProtocol, reference: delivery.id },
        cause,
      },
      { clock, ids },
    ),
    queue: queues.answer(delivery.nodeId),
    idempotencyKey: `answer:${delivery.id}`,
    digest: digestOf(body),
    body,
    ...(output > 0 && { output }),
  };
  const attempts = delivery.attempts + 1;
  return {
    message,
    operations: [
      {
        op: 'delivered',
        deliveryId: delivery.id,
        answer: { output: answer.output, payload: encodeValue(answer.payload, where) },
        message,
      },
      journal(delivery, clock, {
        kind: 'delivered',
        text: `${system} answered ${where}: ${answer.output}`,
        data: { deliveryId: delivery.id, system, output: answer.output, attempts },
      }),
    ],
  };
}

export function failedOperations(
  delivery: StoredDelivery,
  error: ErrorRecord,
  node: { readonly id: string; readonly type: string; readonly name?: string },
  { clock, ids, ownerOf }: Tools & { readonly ownerOf: (nodeId: string) => string | undefined },
): Operation[] {
  const { id, tenant, envelope, system } = delivery;
  const attempts = delivery.attempts + 1;
  const owner = ownerOf(delivery.nodeId);
  return [
    {
      op: 'failDelivery',
      deliveryId: id,
      attempts,
      exception: {
        id: ids.uuid(),
        kind: 'delivery',
        tenant,
        key: envelope.key,
        subjectId: id,
        error,
        nodeId: delivery.nodeId,
        nodeName: label(node),
        ...(owner !== undefined && { owner }),
        document: delivery.request,
      },
    },
    journal(delivery, clock, {
      kind: 'exception',
      text: `delivery to ${system} stopped: ${error.message}`,
      data: { deliveryId: id, system, code: error.code, attempts },
    }),
  ];
}
