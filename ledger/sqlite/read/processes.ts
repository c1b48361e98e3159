import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { JournalEntry, Json, Ledger, ProcessQuery, StoredProcess } from '../../ledger.ts';
import { milliseconds } from '../../write/encode.ts';
import { unpacked } from '../packed.ts';
import { instant, optional, parsed, type Row } from './rows.ts';

function stored(row: Row): StoredProcess {
  return {
    tenant: String(row.tenant),
    key: String(row.key),
    version: Number(row.version),
    state: unpacked(row.state),
    summary: {
      status: String(row.status),
      customer: String(row.customer),
      held: row.held === 1,
      updatedAt: instant(row.updated_at),
    },
    identifiers: parsed(row.identifiers),
  };
}

function line(row: Row): JournalEntry {
  return {
    tenant: String(row.tenant),
    key: String(row.key),
    at: instant(row.at),
    kind: String(row.kind),
    ...optional('messageId', row.message_id, String),
    text: String(row.text),
    ...optional('data', row.data, (column) => parsed<Json>(column)),
  };
}

/** Only the conditions that are asked for, so that each combination finds its index. */
function conditions({ tenant, status, held, before }: ProcessQuery): {
  where: string;
  values: SQLInputValue[];
} {
  const parts: [string, SQLInputValue][] = [];
  if (status !== undefined) parts.push(['status = ?', status]);
  if (before !== undefined) parts.push(['updated_at < ?', milliseconds(before, 'processes')]);
  if (tenant !== undefined) parts.push(['+tenant = ?', tenant]);
  const texts = parts.map(([text]) => text);
  // A literal, since a partial index is not found through a parameter.
  if (held !== undefined) texts.push(held ? 'held = 1' : 'held = 0');
  return {
    where: texts.length > 0 ? `WHERE ${texts.join(' AND ')}` : '',
    values: parts.map(([, value]) => value),
  };
}

type Reads = Pick<Ledger, 'process' | 'processByIdentifier' | 'processes' | 'history'>;

export function processReads(db: DatabaseSync): Reads {
  const one = db.prepare(
    'SELECT p.*, coalesce(p.state, c.bytes) AS state FROM process p LEFT JOIN content c ON c.digest = p.claim WHERE tenant = ? AND key = ?',
  );
  const byValue = db.prepare(
    `SELECT DISTINCT p.*, coalesce(p.state, c.bytes) AS state FROM identifier i JOIN process p ON p.tenant = i.tenant AND p.key = i.process_key LEFT JOIN content c ON c.digest = p.claim
     WHERE i.tenant = ? AND i.value = ? ORDER BY p.number`,
  );
  const byIdentifier = db.prepare(
    `SELECT p.*, coalesce(p.state, c.bytes) AS state FROM identifier i JOIN process p ON p.tenant = i.tenant AND p.key = i.process_key LEFT JOIN content c ON c.digest = p.claim
     WHERE i.tenant = ? AND i.value = ? AND i.scheme = ? ORDER BY p.number`,
  );
  const history = db.prepare(
    `SELECT * FROM (SELECT * FROM journal WHERE tenant = ? AND key = ? ORDER BY number DESC LIMIT ?) ORDER BY number`,
  );

  return {
    async process(tenant, key) {
      const row = one.get(tenant, key);
      return row ? stored(row) : null;
    },
    async processByIdentifier(tenant, scheme, value) {
      const rows = scheme === null ? byValue.all(tenant, value) : byIdentifier.all(tenant, value, scheme);
      return rows.map(stored);
    },
    async processes(query) {
      const { where, values } = conditions(query);
      const statement = db.prepare(
        `SELECT p.*, coalesce(p.state, c.bytes) AS state FROM process p LEFT JOIN content c ON c.digest = p.claim ${where} ORDER BY updated_at DESC LIMIT ?`,
      );
      return statement.all(...values, query.limit).map(stored);
    },
    async history(tenant, key, limit) {
      return history.all(tenant, key, limit).map(line);
    },
  };
}
