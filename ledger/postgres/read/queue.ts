import type { Blocked, Ledger, NewMessage, QueueLoad, Timer } from '../../ledger.ts';
import type { MessageRow } from '../../write/changes.ts';
import { milliseconds } from '../../write/encode.ts';
import { sentText } from '../packed.ts';
import { type Held, instant, type Query } from './rows.ts';

interface TimerRow {
  readonly id: string;
  readonly tenant: string;
  readonly key: string;
  readonly due_at: number;
  readonly message: string;
  readonly raw_digest: string | null;
}

type Reads = Pick<Ledger, 'blocked' | 'dueTimers' | 'timer' | 'nextDueAt' | 'load'>;

const selectTimer = 'SELECT id, tenant, key, due_at, json_text(message) AS message, raw_digest FROM timer';

/** What waits and until when, and how much of it. */
export function queueReads(query: Query, held: Held, raw: Ledger['raw']): Reads {
  const timer = async (row: TimerRow): Promise<Timer> => {
    const bytes = row.raw_digest === null ? null : await raw(row.raw_digest);
    return {
      ...{ id: row.id, tenant: row.tenant, key: row.key, dueAt: instant(row.due_at) },
      message: newMessage(JSON.parse(sentText(row.message)), bytes),
    };
  };

  return {
    async blocked(now) {
      const values = [milliseconds(now, 'blocked'), held()];
      const [messages, deliveries] = await Promise.all([
        query<Blocked['messages'][number]>(
          `SELECT queue, key, min(sequence) AS sequence FROM (
             SELECT queue, key, sequence FROM message_state WHERE state = 'parked' AND blocking AND shard = ANY ($2)
             UNION ALL
             SELECT queue, key, sequence FROM message_state
             WHERE state = 'accepted' AND waiting AND available_at > $1 AND shard = ANY ($2)
           ) f GROUP BY queue, key`,
          values,
        ),
        query<Blocked['deliveries'][number]>(
          `SELECT system, key, min(sequence) AS sequence FROM (
             SELECT system, key, sequence FROM delivery_state WHERE state = 'failed' AND shard = ANY ($2)
             UNION ALL
             SELECT system, key, sequence FROM delivery_state
             WHERE state = 'pending' AND waiting AND available_at > $1 AND shard = ANY ($2)
           ) f GROUP BY system, key`,
          values,
        ),
      ]);
      return { messages, deliveries };
    },
    async dueTimers({ now, limit }) {
      const rows = await query<TimerRow>(
        `${selectTimer} WHERE due_at <= $1 AND shard = ANY ($2) ORDER BY due_at, id LIMIT $3`,
        [milliseconds(now, 'dueTimers'), held(), limit],
      );
      return Promise.all(rows.map(timer));
    },
    async timer(id) {
      const [row] = await query<TimerRow>(`${selectTimer} WHERE id = $1`, [id]);
      return row ? timer(row) : null;
    },
    async nextDueAt(now) {
      const [row] = await query<{ at: number | null }>(
        `SELECT min(at) AS at FROM (
           (SELECT available_at AS at FROM message_state
            WHERE state = 'accepted' AND waiting AND available_at > $1 AND shard = ANY ($2) ORDER BY available_at LIMIT 1)
           UNION ALL
           (SELECT available_at FROM delivery_state
            WHERE state = 'pending' AND waiting AND available_at > $1 AND shard = ANY ($2) ORDER BY available_at LIMIT 1)
           UNION ALL
           (SELECT due_at FROM timer WHERE due_at > $1 AND shard = ANY ($2) ORDER BY due_at LIMIT 1)
         ) f`,
        [milliseconds(now, 'nextDueAt'), held()],
      );
      return row && row.at !== null ? instant(row.at) : null;
    },
    async load() {
      const rows = await query<{ queue: string; count: number; bytes: number; oldest: number | null }>(
        `SELECT q.queue, q.count, q.bytes, (SELECT m.accepted_at FROM message_state s JOIN message m ON m.sequence = s.sequence
           WHERE s.state = 'accepted' AND s.queue = q.queue ORDER BY s.sequence LIMIT 1) AS oldest
         FROM (SELECT queue, sum(count)::bigint AS count, sum(bytes)::bigint AS bytes FROM queue_load GROUP BY queue) q
         WHERE q.count > 0 ORDER BY q.queue`,
      );
      return rows.map(
        ({ queue, count, bytes, oldest }): QueueLoad => ({
          ...{ queue, count, bytes, oldestAt: oldest === null ? null : instant(oldest) },
        }),
      );
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
    ...(raw === null ? {} : { raw }),
    ...(owner === null ? {} : { owner }),
    ...(availableAt === null ? {} : { availableAt: instant(availableAt) }),
  };
}
