import type { DatabaseSync } from 'node:sqlite';
import { CrossdockError } from '../../../domain/errors.ts';
import type { MessageState } from '../../ledger.ts';
import { packed } from '../packed.ts';
import type { ExceptionRow, MessageRow } from '../protocol.ts';
import type { Raise } from './exceptions.ts';
import { gone, type Part, type Plan, type Refusal, type Write } from './plan.ts';
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
}

export function messages(
  db: DatabaseSync,
  tally: Tally,
  raise: Raise,
  storeRaw: (bytes: Uint8Array | null) => string | null,
): Messages {
  const findState = db.prepare('SELECT state FROM message WHERE id = ?');
  const findKnown = db.prepare(
    'SELECT digest, message_id FROM idempotency WHERE tenant = ? AND key = ? ORDER BY at, message_id',
  );
  const insertKey = db.prepare(
    'INSERT INTO idempotency (tenant, key, digest, message_id, at) VALUES (?, ?, ?, ?, ?)',
  );
  const insert = db.prepare(
    `INSERT INTO message (id, tenant, queue, key, idempotency_key, digest, output, state, available_at, accepted_at, raw_digest)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertContent = db.prepare('INSERT INTO message_content (sequence, envelope, body) VALUES (?, ?, ?)');
  const finish = db.prepare('UPDATE message SET state = ?, waiting = 0, blocking = 0 WHERE id = ?');
  const putOff = db.prepare(
    'UPDATE message SET attempts = ?, available_at = ?, waiting = 1, last_error = ? WHERE id = ?',
  );
  const park = db.prepare(
    `UPDATE message SET state = 'parked', attempts = ?, waiting = 0, blocking = 1, last_error = ? WHERE id = ?`,
  );
  const release = db.prepare(
    `UPDATE message SET state = 'accepted', attempts = 0, available_at = ?, waiting = 0, blocking = 0 WHERE id = ?`,
  );

  const states = new Projection<MessageState | null>(
    (id) => (findState.get(id)?.state ?? null) as MessageState | null,
  );
  const keys = new Projection<readonly Known[]>((tenant = '', key = '') =>
    findKnown.all(tenant, key).map((row) => ({ digest: String(row.digest), id: String(row.message_id) })),
  );

  const write = (row: MessageRow, state: MessageState, now: number, rawDigest?: string | null): void => {
    const { id, tenant, queue, key, idempotencyKey, digest, output } = row;
    const bytes = rawDigest === undefined ? storeRaw(row.raw) : rawDigest;
    insertKey.run(tenant, idempotencyKey, digest, id, now);
    const { lastInsertRowid } = insert.run(
      ...[id, tenant, queue, key, idempotencyKey, digest, output, state, now, now, bytes],
    );
    insertContent.run(lastInsertRowid, row.envelope, packed(row.body));
    tally.add(`message.${state}`, 1);
  };

  const accept: Accept = (row, { accepted, now }, rawDigest) => {
    const { id, tenant, idempotencyKey, digest } = row;
    const known = keys.get(tenant, idempotencyKey);
    const same = known.find((entry) => entry.digest === digest);
    if (same) {
      accepted.push({ outcome: 'duplicate', id: same.id });
      return () => tally.add('duplicates', 1);
    }
    keys.set([...known, { digest, id }], tenant, idempotencyKey);
    const first = known[0];
    states.set(first ? 'parked' : 'accepted', id);
    if (!first) {
      accepted.push({ outcome: 'accepted', id });
      return () => write(row, 'accepted', now, rawDigest);
    }
    const exception = conflictException(row, first.id);
    accepted.push({ outcome: 'conflict', id, exceptionId: exception.id });
    return () => {
      write(row, 'parked', now, rawDigest);
      raise(exception, now);
    };
  };

  /** Moves a message on, or says why not. */
  const move = (id: string, from: readonly MessageState[], to: MessageState, run: Write): Write | Refusal => {
    const before = states.get(id);
    if (before === null || !from.includes(before)) return gone('message', id, before);
    states.set(to, id);
    return () => {
      run();
      if (before !== to) tally.move(`message.${before}`, `message.${to}`);
    };
  };

  return {
    accept,
    clear: () => {
      states.clear();
      keys.clear();
    },
    planners: {
      accept: ({ message }, plan) => accept(message, plan),
      done: ({ messageId: id }) => move(id, ['accepted'], 'done', () => finish.run('done', id)),
      retry: ({ messageId: id, attempts, availableAt, error }) =>
        move(id, ['accepted'], 'accepted', () => putOff.run(attempts, availableAt, error, id)),
      park: ({ messageId: id, attempts, exception }, { now }) =>
        move(id, ['accepted'], 'parked', () => {
          park.run(attempts, exception.error, id);
          raise(exception, now);
        }),
      release: ({ messageId: id }, { now }) => move(id, ['parked'], 'accepted', () => release.run(now, id)),
      discard: ({ messageId: id }) =>
        move(id, ['accepted', 'parked'], 'discarded', () => finish.run('discarded', id)),
    },
  };
}

/** Named after the message, so that it needs no source of ids. */
function conflictException(row: MessageRow, firstId: string): ExceptionRow {
  const { id, tenant, key, idempotencyKey } = row;
  const error = new CrossdockError('CD_LEDGER_CONFLICT', { idempotencyKey, firstId }).record();
  return {
    ...{ id: `conflict-${id}`, kind: 'message', tenant, key, subjectId: id },
    error: JSON.stringify(error),
    ...{ nodeId: null, nodeName: null, owner: null, deadline: null, document: row.body },
  };
}
