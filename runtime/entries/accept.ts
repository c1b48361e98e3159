import { hash } from 'node:crypto';
import { CrossdockError } from '../../domain/errors.ts';
import { tellText } from '../../ledger/json-text.ts';
import type { AcceptResult, Envelope, Json, Ledger, NewMessage } from '../../ledger/ledger.ts';
import type { NodeInstance } from '../../node-kit/host.ts';
import { queues } from '../channels/queues.ts';
import type { Clock } from '../clock.ts';
import type { AcceptOutcome, Arrival } from '../face.ts';
import type { Ids } from '../ids.ts';
import { type Body, decodeValue, encodeGiven } from '../runs/body.ts';
import { digestOf, digestOfText } from '../runs/digest.ts';
import { label } from '../runs/run.ts';
import type { Site } from '../site/site.ts';
import { newEnvelope } from './envelope.ts';
import { messageBytes, tellBytes } from './message-bytes.ts';
import type { Pressure } from './pressure.ts';
import type { Replies } from './replies.ts';

export interface AcceptOptions {
  readonly ledger: Ledger;
  readonly site: Pick<Site, 'id' | 'tenants'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly pressure: Pick<Pressure, 'loads' | 'requireRoom' | 'whenRoom'>;
  readonly replies: Replies;
  /** The runtime is stopping: nothing may come in. */
  readonly closed: () => boolean;
  /** Who answers for what an entry takes in. */
  readonly ownerOf: (nodeId: string) => string | undefined;
  readonly onAccepted: (queue: string) => void;
}

/**
 * Takes a message in at an entry: durable when it resolves.
 * @throws CD_RUN_STOPPING CD_RUN_BACKPRESSURE CD_RUN_BODY CD_RUN_OUTPUT
 */
export async function accept(
  arrival: Arrival,
  node: NodeInstance,
  options: AcceptOptions,
): Promise<AcceptOutcome> {
  const { replies, ledger, pressure } = options;
  requireRoom(node, options);
  const message = newMessage(arrival, node, options);
  const { queue } = message;
  // Counted from before it is written, so that the limits hold for what comes at the same time.
  const settle = pressure.loads.coming(queue, messageBytes(message));
  let result: AcceptResult | undefined;
  try {
    const { state } = arrival;
    [result] = state ? await writeWith(state, message, ledger) : await ledger.accept([message]);
  } finally {
    settle(result?.outcome === 'accepted');
  }
  if (!result) {
    throw new CrossdockError('CD_INTERNAL', { where: queue, reason: 'the ledger gave no result' });
  }
  if (result.outcome === 'conflict') return result;
  // A duplicate as well: who sends again after a failure may have had the first one written, and nobody told of it.
  options.onAccepted(queue);
  if (!arrival.awaitReply) return result;
  const waiting = replies.wait(result.id, arrival.awaitReply.timeoutMs);
  // The run may have answered already: of a duplicate long ago, of a new message before its caller was known.
  await replies.look(result.id);
  return replied(result, await waiting);
}

/** @throws CD_RUN_STOPPING CD_RUN_BACKPRESSURE */
export function requireRoom(
  node: Pick<NodeInstance, 'id'>,
  { closed, pressure }: Pick<AcceptOptions, 'closed' | 'pressure'>,
): void {
  if (closed()) throw new CrossdockError('CD_RUN_STOPPING');
  pressure.requireRoom(node.id);
}

/** With what has to be durable along with it. */
async function writeWith(
  { name, value }: NonNullable<Arrival['state']>,
  message: NewMessage,
  ledger: Ledger,
): Promise<readonly AcceptResult[]> {
  const result = await ledger.commit([
    { op: 'accept', message },
    { op: 'state', name, value },
  ]);
  return result.committed ? result.accepted : [];
}

function replied({ id, outcome }: AcceptResult, reply: Awaited<ReturnType<Replies['wait']>>): AcceptOutcome {
  if (!reply) return { outcome, id };
  const { status, headers, body } = reply;
  return { outcome: 'replied', id, status, headers, body: decodeValue(body) };
}

function newMessage(arrival: Arrival, node: NodeInstance, options: AcceptOptions): NewMessage {
  const { site, clock, ids } = options;
  const { type, schemaVersion, key, source, correlationId, traceparent, raw, payload, properties } = arrival;
  const tenant = arrival.tenant ?? site.tenants[0]?.id ?? 'default';
  const where = label(node);
  const output = outputIndex(arrival.output, node);
  const owner = options.ownerOf(node.id);
  const body = encodeGiven({ ...properties, payload }, where);
  const envelope = newEnvelope(
    {
      tenant,
      site: site.id,
      type,
      schemaVersion,
      key,
      source,
      correlationId,
      traceparent,
      awaited: arrival.awaitReply !== undefined,
    },
    { clock, ids },
  );
  return {
    envelope,
    queue: queues.entry(node.id),
    idempotencyKey: arrival.idempotencyKey,
    digest: digestOfContent(arrival, envelope, body),
    body,
    ...(output > 0 && { output }),
    ...(raw && { raw }),
    ...(owner !== undefined && { owner }),
  };
}

function digestOfContent({ raw, sameBy, sameWith }: Arrival, envelope: Envelope, body: Body): string {
  const digest = raw && sameBy !== 'payload' ? hash('sha256', raw) : digestOfPayload(envelope, body);
  return sameWith === undefined ? digest : digestOf([digest, sameWith]);
}

/** Its text is half of what the ledger writes: it is made once. */
function digestOfPayload(envelope: Envelope, body: Body): string {
  const { payload = null } = body;
  if (payload === null) return digestOf(payload);
  const { text, whole } = texts(body, payload);
  tellText(body, whole);
  tellBytes(envelope, whole.length);
  return digestOfText(text, payload);
}

/** The JSON text of the payload and of the whole body: mostly one is a piece of the other, and nothing is copied. */
function texts(body: Body, payload: Json): { readonly text: string; readonly whole: string } {
  const names = Object.keys(body);
  if (names.length === 1) {
    const whole = JSON.stringify(body);
    return { text: whole.slice('{"payload":'.length, -1), whole };
  }
  const text = JSON.stringify(payload);
  const members = names.map((name) => {
    const value = name === 'payload' ? text : JSON.stringify(body[name]);
    return `${JSON.stringify(name)}:${value}`;
  });
  return { text, whole: `{${members.join(',')}}` };
}

/** @throws CD_RUN_OUTPUT */
export function outputIndex(output: string | undefined, node: NodeInstance): number {
  if (output === undefined) return 0;
  const index = node.outputs.indexOf(output);
  if (index < 0) throw new CrossdockError('CD_RUN_OUTPUT', { node: label(node), output });
  return index;
}
