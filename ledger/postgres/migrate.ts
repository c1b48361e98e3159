import { readdirSync, readFileSync } from 'node:fs';
import type { ClientBase } from 'pg';
import { CrossdockError } from '../../domain/errors.ts';
import type { Address } from './connect.ts';
import { reasonOf } from './faults.ts';

const folder = new URL('./migrations/', import.meta.url);

interface Migration {
  readonly version: number;
  readonly sql: string;
}

/** Numbered files, `001-ledger.sql` first; the number is the schema version after it. */
function migrations(): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{3}-.+\.sql$/.test(name))
    .sort()
    .map((name) => ({ version: Number(name.slice(0, 3)), sql: readFileSync(new URL(name, folder), 'utf8') }));
}

/** Number of the newest migration this release knows. */
export const newestSchema = (): number => migrations().at(-1)?.version ?? 0;

/** Version found, 0 for a schema that is empty or not there. @throws CD_LEDGER_OPEN_FAILED */
async function versionOf(client: ClientBase, { schema, shown }: Address): Promise<number> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT tablename AS name FROM pg_tables WHERE schemaname = $1',
    [schema],
  );
  if (rows.some(({ name }) => name === 'schema_version')) {
    const found = await client.query<{ version: number }>('SELECT version FROM schema_version');
    if (found.rows[0]) return found.rows[0].version;
    const reason = `schema_version in the schema ${schema} has lost its row: restore a backup into another schema`;
    throw new CrossdockError('CD_LEDGER_OPEN_FAILED', { file: shown, reason });
  }
  if (rows.length === 0) return 0;
  const reason = `the schema ${schema} belongs to another program`;
  throw new CrossdockError('CD_LEDGER_OPEN_FAILED', { file: shown, reason });
}

/**
 * Brings the schema to the newest version, forward only. All of it is one transaction under a lock: processes that
 * start together migrate one after the other, and a kill in the middle leaves the old schema.
 *
 * @param fill writes what is to be in a new schema, in the same transaction; with it the schema must be new
 * @throws CD_LEDGER_NOT_EMPTY, CD_LEDGER_SCHEMA_NEWER, CD_LEDGER_OPEN_FAILED when the schema belongs to another program or the server refuses
 */
export async function migrate(
  client: ClientBase,
  address: Address,
  fill?: () => Promise<void>,
): Promise<void> {
  const { schema, shown } = address;
  const all = migrations();
  const known = all.at(-1)?.version ?? 0;
  await client.query('BEGIN');
  try {
    // Whoever comes second waits for the whole migration of the first.
    await client.query(`SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0`);
    await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('crossdock migration ' || $1, 0))`, [
      schema,
    ]);
    const found = await versionOf(client, address);
    if (fill && found > 0)
      throw new CrossdockError('CD_LEDGER_NOT_EMPTY', { file: `${shown}, schema ${schema}` });
    if (found > known) throw new CrossdockError('CD_LEDGER_SCHEMA_NEWER', { file: shown, found, known });
    if (found < known) {
      if (found === 0) {
        await client.query(
          `CREATE SCHEMA IF NOT EXISTS "${schema}"; CREATE TABLE schema_version (version int NOT NULL)`,
        );
        await client.query('INSERT INTO schema_version VALUES (0)');
      }
      for (const { version, sql } of all) if (version > found) await client.query(sql);
      await fill?.();
      await client.query('UPDATE schema_version SET version = $1', [known]);
      for (const { name } of await tablesOf(client, schema)) await client.query(`ANALYZE "${name}"`);
    }
    await client.query('COMMIT');
  } catch (thrown) {
    await client.query('ROLLBACK').catch(() => {});
    if (thrown instanceof CrossdockError) throw thrown;
    throw new CrossdockError(
      'CD_LEDGER_OPEN_FAILED',
      { file: shown, reason: reasonOf(thrown) },
      { cause: thrown },
    );
  }
}

async function tablesOf(client: ClientBase, schema: string): Promise<{ name: string }[]> {
  const sql = 'SELECT tablename AS name FROM pg_tables WHERE schemaname = $1 ORDER BY 1';
  return (await client.query<{ name: string }>(sql, [schema])).rows;
}
