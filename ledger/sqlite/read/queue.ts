import type { Ledger, NewMessage, StoredMessage, Timer } from '../../ledger.ts';
import type { MessageRow } from '../../write/changes.ts';
import { milliseconds } from '../../write/encode.ts';
import { idOf, unpacked } from '../codec.ts';
import { selectDelivery, storedDelivery } from './deliveries.ts';
import { selectMessage, storedMessage } from './messages.ts';
import { pendingSequences } from './pending.ts';
import { instant, type Row } from './rows.ts';
import type { ReadTables } from './tables.ts';

type Reads = Pick<
  Ledger,
  | 'pending'
  | 'parkedKeys'
  | 'blocked'
  | 'dueDeliveries'
  | 'pendingSystems'
  | 'dueTimers'
  | 'timer'
  | 'nextDueAt'
  | 'load'
>;

/** What waits, for what and until when. */
export function queueReads(tables: ReadTables): Reads {
  const { db, names, recent, bytes } = tables;
  const waitingMessages = pendingSequences(db, 'waiting');
  const waitingDeliveries = pendingSequences(db, 'due');
  const message = db.prepare(`${selectMessage} WHERE m.sequence = ?`);
  const delivery = db.prepare(`${selectDelivery} WHERE d.sequence = ?`);
  // One step per queue or system, not one per row.
  const distinct = (table: 'waiting' | 'due', of: 'queue' | 'system') =>
    db.prepare(
      `WITH RECURSIVE each (number) AS (
         SELECT min(${of}) FROM ${table}
         UNION ALL
         SELECT (SELECT min(${of}) FROM ${table} WHERE ${of} > number) FROM each WHERE number IS NOT NULL
       ) SELECT number FROM each WHERE number IS NOT NULL`,
    );
  const queues = distinct('waiting', 'queue');
  const systems = distinct('due', 'system');
  const parked = db.prepare('SELECT DISTINCT queue, key FROM parked WHERE aside = 0');
  const blockedMessages = db.prepare(
    `SELECT queue, key, min(sequence) AS sequence FROM (
       SELECT queue, key, sequence FROM parked WHERE aside = 0
       UNION ALL
       SELECT queue, key, sequence FROM waiting WHERE available_at > ?
     ) GROUP BY queue, key`,
  );
  const blockedDeliveries = db.prepare(
    `SELECT system, key, min(sequence) AS sequence FROM (
       SELECT system, key, sequence FROM failed
       UNION ALL
       SELECT system, key, sequence FROM due WHERE available_at > ?
     ) GROUP BY system, key`,
  );
  const timers = db.prepare('SELECT * FROM timer WHERE due_at <= ? ORDER BY due_at, id LIMIT ?');
  const oneTimer = db.prepare('SELECT * FROM timer WHERE id = ?');
  const next = db.prepare(
    `SELECT min(at) AS at FROM (
       SELECT min(available_at) AS at FROM waiting WHERE available_at > ?1
       UNION ALL
       SELECT min(available_at) FROM due WHERE available_at > ?1
       UNION ALL
       SELECT min(due_at) FROM timer WHERE due_at > ?1
     )`,
  );
  const loads = db.prepare('SELECT * FROM queue_load WHERE count > 0');
  const oldest = db.prepare(
    `SELECT m.accepted_at FROM waiting w JOIN message m ON m.sequence = w.sequence WHERE w.queue = ?
     ORDER BY w.sequence LIMIT 1`,
  );

  const timer = (row: Row): Timer => ({
    id: String(row.id),
    ...names.owner(row.key),
    dueAt: instant(row.due_at),
    message: newMessage(
      unpacked(row.message) as unknown as Omit<MessageRow, 'raw'>,
      row.raw === null ? null : bytes(row.raw),
    ),
  });

  /** Of one queue or system, or of all of them, in order. */
  const inOrder = (
    find: typeof waitingMessages,
    groups: readonly number[],
    { key, exceptKeys = [], afterSequence, limit }: Parameters<Ledger['pending']>[0],
    now: number,
  ): number[] => {
    const number = key === undefined ? null : names.keys(key);
    const except = exceptKeys.flatMap((one) => names.keys(one));
    const common = { exceptKeys: except, afterSequence, limit, now };
    const found = groups.flatMap((of) =>
      (number ?? [null]).flatMap((one) => find({ ...common, of, key: one })),
    );
    return groups.length * (number?.length ?? 1) === 1
      ? found
      : found.sort((one, other) => one - other).slice(0, limit);
  };
  const numbersOf = (named: string | undefined, all: typeof queues): number[] => {
    if (named === undefined) return all.all().map((row) => Number(row.number));
    const number = names.number(named);
    return number === null ? [] : [number];
  };

  const read = (sequence: number, known?: NewMessage | null): StoredMessage[] => {
    const row = message.get(sequence);
    return row ? [storedMessage(tables, row, true, known ?? recent.get(idOf(row.id)))] : [];
  };
  const takeRecent = (
    { queue, key, exceptKeys = [], ...query }: Parameters<Ledger['pending']>[0],
    now: number,
  ) =>
    queue === undefined || key !== undefined || exceptKeys.length > 0
      ? null
      : recent.take({ ...query, queue, now });

  return {
    async pending(query) {
      const at = milliseconds(query.now, 'pending');
      const came = takeRecent(query, at);
      if (came) return came.flatMap(({ sequence, stored, message }) => stored ?? read(sequence, message));
      return inOrder(waitingMessages, numbersOf(query.queue, queues), query, at).flatMap((one) => read(one));
    },
    async dueDeliveries(query) {
      const at = milliseconds(query.now, 'dueDeliveries');
      const found = inOrder(waitingDeliveries, numbersOf(query.system, systems), query, at);
      return found.flatMap((sequence) => {
        const row = delivery.get(sequence);
        return row ? [storedDelivery(tables, row, true)] : [];
      });
    },
    async pendingSystems() {
      return systems.all().map((row) => names.text(row.number));
    },
    async parkedKeys() {
      return parked.all().map((row) => ({ queue: names.text(row.queue), key: names.owner(row.key).key }));
    },
    async blocked(now) {
      const at = milliseconds(now, 'blocked');
      const place = (row: Row) => ({ key: names.owner(row.key).key, sequence: Number(row.sequence) });
      return {
        messages: blockedMessages.all(at).map((row) => ({ queue: names.text(row.queue), ...place(row) })),
        deliveries: blockedDeliveries
          .all(at)
          .map((row) => ({ system: names.text(row.system), ...place(row) })),
      };
    },
    async dueTimers({ now, limit }) {
      return timers.all(milliseconds(now, 'dueTimers'), limit).map(timer);
    },
    async timer(id) {
      const row = oneTimer.get(id);
      return row ? timer(row) : null;
    },
    async nextDueAt(now) {
      const at = next.get(milliseconds(now, 'nextDueAt'))?.at;
      return at === null || at === undefined ? null : instant(at);
    },
    async load() {
      return loads.all().map((row) => {
        const at = oldest.get(Number(row.queue))?.accepted_at;
        return {
          queue: names.text(row.queue),
          ...{ count: Number(row.count), bytes: Number(row.bytes) },
          oldestAt: at === undefined ? null : instant(at),
        };
      });
    },
  };
}

function newMessage(row: Omit<MessageRow, 'raw'>, raw: Uint8Array | null): NewMessage {
  const { envelope, queue, idempotencyKey, digest, body, output, owner, availableAt } = row;
  return {
    envelope: JSON.parse(envelope),
    ...{ queue, idempotencyKey, digest },
    body: JSON.parse(body),
    ...(output === null ? {} : { output }),
    ...(owner === null ? {} : { owner }),
    ...(availableAt === null ? {} : { availableAt: instant(availableAt) }),
    ...(raw === null ? {} : { raw: new Uint8Array(raw) }),
  };
}
