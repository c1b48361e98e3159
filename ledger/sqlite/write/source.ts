import type { DatabaseSync } from 'node:sqlite';
import { firstHash } from '../../write/audit.ts';
import type { Source } from '../../write/source.ts';
import { exceptionState, idOf, storedId, unpackedText } from '../codec.ts';
import { deliveryState, deliveryStateColumns, messageState, messageStateColumns } from '../states.ts';
import type { Names } from './names.ts';

const keyAndTenant = (row: string) =>
  `JOIN ordering_key k ON k.number = ${row}.key JOIN name t ON t.number = k.tenant`;

/** @param names of the sink: a key that is new has no process */
export function sqliteSource(db: DatabaseSync, names: Pick<Names, 'isNew'>): Source {
  const message = db.prepare(
    `SELECT m.sequence, m.bytes, m.ended, k.text AS key, t.text AS tenant, q.text AS queue,
       ${messageStateColumns}
     FROM message m ${keyAndTenant('m')} JOIN name q ON q.number = m.queue WHERE m.id = ?`,
  );
  const known = db.prepare(
    `SELECT id, digest, accepted_at FROM message
     WHERE idempotency_key = ? AND tenant = (SELECT number FROM name WHERE text = ?) AND recognised = 1
     ORDER BY accepted_at, sequence`,
  );
  const delivery = db.prepare(
    `SELECT d.sequence, d.ended, k.text AS key, ${deliveryStateColumns}
     FROM delivery d JOIN ordering_key k ON k.number = d.key WHERE d.id = ?`,
  );
  const exception = db.prepare('SELECT state, error FROM exception WHERE id = ?');
  const process = db.prepare(
    `SELECT p.version, s.text AS status, p.held, p.identifiers FROM process p JOIN name s ON s.number = p.status
     WHERE p.key = (SELECT number FROM ordering_key
       WHERE text = ? AND tenant = (SELECT number FROM name WHERE text = ?))`,
  );
  const scheme = db.prepare('SELECT text FROM name WHERE number = ?');
  const timer = db.prepare(
    `SELECT x.*, k.text AS key_text, t.text AS tenant, c.digest FROM timer x ${keyAndTenant('x')}
     LEFT JOIN content c ON c.number = x.raw WHERE x.id = ?`,
  );
  const remembered = db.prepare('SELECT digest FROM remembered WHERE scope = ? AND key = ?');
  const lastNumber = db.prepare('SELECT last FROM number_sequence WHERE name = ?');
  const lastAudit = db.prepare('SELECT number, hash FROM audit_end');

  const identifiers = (numbered: string): string => {
    const flat: (number | string)[] = JSON.parse(numbered);
    const pairs = flat.flatMap((value, index) =>
      index % 2 === 1 ? [{ scheme: String(scheme.get(flat[index - 1] ?? 0)?.text), value }] : [],
    );
    return JSON.stringify(pairs);
  };

  return {
    message(id) {
      const row = message.get(storedId(id));
      if (!row) return null;
      const ref = {
        ...{ id, handle: Number(row.sequence), tenant: String(row.tenant), queue: String(row.queue) },
        ...{ key: String(row.key), bytes: Number(row.bytes) },
      };
      return { ref, state: messageState(row) };
    },
    known: (tenant, key) =>
      known
        .all(key, tenant)
        .map((row) => ({ digest: idOf(row.digest), id: idOf(row.id), at: Number(row.accepted_at) })),
    delivery(id) {
      const row = delivery.get(storedId(id));
      if (!row) return null;
      return {
        ref: { id, handle: Number(row.sequence), key: String(row.key) },
        state: deliveryState(row),
      };
    },
    exception(id) {
      const row = exception.get(storedId(id));
      return row ? { state: exceptionState(row.state), error: String(row.error) } : null;
    },
    process(tenant, key) {
      if (names.isNew(tenant, key)) return null;
      const row = process.get(key, tenant);
      if (!row) return null;
      return {
        ...{ version: Number(row.version), status: String(row.status), held: Number(row.held) },
        identifiers: identifiers(String(row.identifiers)),
      };
    },
    timer(id) {
      const row = timer.get(id);
      if (!row) return null;
      return {
        ...{ id, tenant: String(row.tenant), key: String(row.key_text), dueAt: Number(row.due_at) },
        message: JSON.parse(unpackedText(row.message)),
        rawDigest: row.digest === null ? null : idOf(row.digest),
      };
    },
    remembered(scope, key) {
      const row = remembered.get(scope, key);
      return row ? idOf(row.digest) : null;
    },
    lastNumber: (sequence) => Number(lastNumber.get(sequence)?.last ?? 0),
    lastAudit() {
      const row = lastAudit.get();
      return row ? { number: Number(row.number), hash: idOf(row.hash) } : { number: 0, hash: firstHash };
    },
  };
}
