import type { DatabaseSync } from 'node:sqlite';
import type { Ledger, NewMessage, Timer } from '../../ledger.ts';
import type { MessageRow } from '../../write/changes.ts';
import { milliseconds } from '../../write/encode.ts';
import { instant, parsed, type Row } from './rows.ts';

type Reads = Pick<Ledger, 'blocked' | 'dueTimers' | 'nextDueAt'>;

/** What waits and until when. */
export function queueReads(db: DatabaseSync, raw: Ledger['raw']): Reads {
  const blockedMessages = db.prepare(
    `SELECT queue, key, min(sequence) AS sequence FROM (
       SELECT queue, key, sequence FROM message WHERE state = 'parked' AND blocking = 1
       UNION ALL
       SELECT queue, key, sequence FROM message WHERE state = 'accepted' AND waiting = 1 AND available_at > ?
     ) GROUP BY queue, key`,
  );
  const blockedDeliveries = db.prepare(
    `SELECT system, key, min(sequence) AS sequence FROM (
       SELECT system, key, sequence FROM delivery WHERE state = 'failed'
       UNION ALL
       SELECT system, key, sequence FROM delivery WHERE state = 'pending' AND waiting = 1 AND available_at > ?
     ) GROUP BY system, key`,
  );
  const timers = db.prepare('SELECT * FROM timer WHERE due_at <= ? ORDER BY due_at, id LIMIT ?');
  const next = db.prepare(
    `SELECT min(at) AS at FROM (
       SELECT min(available_at) AS at FROM message WHERE state = 'accepted' AND waiting = 1 AND available_at > ?1
       UNION ALL
       SELECT min(available_at) FROM delivery WHERE state = 'pending' AND waiting = 1 AND available_at > ?1
       UNION ALL
       SELECT min(due_at) FROM timer WHERE due_at > ?1
     )`,
  );

  const timer = async (row: Row): Promise<Timer> => {
    const message = parsed<Omit<MessageRow, 'raw'>>(row.message);
    const bytes = row.raw_digest === null ? null : await raw(String(row.raw_digest));
    return {
      id: String(row.id),
      tenant: String(row.tenant),
      key: String(row.key),
      dueAt: instant(row.due_at),
      message: newMessage(message, bytes),
    };
  };

  return {
    async blocked(now) {
      const at = milliseconds(now, 'blocked');
      return {
        messages: blockedMessages.all(at).map((row) => ({
          queue: String(row.queue),
          key: String(row.key),
          sequence: Number(row.sequence),
        })),
        deliveries: blockedDeliveries.all(at).map((row) => ({
          system: String(row.system),
          key: String(row.key),
          sequence: Number(row.sequence),
        })),
      };
    },
    async dueTimers({ now, limit }) {
      return Promise.all(timers.all(milliseconds(now, 'dueTimers'), limit).map(timer));
    },
    async nextDueAt(now) {
      const at = next.get(milliseconds(now, 'nextDueAt'))?.at;
      return at === null || at === undefined ? null : instant(at);
    },
  };
}

function newMessage(row: Omit<MessageRow, 'raw'>, raw: Uint8Array | null): NewMessage {
  const { envelope, queue, idempotencyKey, digest, body, output } = row;
  return {
    envelope: JSON.parse(envelope),
    ...{ queue, idempotencyKey, digest },
    body: JSON.parse(body),
    ...(output === null ? {} : { output }),
    ...(raw === null ? {} : { raw }),
  };
}
