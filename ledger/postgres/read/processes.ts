import { kindAt } from '../../../domain/process/write.ts';
import type { JournalEntry, Json, Ledger, ProcessSummary, SearchHit, StoredProcess } from '../../ledger.ts';
import { milliseconds } from '../../write/encode.ts';
import type { HeldProcess } from '../../write/source.ts';
import { identifiersIn } from '../identifiers.ts';
import { sent } from '../packed.ts';
import { Conditions, instant, optional, parsed, type Query, same } from './rows.ts';

interface Summary {
  readonly tenant: string;
  readonly key: string;
  readonly status: string;
  readonly customer: string;
  readonly held: boolean;
  readonly kind: number;
  readonly updated_at: number;
}

interface Row extends Summary {
  readonly version: number;
  readonly identifiers: string;
  readonly state: string | null;
}

interface Line {
  readonly tenant: string;
  readonly key: string;
  readonly at: number;
  readonly kind: string;
  readonly message_id: string | null;
  readonly text: string;
  readonly data: string | null;
}

const summaryColumns = 'p.tenant, p.key, p.status, p.customer, p.held, p.kind, p.updated_at';
const columns = `${summaryColumns}, p.version, p.identifiers, json_text(coalesce(p.state, c.bytes)) AS state`;
const claimed = 'LEFT JOIN content c ON c.digest = p.state_claim';
const select = `SELECT ${columns} FROM process p ${claimed}`;

const named = 'identifier i JOIN naming n ON n.number = i.naming';

const summary = ({ kind, status, customer, held, updated_at }: Summary): ProcessSummary => ({
  ...kindAt(kind),
  ...{ status, customer, held, updatedAt: instant(updated_at) },
});

const stored = (row: Row): StoredProcess => ({
  ...{ tenant: row.tenant, key: row.key, version: row.version },
  state: row.state === null ? null : sent(row.state),
  summary: summary(row),
  identifiers: identifiersIn(row.identifiers),
});

function line(row: Line): JournalEntry {
  return {
    ...{ tenant: row.tenant, key: row.key, at: instant(row.at), kind: row.kind },
    ...optional('messageId', row.message_id, same),
    text: row.text,
    ...optional('data', row.data, parsed<Json>),
  };
}

type Reads = Pick<Ledger, 'process' | 'processByIdentifier' | 'processes' | 'history' | 'search'>;

/** @param seen is told of processes that may soon be changed here */
export function processReads(
  query: Query,
  seen: (tenant: string, key: string, process: HeldProcess) => void,
): Reads {
  const tell = (row: Row): void =>
    seen(row.tenant, row.key, {
      ...{
        version: row.version,
        status: row.status,
        held: row.held ? 1 : 0,
        identifiers: JSON.stringify(identifiersIn(row.identifiers)),
      },
    });

  return {
    async process(tenant, key) {
      const [row] = await query<Row>(`${select} WHERE p.key = $1 AND p.tenant = $2`, [key, tenant]);
      if (!row) return null;
      tell(row);
      return stored(row);
    },
    async processByIdentifier(tenant, scheme, value) {
      const conditions = new Conditions()
        .when('i.value = $', value)
        .when('n.tenant = $', tenant)
        .when('n.scheme = $', scheme ?? undefined);
      const found = `SELECT DISTINCT n.tenant, i.process_key FROM ${named} ${conditions.where}`;
      const rows = await query<Row>(
        `SELECT ${columns} FROM (${found}) f JOIN process p ON p.tenant = f.tenant AND p.key = f.process_key ${claimed}
         ORDER BY p.key`,
        conditions.values,
      );
      for (const row of rows) tell(row);
      return rows.map(stored);
    },
    async processes({ tenant, status, held, limit, after }) {
      const conditions = new Conditions().when('p.status = $', status).when('p.tenant = $', tenant);
      // A literal, since a partial index is not found through a parameter.
      if (held !== undefined) conditions.always(held ? 'p.held' : 'NOT p.held');
      if (after) {
        const at = milliseconds(after.updatedAt, 'processes');
        const [upTo, of, key] = [at, after.tenant, after.key].map((value) => conditions.parameter(value));
        conditions.always(
          `p.updated_at <= ${upTo} AND (p.updated_at, p.tenant, p.key) < (${upTo}, ${of}, ${key})`,
        );
      }
      const last = `ORDER BY p.updated_at DESC, p.tenant DESC, p.key DESC LIMIT ${conditions.parameter(limit)}`;
      return (await query<Row>(`${select} ${conditions.where} ${last}`, conditions.values)).map(stored);
    },
    async history(tenant, key, limit) {
      const rows = await query<Line>(
        `SELECT tenant, key, at, kind, long_id(message_id) AS message_id, text, data FROM journal
         WHERE by_key(key, number) BETWEEN by_key($1, 0) AND by_key($1, 549755813887) AND key = $1 AND tenant = $2
         ORDER BY by_key(key, number) DESC LIMIT $3`,
        [key, tenant, limit],
      );
      return rows.reverse().map(line);
    },
    async search({ tenant, prefix, limit }) {
      if (prefix === '') return [];
      const byValue = new Conditions();
      // Bytewise the last character: all that begins with the prefix lies between both.
      const [from, to] = [byValue.parameter(prefix), byValue.parameter(`${prefix}\u{10FFFF}`)];
      const of = tenant === undefined ? '' : `AND tenant = ${byValue.parameter(tenant)}`;
      const most = byValue.parameter(limit);
      const rows = await query<Summary & { scheme: string; value: string }>(
        `SELECT f.value, f.scheme, ${summaryColumns} FROM (
           (SELECT i.value, n.tenant, n.scheme, i.process_key FROM ${named}
            WHERE i.value >= ${from} AND i.value < ${to} ${of}
            ORDER BY i.value, n.tenant, n.scheme, i.process_key LIMIT ${most})
           UNION ALL
           (SELECT key, tenant, 'key', key FROM process WHERE key >= ${from} AND key < ${to} ${of} ORDER BY key, tenant LIMIT ${most})
         ) f JOIN process p ON p.key = f.process_key AND p.tenant = f.tenant
         ORDER BY f.value, f.tenant, f.scheme, f.process_key LIMIT ${most}`,
        byValue.values,
      );
      return rows.map(hit);
    },
  };
}

const hit = ({ scheme, value, ...row }: Summary & { scheme: string; value: string }): SearchHit => ({
  ...{ tenant: row.tenant, scheme, value, processKey: row.key, summary: summary(row) },
});
