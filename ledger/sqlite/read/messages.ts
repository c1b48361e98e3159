import type { DatabaseSync } from 'node:sqlite';
import { zstdDecompressSync } from 'node:zlib';
import type { ErrorRecord } from '../../../domain/errors.ts';
import type { Ledger, MessageState, StoredMessage } from '../../ledger.ts';
import { milliseconds } from '../../write/encode.ts';
import { unpacked } from '../packed.ts';
import { instant, optional, parsed, type Row } from './rows.ts';

const select = `SELECT m.*, c.envelope, coalesce(c.body, k.bytes) AS body FROM message m JOIN message_content c USING (sequence)
  LEFT JOIN content k ON k.digest = c.claim`;

function stored(row: Row): StoredMessage {
  return {
    envelope: parsed(row.envelope),
    queue: String(row.queue),
    idempotencyKey: String(row.idempotency_key),
    digest: String(row.digest),
    body: unpacked(row.body),
    ...optional('output', row.output, Number),
    sequence: Number(row.sequence),
    state: row.state as MessageState,
    attempts: Number(row.attempts),
    availableAt: instant(row.available_at),
    acceptedAt: instant(row.accepted_at),
    ...optional('lastError', row.last_error, (column) => parsed<ErrorRecord>(column)),
    ...optional('rawDigest', row.raw_digest, String),
  };
}

type Reads = Pick<Ledger, 'pending' | 'parkedKeys' | 'message' | 'raw'>;

export function messageReads(db: DatabaseSync): Reads {
  const pending = db.prepare(
    `${select} WHERE m.state = 'accepted' AND m.sequence > ? AND m.available_at <= ? ORDER BY m.sequence LIMIT ?`,
  );
  const pendingOfQueue = db.prepare(
    `${select} WHERE m.state = 'accepted' AND m.queue = ? AND m.sequence > ? AND m.available_at <= ?
     ORDER BY m.sequence LIMIT ?`,
  );
  const pendingOfKey = db.prepare(
    `${select} WHERE m.state = 'accepted' AND m.queue = ? AND m.key = ? AND m.sequence > ? AND m.available_at <= ?
     ORDER BY m.sequence LIMIT ?`,
  );
  const pendingExcept = db.prepare(
    `${select} WHERE m.state = 'accepted' AND m.queue = ? AND m.key NOT IN (SELECT value FROM json_each(?))
     AND m.sequence > ? AND m.available_at <= ? ORDER BY m.sequence LIMIT ?`,
  );
  const parked = db.prepare(
    `SELECT DISTINCT queue, key FROM message WHERE state = 'parked' AND blocking = 1 ORDER BY queue, key`,
  );
  const one = db.prepare(`${select} WHERE m.id = ?`);
  const raw = db.prepare('SELECT bytes FROM raw WHERE digest = ?');

  return {
    async pending({ queue, key, exceptKeys, afterSequence, limit, now }) {
      const at = milliseconds(now, 'pending');
      if (queue !== undefined && key !== undefined)
        return pendingOfKey.all(queue, key, afterSequence, at, limit).map(stored);
      if (queue !== undefined && exceptKeys !== undefined && exceptKeys.length > 0)
        return pendingExcept.all(queue, JSON.stringify(exceptKeys), afterSequence, at, limit).map(stored);
      const rows =
        queue === undefined
          ? pending.all(afterSequence, at, limit)
          : pendingOfQueue.all(queue, afterSequence, at, limit);
      return rows.map(stored);
    },
    async parkedKeys() {
      return parked.all().map((row) => ({ queue: String(row.queue), key: String(row.key) }));
    },
    async message(id) {
      const row = one.get(id);
      return row ? stored(row) : null;
    },
    async raw(digest) {
      const bytes = raw.get(digest)?.bytes;
      return bytes instanceof Uint8Array ? new Uint8Array(zstdDecompressSync(bytes)) : null;
    },
  };
}
