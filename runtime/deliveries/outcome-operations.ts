import type { CrossdockError, ErrorRecord } from '../../domain/errors.ts';
import type { JournalEntry, Json, NewMessage, Operation, StoredDelivery } from '../../ledger/ledger.ts';
import type { Answer, NodeInstance } from '../../node-kit/host.ts';
import { queues } from '../channels/queues.ts';
import { type Clock, instant } from '../clock.ts';
import { outputIndex } from '../entries/accept.ts';
import { newEnvelope } from '../entries/envelope.ts';
import type { Ids } from '../ids.ts';
import { decodeBody, decodeValue, encodeBody, encodeValue } from '../runs/body.ts';
import { digestOf } from '../runs/digest.ts';
import { label } from '../runs/run.ts';

interface Tools {
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Marks a message as an outside system's answer; its source's reference is the delivery. */
export const answerProtocol = 'answer';

/** Where a refusal leaves a node. */
export const refusalOutput = 'rejected';

/** The request as payload and the error in `msg.error`, at the output `rejected`. */
export const refusal = ({ request }: StoredDelivery, error: CrossdockError): Answer => ({
  output: refusalOutput,
  payload: decodeValue(request),
  properties: { error: error.record() },
});

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
 * message had when it was staged. One that was sent once more (its continuation is null) only records the answer.
 * @param by the system that answered: the delivery's own or its fallback
 * @throws CD_RUN_OUTPUT CD_RUN_BODY
 */
export function answeredOperations(
  delivery: StoredDelivery,
  answer: Answer,
  by: string,
  node: NodeInstance,
  tools: Tools,
): { readonly operations: Operation[]; readonly message?: NewMessage } {
  const where = label(node);
  const { output } = answer;
  const { system } = delivery;
  const message =
    delivery.continuation === null ? {} : { message: onward(delivery, answer, by, node, tools) };
  const inPlace = by === system ? {} : { insteadOf: system };
  const stored: Json = { output, system: by, payload: encodeValue(answer.payload, where) };
  const data = { deliveryId: delivery.id, system: by, ...inPlace, output, attempts: delivery.attempts + 1 };
  const text = `${by}${by === system ? '' : ` in place of ${system}`} answered ${where}: ${output}`;
  return {
    ...message,
    operations: [
      { op: 'delivered', deliveryId: delivery.id, answer: stored, ...message },
      journal(delivery, tools.clock, { kind: 'delivered', text, data }),
    ],
  };
}

function onward(
  delivery: StoredDelivery,
  answer: Answer,
  by: string,
  node: NodeInstance,
  tools: Tools,
): NewMessage {
  const { envelope: cause } = delivery;
  const output = outputIndex(answer.output, node);
  const body = encodeBody(
    { ...decodeBody(delivery.continuation), ...answer.properties, payload: answer.payload },
    label(node),
  );
  return {
    envelope: newEnvelope(
      {
        tenant: delivery.tenant,
        site: cause.site,
        type: cause.type,
        schemaVersion: cause.schemaVersion,
        key: cause.key,
        source: { system: by, protocol: answerProtocol, reference: delivery.id },
        cause,
      },
      tools,
    ),
    queue: queues.answer(delivery.nodeId),
    idempotencyKey: `answer:${delivery.id}`,
    digest: digestOf(body),
    body,
    ...(output > 0 && { output }),
  };
}

/** A stored document larger than this helps nobody on a screen; the delivery itself stays complete. */
const largestDocument = 256 * 1024;

export function failedOperations(
  delivery: StoredDelivery,
  error: ErrorRecord,
  node: { readonly id: string; readonly type: string; readonly name?: string },
  { clock, ids, ownerOf }: Tools & { readonly ownerOf: (nodeId: string) => string | undefined },
): Operation[] {
  const { id, tenant, envelope, system, attempts, claim } = delivery;
  const owner = ownerOf(delivery.nodeId);
  const tooLarge = claim && claim.bytes > largestDocument;
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
        document: tooLarge ? { tooLarge: claim.bytes } : delivery.request,
      },
    },
    journal(delivery, clock, {
      kind: 'exception',
      text: `delivery to ${system} stopped: ${error.message}`,
      data: { deliveryId: id, system, code: error.code, attempts },
    }),
  ];
}
