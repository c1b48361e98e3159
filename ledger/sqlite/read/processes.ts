import type { SQLInputValue } from 'node:sqlite';
import { kindAt } from '../../../domain/process/write.ts';
import type { JournalEntry, Ledger, ProcessIdentifier, StoredProcess } from '../../ledger.ts';
import { milliseconds } from '../../write/encode.ts';
import { idOf, unpacked } from '../codec.ts';
import { instant, optional, parsed, type Row } from './rows.ts';
import type { ReadTables } from './tables.ts';

const summary = ({ names }: ReadTables, row: Row): StoredProcess['summary'] => ({
  ...kindAt(Number(row.kind)),
  status: names.text(row.status),
  customer: String(row.customer),
  held: row.held === 1,
  updatedAt: instant(row.updated_at),
});

function stored(tables: ReadTables, row: Row): StoredProcess {
  const flat = parsed<(number | string)[]>(row.identifiers);
  const identifiers = flat.flatMap((value, index): ProcessIdentifier[] =>
    index % 2 === 1 ? [{ scheme: tables.names.text(flat[index - 1]), value: String(value) }] : [],
  );
  const state = row.claim === null ? unpacked(row.state) : tables.json(row.claim);
  return {
    ...tables.names.owner(row.key),
    version: Number(row.version),
    ...{ state, summary: summary(tables, row), identifiers },
  };
}

const lastUpdatedFirst = (one: Row, other: Row): number =>
  Number(other.updated_at) - Number(one.updated_at) || Number(other.key) - Number(one.key);

type Reads = Pick<Ledger, 'process' | 'processByIdentifier' | 'processes' | 'history' | 'search'>;

export function processReads(tables: ReadTables): Reads {
  const { db, names } = tables;
  const one = db.prepare('SELECT * FROM process WHERE key = ?');
  const byValue = db.prepare(
    `SELECT DISTINCT p.* FROM identifier i JOIN process p ON p.key = i.key
     WHERE i.tenant = ? AND i.value = ? ORDER BY p.key`,
  );
  const byIdentifier = db.prepare(
    `SELECT p.* FROM identifier i JOIN process p ON p.key = i.key
     WHERE i.tenant = ? AND i.value = ? AND i.scheme = ? ORDER BY p.key`,
  );
  const history = db.prepare(
    'SELECT * FROM (SELECT * FROM journal WHERE key = ? ORDER BY number DESC LIMIT ?) ORDER BY number',
  );
  const tenants = db.prepare(
    `WITH RECURSIVE each (number) AS (
       SELECT min(tenant) FROM identifier
       UNION ALL
       SELECT (SELECT min(tenant) FROM identifier WHERE tenant > number) FROM each WHERE number IS NOT NULL
     ) SELECT number FROM each WHERE number IS NOT NULL`,
  );
  const found = 'p.key AS key, p.status, p.customer, p.held, p.kind, p.updated_at';
  const identified = db.prepare(
    `SELECT i.tenant, i.scheme, i.value, ${found} FROM identifier i JOIN process p ON p.key = i.key
     WHERE i.tenant = ? AND i.value >= ? AND i.value < ? ORDER BY i.value, i.scheme, i.key LIMIT ?`,
  );
  const keyed = db.prepare(
    `SELECT k.tenant, k.text AS value, ${found} FROM ordering_key k JOIN process p ON p.key = k.number
     WHERE k.text >= ?2 AND k.text < ?3 AND (?1 IS NULL OR k.tenant = ?1) ORDER BY k.text, k.tenant LIMIT ?4`,
  );

  const tally = db.prepare(
    "SELECT name FROM tally WHERE name >= 'process.' AND name < 'process/' AND value > 0",
  );
  const allStatuses = (): string[] => tally.all().map(({ name }) => String(name).slice('process.'.length));

  const line = (row: Row): JournalEntry => ({
    ...names.owner(row.key),
    at: instant(row.at),
    kind: names.text(row.kind),
    ...optional('messageId', row.message_id, idOf),
    text: String(row.text),
    ...optional('data', row.data, unpacked),
  });

  return {
    async process(tenant, key) {
      const number = names.key(tenant, key);
      const row = number === null ? undefined : one.get(number);
      return row ? stored(tables, row) : null;
    },
    async processByIdentifier(tenant, scheme, value) {
      const owner = names.number(tenant);
      const rows =
        scheme === null ? byValue.all(owner, value) : byIdentifier.all(owner, value, names.number(scheme));
      return rows.map((row) => stored(tables, row));
    },
    async processes({ tenant, status, held, limit, after }) {
      const texts: string[] = [];
      const values: SQLInputValue[] = [];
      const only = (text: string, ...wanted: SQLInputValue[]): void => {
        texts.push(text);
        values.push(...wanted);
      };
      // A literal, since a partial index is not found through a parameter.
      if (held !== undefined) texts.push(held ? 'held = 1' : 'held = 0');
      if (tenant !== undefined)
        only('(SELECT tenant FROM ordering_key WHERE number = process.key) = ?', names.number(tenant));
      if (after !== undefined) {
        const last = names.key(after.tenant, after.key) ?? 0;
        only('(updated_at, key) < (?, ?)', milliseconds(after.updatedAt, 'processes'), last);
      }
      const each = (own: string): string =>
        `SELECT * FROM process WHERE ${[own, ...texts].join(' AND ')} ORDER BY updated_at DESC, key DESC LIMIT ?`;
      const wanted = status === undefined && held !== true ? allStatuses() : [status];
      const parts = wanted.map((one) => ({
        text: one === undefined ? 'true' : 'status = ?',
        values: one === undefined ? values : [names.number(one), ...values],
      }));
      const rows = parts.flatMap((part) => db.prepare(each(part.text)).all(...part.values, limit));
      return rows
        .sort(lastUpdatedFirst)
        .slice(0, limit)
        .map((row) => stored(tables, row));
    },
    async history(tenant, key, limit) {
      const number = names.key(tenant, key);
      return number === null ? [] : history.all(number, limit).map(line);
    },
    async search({ tenant, prefix, limit }) {
      if (prefix === '') return [];
      const end = `${prefix}\u{10ffff}`;
      const only = tenant === undefined ? null : names.number(tenant);
      if (tenant !== undefined && only === null) return [];
      const owners = only === null ? tenants.all().map((row) => Number(row.number)) : [only];
      const hits = [
        ...keyed.all(only, prefix, end, limit),
        ...owners.flatMap((owner) => identified.all(owner, prefix, end, limit)),
      ].map((row) => ({
        tenant: names.text(row.tenant),
        scheme: row.scheme === undefined ? 'key' : names.text(row.scheme),
        value: String(row.value),
        processKey: names.owner(row.key).key,
        summary: summary(tables, row),
      }));
      return hits
        .sort((one, other) => Buffer.compare(Buffer.from(one.value), Buffer.from(other.value)))
        .slice(0, limit);
    },
  };
}
