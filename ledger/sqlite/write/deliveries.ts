import type { DatabaseSync } from 'node:sqlite';
import type { DeliveryState } from '../../ledger.ts';
import { packed } from '../packed.ts';
import type { DeliveryRow } from '../protocol.ts';
import type { Raise } from './exceptions.ts';
import { Lifecycle } from './lifecycle.ts';
import type { Accept } from './messages.ts';
import type { Part } from './plan.ts';
import type { Tally } from './tally.ts';

type Op = 'deliver' | 'delivered' | 'retryDelivery' | 'failDelivery' | 'releaseDelivery' | 'discardDelivery';

export function deliveries(db: DatabaseSync, tally: Tally, raise: Raise, accept: Accept): Part<Op> {
  const find = db.prepare('SELECT sequence, state FROM delivery WHERE id = ?');
  const insert = db.prepare(
    `INSERT INTO delivery (id, message_id, tenant, node_id, node_type, system, key, idempotency_key, state, available_at, staged_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?)`,
  );
  const insertContent = db.prepare(
    'INSERT INTO delivery_content (sequence, request, envelope, continuation) VALUES (?, ?, ?, ?)',
  );
  const insertAnswer = db.prepare('INSERT INTO delivery_answer (sequence, answer) VALUES (?, ?)');
  const finish = db.prepare('UPDATE delivery SET state = ?, waiting = 0 WHERE sequence = ?');
  const putOff = db.prepare(
    'UPDATE delivery SET attempts = ?, available_at = ?, waiting = 1, last_error = ? WHERE sequence = ?',
  );
  const fail = db.prepare(
    `UPDATE delivery SET state = 'failed', attempts = ?, waiting = 0, last_error = ? WHERE sequence = ?`,
  );
  const release = db.prepare(
    `UPDATE delivery SET state = 'pending', attempts = 0, available_at = ?, waiting = 0 WHERE sequence = ?`,
  );
  const life = new Lifecycle<DeliveryState>('delivery', find, tally);

  const stage = (row: DeliveryRow, now: number) => {
    const { id, messageId, tenant, nodeId, nodeType, system, key, idempotencyKey } = row;
    const { lastInsertRowid } = insert.run(
      ...[id, messageId, tenant, nodeId, nodeType, system, key, idempotencyKey, now, now],
    );
    insertContent.run(lastInsertRowid, packed(row.request), row.envelope, packed(row.continuation));
    return lastInsertRowid;
  };

  return {
    projections: [life.projection],
    planners: {
      deliver: ({ delivery }, { now }) => life.start(delivery.id, 'pending', () => stage(delivery, now)),
      delivered: ({ deliveryId: id, answer, message }, plan) => {
        const write = life.move(id, ['pending'], 'delivered', (sequence) => {
          finish.run('delivered', sequence);
          insertAnswer.run(sequence, packed(answer));
        });
        if (typeof write !== 'function' || message === null) return write;
        const takeIn = accept(message, plan);
        return () => {
          write();
          takeIn();
        };
      },
      retryDelivery: ({ deliveryId: id, attempts, availableAt, error }) =>
        life.move(id, ['pending'], 'pending', (sequence) =>
          putOff.run(attempts, availableAt, error, sequence),
        ),
      failDelivery: ({ deliveryId: id, attempts, exception }, { now }) =>
        life.move(id, ['pending'], 'failed', (sequence) => {
          fail.run(attempts, exception.error, sequence);
          raise(exception, now);
        }),
      releaseDelivery: ({ deliveryId: id }, { now }) =>
        life.move(id, ['failed'], 'pending', (sequence) => release.run(now, sequence)),
      discardDelivery: ({ deliveryId: id }) =>
        life.move(id, ['pending', 'failed'], 'discarded', (sequence) => finish.run('discarded', sequence)),
    },
  };
}
