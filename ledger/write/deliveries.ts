import type { DeliveryState } from '../ledger.ts';
import { shardOf } from '../shard.ts';
import { content } from './content.ts';
import type { Raise } from './exceptions.ts';
import type { Fence } from './fence.ts';
import { Lifecycle } from './lifecycle.ts';
import type { Messages } from './messages.ts';
import type { Part } from './plan.ts';
import type { Sink } from './sink.ts';
import type { DeliveryRef, Source } from './source.ts';
import type { Tally } from './tally.ts';

type Op = 'deliver' | 'delivered' | 'retryDelivery' | 'failDelivery' | 'releaseDelivery' | 'discardDelivery';

export function deliveries(
  source: Source,
  sink: Sink,
  tally: Tally,
  raise: Raise,
  { accept, nearby }: Pick<Messages, 'accept' | 'nearby'>,
  fence: Fence,
): Part<Op> {
  const life = new Lifecycle<DeliveryState, DeliveryRef>('delivery', (id) => source.delivery(id), tally);
  const worked = ({ key }: DeliveryRef) => fence(key);

  return {
    projections: [life.projection],
    planners: {
      deliver: ({ delivery }, { now }) => {
        const { id, tenant, key, messageId } = delivery;
        const its = nearby(messageId);
        const message = its?.tenant === tenant && its.key === key ? its : null;
        const envelope = message?.envelope === delivery.envelope ? null : delivery.envelope;
        return life.start({ id, key, handle: 0, system: delivery.system }, 'pending', () => {
          const text = content(delivery.content, sink);
          const { nodeId, nodeType, system, idempotencyKey } = delivery;
          return sink.insertDelivery({
            id,
            messageId,
            tenant,
            nodeId,
            nodeType,
            system,
            key,
            idempotencyKey,
            message,
            envelope,
            content: text,
            stagedAt: now,
            shard: shardOf(key),
          });
        });
      },
      delivered: ({ deliveryId, answer, message }, plan) => {
        const write = life.move(
          deliveryId,
          ['pending'],
          'delivered',
          (ref) => sink.finishDelivery(ref, answer, plan.now),
          worked,
        );
        if (typeof write !== 'function' || message === null) return write;
        const takeIn = accept(message, plan);
        return () => {
          write();
          takeIn();
        };
      },
      retryDelivery: ({ deliveryId, attempts, availableAt, error }) =>
        life.move(
          deliveryId,
          ['pending'],
          'pending',
          (ref) => sink.putOffDelivery(ref, attempts, availableAt, error),
          worked,
        ),
      failDelivery: ({ deliveryId, attempts, exception }, { now }) => {
        const step = life.move(
          deliveryId,
          ['pending'],
          'failed',
          (ref) => sink.failDelivery(ref, attempts, exception.error),
          worked,
        );
        if (typeof step !== 'function') return step;
        const open = raise(exception, now);
        return () => {
          step();
          open();
        };
      },
      releaseDelivery: ({ deliveryId, request }, { now }) =>
        life.move(deliveryId, ['failed'], 'pending', (ref) => sink.releaseDelivery(ref, now, request)),
      discardDelivery: ({ deliveryId }, { now }) =>
        life.move(deliveryId, ['pending', 'failed'], 'discarded', (ref) => sink.discardDelivery(ref, now)),
    },
  };
}
