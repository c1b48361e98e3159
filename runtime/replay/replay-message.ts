import { CrossdockError } from '../../domain/errors.ts';
import type { Envelope, Ledger, NewMessage, StoredMessage } from '../../ledger/ledger.ts';
import { parseQueue } from '../channels/queues.ts';
import { type Clock, instant } from '../clock.ts';
import type { Made, Once } from '../decisions/once.ts';
import { recorded } from '../decisions/recorded.ts';
import type { DeployedNodes } from '../deployed-nodes.ts';
import { nextTraceparent } from '../entries/envelope.ts';
import type { Decision } from '../face.ts';
import type { Ids } from '../ids.ts';

export interface ReplayOptions {
  readonly ledger: Pick<Ledger, 'message' | 'raw' | 'delivery'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly deployed: Pick<DeployedNodes, 'get' | 'channelIns' | 'deliverer'>;
  readonly once: Once;
}

/** What was taken in anew, and where it waits. */
export type Replayed = {
  readonly messageId: string;
  readonly queue: string;
};

/**
 * Runs a finished message again from where it came in, on today's flow: caused by it, with its correlation and
 * key. Nobody waits for its reply.
 * @throws CD_REPLAY_UNKNOWN CD_REPLAY_WAITING CD_REPLAY_NODE_GONE
 */
export function replayMessage(id: string, decision: Decision, options: ReplayOptions): Promise<Replayed> {
  const { clock, ids, once } = options;
  return once.carryOut(
    `replay ${id}`,
    decision,
    async () => {
      const message = await finished(id, options);
      const { envelope } = message;
      const again = copy(message, 'replay', {
        ...withoutCaller(envelope),
        id: ids.uuid(),
        causationId: envelope.id,
        receivedAt: instant(clock),
        traceparent: nextTraceparent(envelope.traceparent, ids),
      });
      const words = { action: 'message.replayed', kind: 'replayed', did: 'replayed' };
      return made(message, again, { ...words, decision, clock });
    },
    () => waiting(id, 'being handled'),
  );
}

/**
 * Takes the content of a finished message in as a new document: with its own correlation, trace and idempotency,
 * caused by nothing. It keeps the key and what it says about its source.
 * @throws CD_REPLAY_UNKNOWN CD_REPLAY_WAITING CD_REPLAY_NODE_GONE
 */
export function duplicateMessage(id: string, decision: Decision, options: ReplayOptions): Promise<Replayed> {
  const { clock, ids, once, ledger } = options;
  return once.carryOut(
    `duplicate ${id}`,
    decision,
    async () => {
      const message = await finished(id, options);
      const fresh = ids.uuid();
      const envelope = {
        ...withoutCaller(message.envelope),
        ...{ id: fresh, correlationId: fresh, causationId: null },
        receivedAt: instant(clock),
        traceparent: nextTraceparent(undefined, ids),
      };
      const raw = message.rawDigest === undefined ? null : await ledger.raw(message.rawDigest);
      const again = { ...copy(message, 'duplicate', envelope), ...(raw && { raw }) };
      const words = { action: 'message.duplicated', kind: 'duplicated', did: 'taken in as a new document' };
      return made(message, again, { ...words, decision, clock });
    },
    () => waiting(id, 'being handled'),
  );
}

/** @throws CD_REPLAY_UNKNOWN CD_REPLAY_WAITING CD_REPLAY_NODE_GONE */
async function finished(id: string, { ledger, deployed }: ReplayOptions): Promise<StoredMessage> {
  const message = await ledger.message(id);
  if (!message) throw new CrossdockError('CD_REPLAY_UNKNOWN', { what: 'message', id });
  const { state, queue } = message;
  if (state !== 'done' && state !== 'discarded') throw waiting(id, stands[state]);
  requireRunner(id, queue, deployed);
  return message;
}

const stands = { accepted: 'still waiting or being run', parked: 'waiting for a decision' } as const;

/** @throws CD_REPLAY_NODE_GONE when no node that runs the queue is deployed */
export function requireRunner(
  id: string,
  queue: string,
  deployed: Pick<DeployedNodes, 'get' | 'channelIns'>,
): void {
  const target = parseQueue(queue);
  const runs =
    target?.kind === 'channel'
      ? deployed.channelIns(target.channel, target.pack).length > 0
      : target !== null && deployed.get(target.nodeId) !== undefined;
  if (!runs) throw nodeGone(id, queue);
}

/** What runs the queue is not deployed. */
export function nodeGone(id: string, queue: string): CrossdockError {
  const target = parseQueue(queue);
  const node =
    target?.kind === 'channel'
      ? `channel ${target.channel} of pack ${target.pack}`
      : `node ${target?.nodeId ?? queue}`;
  return new CrossdockError('CD_REPLAY_NODE_GONE', { what: 'message', id, node });
}

/** The caller had its answer, or has given up. */
function withoutCaller({ replyTo: _, ...envelope }: Envelope): Envelope {
  return envelope;
}

function copy(
  { queue, digest, body, output }: StoredMessage,
  prefix: string,
  envelope: Envelope,
): NewMessage {
  return {
    ...{ envelope, queue, idempotencyKey: `${prefix}:${envelope.id}`, digest, body },
    ...(output !== undefined && { output }),
  };
}

interface Words {
  readonly action: string;
  readonly kind: string;
  readonly did: string;
  readonly decision: Decision;
  readonly clock: Clock;
}

function made(
  { envelope }: StoredMessage,
  message: NewMessage,
  { action, kind, did, decision, clock }: Words,
): Made<Replayed> {
  const { id, tenant, key, type } = envelope;
  const { queue } = message;
  const messageId = message.envelope.id;
  const deed = {
    ...{ tenant, key, action, subject: id, kind, text: `${type} ${did}`, messageId },
    data: { from: id, messageId },
  };
  return {
    value: { messageId, queue },
    operations: [{ op: 'accept', message }, ...recorded(deed, decision, instant(clock))],
  };
}

const waiting = (id: string, state: string): CrossdockError =>
  new CrossdockError('CD_REPLAY_WAITING', { what: 'message', id, state });
