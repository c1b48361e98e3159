import type { DatabaseSync } from 'node:sqlite';
import type { DeliveryState, ExceptionState, MessageState } from '../../ledger.ts';
import { firstHash } from '../../write/audit.ts';
import type { Source } from '../../write/source.ts';

export function sqliteSource(db: DatabaseSync): Source {
  const message = db.prepare('SELECT sequence, state, tenant, queue, key, bytes FROM message WHERE id = ?');
  const known = db.prepare(
    'SELECT digest, message_id, at FROM idempotency WHERE tenant = ? AND key = ? ORDER BY at',
  );
  const delivery = db.prepare('SELECT sequence, state, key FROM delivery WHERE id = ?');
  const exception = db.prepare('SELECT state, error FROM exception WHERE id = ?');
  const process = db.prepare(
    'SELECT version, status, held, identifiers FROM process WHERE tenant = ? AND key = ?',
  );
  const timer = db.prepare('SELECT * FROM timer WHERE id = ?');
  const remembered = db.prepare('SELECT digest FROM remembered WHERE scope = ? AND key = ?');
  const lastNumber = db.prepare('SELECT last FROM number_sequence WHERE name = ?');
  const lastAudit = db.prepare('SELECT number, hash FROM audit_head');

  return {
    message(id) {
      const row = message.get(id);
      if (!row) return null;
      const { sequence, tenant, queue, key, bytes } = row;
      const ref = {
        ...{ id, handle: Number(sequence), tenant: String(tenant) },
        ...{ queue: String(queue), key: String(key), bytes: Number(bytes) },
      };
      return { ref, state: row.state as MessageState };
    },
    known: (tenant, key) =>
      known
        .all(tenant, key)
        .map((row) => ({ digest: String(row.digest), id: String(row.message_id), at: Number(row.at) })),
    delivery(id) {
      const row = delivery.get(id);
      if (!row) return null;
      return {
        ref: { id, handle: Number(row.sequence), key: String(row.key) },
        state: row.state as DeliveryState,
      };
    },
    exception(id) {
      const row = exception.get(id);
      return row ? { state: row.state as ExceptionState, error: String(row.error) } : null;
    },
    process(tenant, key) {
      const row = process.get(tenant, key);
      if (!row) return null;
      const { version, status, held, identifiers } = row;
      return {
        ...{ version: Number(version), status: String(status), held: Number(held) },
        identifiers: String(identifiers),
      };
    },
    timer(id) {
      const row = timer.get(id);
      if (!row) return null;
      return {
        ...{ id, tenant: String(row.tenant), key: String(row.key), dueAt: Number(row.due_at) },
        message: JSON.parse(String(row.message)),
        rawDigest: row.raw_digest === null ? null : String(row.raw_digest),
      };
    },
    remembered(scope, key) {
      const row = remembered.get(scope, key);
      return row ? String(row.digest) : null;
    },
    lastNumber: (sequence) => Number(lastNumber.get(sequence)?.last ?? 0),
    lastAudit() {
      const row = lastAudit.get();
      return row ? { number: Number(row.number), hash: String(row.hash) } : { number: 0, hash: firstHash };
    },
  };
}
