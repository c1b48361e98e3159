import type { Envelope, NewMessage, Operation } from '../../ledger/ledger.ts';
import type { Clock } from '../clock.ts';
import { newEnvelope } from '../entries/envelope.ts';
import type { Effect } from '../face.ts';
import type { Ids } from '../ids.ts';
import { encodeBody } from '../runs/body.ts';
import { digestOf } from '../runs/digest.ts';
import { effectId } from '../runs/effect-id.ts';
import { label, type NodeName } from '../runs/run.ts';
import { queues } from './queues.ts';

export interface HandOver {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly readersOf: (channel: string) => readonly string[];
}

type ChannelEffect = Extract<Effect, { kind: 'channel' }>;
type TimerEffect = Extract<Effect, { kind: 'timer' }>;

/** One message for each pack that reads the channel, or for the node itself. `discriminator` tells apart what one node hands over in one run. */
export function handOver(
  effect: ChannelEffect | TimerEffect,
  cause: Envelope,
  node: NodeName,
  discriminator: string,
  { clock, ids, readersOf }: HandOver,
): NewMessage[] {
  const { properties, availableAt, tenant = cause.tenant } = effect.kind === 'channel' ? effect : {};
  const { channel } = effect;
  const body = encodeBody({ ...properties, payload: effect.payload }, label(node));
  const digest = digestOf(body);
  const identity = effectId(cause.id, node.id, `${channel ?? ''} ${discriminator}`);
  const targets =
    channel === undefined
      ? [{ queue: queues.input(node.id), name: `input:${node.id}` }]
      : readersOf(channel).map((pack) => ({
          queue: queues.channel(channel, pack),
          name: `channel:${channel}/${pack}`,
        }));
  return targets.map(({ queue, name }) => ({
    envelope: newEnvelope(
      {
        tenant,
        site: cause.site,
        type: effect.type,
        schemaVersion: effect.schemaVersion,
        key: effect.key,
        source: { ...cause.source, protocol: 'channel', reference: `${channel ?? node.id}#${cause.id}` },
        cause,
      },
      { clock, ids },
    ),
    queue,
    idempotencyKey: `${name}#${identity}`,
    digest,
    body,
    ...(availableAt !== undefined && { availableAt }),
  }));
}

/** What tells apart a node's hand-overs in one run: its own word, or the content and how often it was seen. */
export function discriminators(): (effect: ChannelEffect, node: NodeName) => string {
  let seen: Map<string, number> | null = null;
  return (effect, node) => {
    if (effect.discriminator !== undefined) return effect.discriminator;
    const content = encodeBody({ ...effect.properties, payload: effect.payload }, label(node));
    const digest = digestOf([node.id, effect.channel ?? null, effect.type, effect.key, content]);
    seen ??= new Map();
    const times = (seen.get(digest) ?? 0) + 1;
    seen.set(digest, times);
    return `${digest}/${times}`;
  };
}

/** The ids carry the pack, because each reader is woken by a message of its own. */
export const timerIds = (
  { id, channel }: { readonly id: string; readonly channel?: string },
  { readersOf }: Pick<HandOver, 'readersOf'>,
): readonly string[] => (channel === undefined ? [id] : readersOf(channel).map((pack) => `${id}/${pack}`));

export function timerOperations(
  effect: TimerEffect,
  cause: Envelope,
  node: NodeName,
  options: HandOver,
): Operation[] {
  const messages = handOver(effect, cause, node, `timer ${effect.id} ${effect.dueAt}`, options);
  const ids = timerIds(effect, options);
  return messages.map((message, index) => ({
    op: 'timer',
    timer: {
      id: ids[index] ?? effect.id,
      tenant: cause.tenant,
      key: effect.key,
      dueAt: effect.dueAt,
      message,
    },
  }));
}
