import type { DatabaseSync } from 'node:sqlite';
import type { MessageState } from '../../ledger.ts';
import { packed } from '../packed.ts';
import type { MessageRow } from '../protocol.ts';
import { conflictException, conflictId, conflictReplacer } from './conflicts.ts';
import type { Exceptions } from './exceptions.ts';
import { Lifecycle } from './lifecycle.ts';
import type { Part, Plan, Write } from './plan.ts';
import { Projection } from './projection.ts';
import type { Tally } from './tally.ts';

/** Takes a message in, recognising what came before. `rawDigest` when its raw bytes are stored already. */
export type Accept = (row: MessageRow, plan: Plan, rawDigest?: string | null) => Write;

export interface Messages extends Part<'accept' | 'done' | 'retry' | 'park' | 'release' | 'discard'> {
  readonly accept: Accept;
}

interface Known {
  readonly digest: string;
  readonly id: string;
  readonly at: number;
}

export function messages(
  db: DatabaseSync,
  tally: Tally,
  { raise, states }: Pick<Exceptions, 'raise' | 'states'>,
  storeRaw: (bytes: Uint8Array | null) => string | null,
): Messages {
  const find = db.prepare('SELECT sequence, state FROM message WHERE id = ?');
  const findKnown = db.prepare('SELECT digest, message_id, at FROM idempotency WHERE tenant = ? AND key = ?');
  const insertKey = db.prepare(
    'INSERT INTO idempotency (tenant, key, digest, message_id, at) VALUES (?, ?, ?, ?, ?)',
  );
  const insert = db.prepare(
    `INSERT INTO message (id, tenant, queue, key, idempotency_key, digest, output, state, available_at, accepted_at, raw_digest)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertContent = db.prepare('INSERT INTO message_content (sequence, envelope, body) VALUES (?, ?, ?)');
  const finish = db.prepare('UPDATE message SET state = ?, waiting = 0, blocking = 0 WHERE sequence = ?');
  const putOff = db.prepare(
    'UPDATE message SET attempts = ?, available_at = ?, waiting = 1, last_error = ? WHERE sequence = ?',
  );
  const park = db.prepare(
    `UPDATE message SET state = 'parked', attempts = ?, waiting = 0, blocking = 1, last_error = ? WHERE sequence = ?`,
  );
  const release = db.prepare(
    `UPDATE message SET state = 'accepted', attempts = 0, available_at = ?, waiting = 0, blocking = 0 WHERE sequence = ?`,
  );

  const replace = conflictReplacer(db);

  const life = new Lifecycle<MessageState>('message', find, tally);
  const keys = new Projection<readonly Known[]>((tenant = '', key = '') =>
    findKnown
      .all(tenant, key)
      .map((row) => ({ digest: String(row.digest), id: String(row.message_id), at: Number(row.at) }))
      .sort((one, other) => one.at - other.at),
  );

  const write = (row: MessageRow, state: MessageState, now: number, rawDigest?: string | null) => {
    const { id, tenant, queue, key, idempotencyKey, digest, output } = row;
    const bytes = rawDigest === undefined ? storeRaw(row.raw) : rawDigest;
    insertKey.run(tenant, idempotencyKey, digest, id, now);
    const { lastInsertRowid } = insert.run(
      ...[id, tenant, queue, key, idempotencyKey, digest, output, state, now, now, bytes],
    );
    insertContent.run(lastInsertRowid, row.envelope, packed(row.body));
    return lastInsertRowid;
  };

  const isUndecided = ({ id }: Known): boolean =>
    states.get(conflictId(id)) === 'open' && life.projection.get(id)?.state === 'parked';

  const accept: Accept = (row, { accepted, now }, rawDigest) => {
    const { id, tenant, idempotencyKey, digest } = row;
    const known = keys.get(tenant, idempotencyKey);
    const same = known.find((entry) => entry.digest === digest);
    if (same) {
      accepted.push({ outcome: 'duplicate', id: same.id });
      return () => tally.add('duplicates', 1);
    }
    const undecided = known.find(isUndecided);
    if (undecided) {
      const { id: kept, digest: before } = undecided;
      const others = known.filter((entry) => entry !== undecided);
      keys.set([...others, { digest, id: kept, at: now }], tenant, idempotencyKey);
      accepted.push({ outcome: 'conflict', id: kept, exceptionId: conflictId(kept) });
      return () => replace(row, kept, before, now);
    }
    keys.set([...known, { digest, id, at: now }], tenant, idempotencyKey);
    const first = known[0];
    if (!first) {
      accepted.push({ outcome: 'accepted', id });
      return life.start(id, 'accepted', () => write(row, 'accepted', now, rawDigest));
    }
    const exception = conflictException(row, first.id);
    states.set('open', exception.id);
    accepted.push({ outcome: 'conflict', id, exceptionId: exception.id });
    const keep = life.start(id, 'parked', () => write(row, 'parked', now, rawDigest));
    return () => {
      keep();
      raise(exception, now);
    };
  };

  return {
    accept,
    projections: [life.projection, keys],
    planners: {
      accept: ({ message }, plan) => accept(message, plan),
      done: ({ messageId: id }) =>
        life.move(id, ['accepted'], 'done', (sequence) => finish.run('done', sequence)),
      retry: ({ messageId: id, attempts, availableAt, error }) =>
        life.move(id, ['accepted'], 'accepted', (sequence) =>
          putOff.run(attempts, availableAt, error, sequence),
        ),
      park: ({ messageId: id, attempts, exception }, { now }) =>
        life.move(id, ['accepted'], 'parked', (sequence) => {
          park.run(attempts, exception.error, sequence);
          raise(exception, now);
        }),
      release: ({ messageId: id }, { now }) =>
        life.move(id, ['parked'], 'accepted', (sequence) => release.run(now, sequence)),
      discard: ({ messageId: id }) =>
        life.move(id, ['accepted', 'parked'], 'discarded', (sequence) => finish.run('discarded', sequence)),
    },
  };
}
