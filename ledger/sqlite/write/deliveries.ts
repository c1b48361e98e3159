import type { DatabaseSync } from 'node:sqlite';
import type { DeliveryState } from '../../ledger.ts';
import { packed } from '../packed.ts';
import type { DeliveryRow } from '../protocol.ts';
import type { Raise } from './exceptions.ts';
import type { Accept } from './messages.ts';
import { gone, type Part, type Refusal, type Write } from './plan.ts';
import { Projection } from './projection.ts';
import type { Tally } from './tally.ts';

type Op = 'deliver' | 'delivered' | 'retryDelivery' | 'failDelivery' | 'releaseDelivery' | 'discardDelivery';

export function deliveries(db: DatabaseSync, tally: Tally, raise: Raise, accept: Accept): Part<Op> {
  const find = db.prepare('SELECT state FROM delivery WHERE id = ?');
  const insert = db.prepare(
    `INSERT INTO delivery (id, message_id, tenant, node_id, node_type, system, key, idempotency_key, state, available_at, staged_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?)`,
  );
  const insertContent = db.prepare(
    'INSERT INTO delivery_content (sequence, request, envelope, continuation) VALUES (?, ?, ?, ?)',
  );
  const insertAnswer = db.prepare(
    'INSERT INTO delivery_answer (sequence, answer) SELECT sequence, ? FROM delivery WHERE id = ?',
  );
  const finish = db.prepare('UPDATE delivery SET state = ?, waiting = 0 WHERE id = ?');
  const putOff = db.prepare(
    'UPDATE delivery SET attempts = ?, available_at = ?, waiting = 1, last_error = ? WHERE id = ?',
  );
  const fail = db.prepare(
    `UPDATE delivery SET state = 'failed', attempts = ?, waiting = 0, last_error = ? WHERE id = ?`,
  );
  const release = db.prepare(
    `UPDATE delivery SET state = 'pending', attempts = 0, available_at = ?, waiting = 0 WHERE id = ?`,
  );
  const states = new Projection<DeliveryState | null>(
    (id) => (find.get(id)?.state ?? null) as DeliveryState | null,
  );

  const stage = (row: DeliveryRow, now: number): void => {
    const { id, messageId, tenant, nodeId, nodeType, system, key, idempotencyKey } = row;
    const { lastInsertRowid } = insert.run(
      ...[id, messageId, tenant, nodeId, nodeType, system, key, idempotencyKey, now, now],
    );
    insertContent.run(lastInsertRowid, packed(row.request), row.envelope, packed(row.continuation));
    tally.add('delivery.pending', 1);
  };

  const move = (
    id: string,
    from: readonly DeliveryState[],
    to: DeliveryState,
    run: Write,
  ): Write | Refusal => {
    const before = states.get(id);
    if (before === null || !from.includes(before)) return gone('delivery', id, before);
    states.set(to, id);
    return () => {
      run();
      if (before !== to) tally.move(`delivery.${before}`, `delivery.${to}`);
    };
  };

  return {
    clear: () => states.clear(),
    planners: {
      deliver: ({ delivery }, { now }) => {
        states.set('pending', delivery.id);
        return () => stage(delivery, now);
      },
      delivered: ({ deliveryId: id, answer, message }, plan) => {
        const write = move(id, ['pending'], 'delivered', () => {
          finish.run('delivered', id);
          insertAnswer.run(packed(answer), id);
        });
        if (typeof write !== 'function' || message === null) return write;
        const takeIn = accept(message, plan);
        return () => {
          write();
          takeIn();
        };
      },
      retryDelivery: ({ deliveryId: id, attempts, availableAt, error }) =>
        move(id, ['pending'], 'pending', () => putOff.run(attempts, availableAt, error, id)),
      failDelivery: ({ deliveryId: id, attempts, exception }, { now }) =>
        move(id, ['pending'], 'failed', () => {
          fail.run(attempts, exception.error, id);
          raise(exception, now);
        }),
      releaseDelivery: ({ deliveryId: id }, { now }) =>
        move(id, ['failed'], 'pending', () => release.run(now, id)),
      discardDelivery: ({ deliveryId: id }) =>
        move(id, ['pending', 'failed'], 'discarded', () => finish.run('discarded', id)),
    },
  };
}
