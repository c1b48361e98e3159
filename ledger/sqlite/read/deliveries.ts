import type { DatabaseSync } from 'node:sqlite';
import type { ErrorRecord } from '../../../domain/errors.ts';
import type { DeliveryState, Json, Ledger, StoredDelivery } from '../../ledger.ts';
import { milliseconds } from '../../write/encode.ts';
import { unpacked } from '../packed.ts';
import { instant, optional, parsed, type Row } from './rows.ts';

const select = `SELECT d.*, coalesce(c.content, k.bytes) AS content, coalesce(c.envelope, mc.envelope) AS envelope, a.answer FROM delivery d
  JOIN delivery_content c USING (sequence) LEFT JOIN content k ON k.digest = c.claim LEFT JOIN delivery_answer a USING (sequence)
  LEFT JOIN message m ON c.envelope IS NULL AND m.id = d.message_id LEFT JOIN message_content mc ON mc.sequence = m.sequence`;

function stored(row: Row): StoredDelivery {
  return {
    id: String(row.id),
    messageId: String(row.message_id),
    tenant: String(row.tenant),
    nodeId: String(row.node_id),
    nodeType: String(row.node_type),
    system: String(row.system),
    key: String(row.key),
    idempotencyKey: String(row.idempotency_key),
    ...(unpacked(row.content) as { request: Json; continuation: Json }),
    envelope: parsed(row.envelope),
    sequence: Number(row.sequence),
    state: row.state as DeliveryState,
    attempts: Number(row.attempts),
    availableAt: instant(row.available_at),
    stagedAt: instant(row.staged_at),
    ...optional('lastError', row.last_error, (column) => parsed<ErrorRecord>(column)),
    ...optional('answer', row.answer, unpacked),
  };
}

export function deliveryReads(
  db: DatabaseSync,
): Pick<Ledger, 'dueDeliveries' | 'pendingSystems' | 'delivery' | 'deliveries'> {
  const due = db.prepare(
    `${select} WHERE d.state = 'pending' AND d.sequence > ? AND d.available_at <= ? ORDER BY d.sequence LIMIT ?`,
  );
  const systems = db.prepare(`SELECT DISTINCT system FROM delivery WHERE state = 'pending'`);
  const dueOfSystem = db.prepare(
    `${select} WHERE d.state = 'pending' AND d.system = ? AND d.key NOT IN (SELECT value FROM json_each(?))
     AND d.sequence > ? AND d.available_at <= ? ORDER BY d.sequence LIMIT ?`,
  );
  const dueOfKey = db.prepare(
    `${select} WHERE d.state = 'pending' AND d.system = ? AND d.key = ? AND d.sequence > ? AND d.available_at <= ?
     ORDER BY d.sequence LIMIT ?`,
  );
  const one = db.prepare(`${select} WHERE d.id = ?`);
  const newest = `ORDER BY d.sequence DESC LIMIT ?`;
  const all = db.prepare(`${select} ${newest}`);
  const byKey = db.prepare(`${select} WHERE d.key = ? ${newest}`);
  // A literal per state lets the planner use that state's partial index.
  const states: readonly DeliveryState[] = ['pending', 'delivered', 'failed', 'discarded'];
  const byState = new Map<string, { all: typeof all; ofKey: typeof all }>(
    states.map((state) => [
      state,
      {
        all: db.prepare(`${select} WHERE d.state = '${state}' ${newest}`),
        ofKey: db.prepare(`${select} WHERE +d.state = '${state}' AND d.key = ? ${newest}`),
      },
    ]),
  );

  return {
    async pendingSystems() {
      return systems.all().map((row) => String(row.system));
    },
    async dueDeliveries({ system, key, exceptKeys = [], now, afterSequence, limit }) {
      const at = milliseconds(now, 'dueDeliveries');
      if (system !== undefined && key !== undefined)
        return dueOfKey.all(system, key, afterSequence, at, limit).map(stored);
      if (system !== undefined)
        return dueOfSystem.all(system, JSON.stringify(exceptKeys), afterSequence, at, limit).map(stored);
      return due.all(afterSequence, milliseconds(now, 'dueDeliveries'), limit).map(stored);
    },
    async delivery(id) {
      const row = one.get(id);
      return row ? stored(row) : null;
    },
    async deliveries({ state, key, limit }) {
      if (state === undefined)
        return (key === undefined ? all.all(limit) : byKey.all(key, limit)).map(stored);
      const inState = byState.get(state);
      if (!inState) return [];
      return (key === undefined ? inState.all.all(limit) : inState.ofKey.all(key, limit)).map(stored);
    },
  };
}
