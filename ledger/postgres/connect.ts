import type { Socket } from 'node:net';
import pg from 'pg';
import { CrossdockError } from '../../domain/errors.ts';
import { reasonOf } from './faults.ts';

/**
 * Of every session. A batch takes milliseconds: whatever takes this long is stuck, and must not hold others up.
 * The keep-alives and the connection check end what a machine without power or network has left behind.
 */
const sessionSettings = {
  statement_timeout: '30s',
  lock_timeout: '10s',
  idle_in_transaction_session_timeout: '10s',
  tcp_keepalives_idle: '5',
  tcp_keepalives_interval: '2',
  tcp_keepalives_count: '3',
  jit: 'off',
};

/**
 * Every statement here goes by an index, a batch at a time. Without this the server plans for the empty tables that
 * it saw first, and scans them for minutes, until it has analysed them.
 */
const indexBound = {
  ...{ enable_seqscan: 'off', enable_hashjoin: 'off', enable_mergejoin: 'off' },
  // Then a sample of 3,000 rows says enough, and a worker that has a table analysed takes a tenth of the time for it.
  default_statistics_target: '10',
};

const int8: number = pg.types.builtins.INT8;
const int8Array = 1016;

/** Sequences, instants in milliseconds and counts stay far below 2^53. */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === int8) return Number;
    if (oid === int8Array)
      return (text: string) => (text === '{}' ? [] : text.slice(1, -1).split(',').map(Number));
    return pg.types.getTypeParser(oid, format);
  },
} as unknown as pg.CustomTypesConfig;

export interface Address {
  readonly url: string;
  readonly schema: string;
  /** The address without the password, for errors and logs. */
  readonly shown: string;
  /** Shown by the server in its lists. */
  readonly application: string;
}

/** @throws CD_LEDGER_OPEN_FAILED for an address that is none, or a schema that is no plain name */
export function addressOf(url: string, schema: string, application: string): Address {
  const refuse = (reason: string) => new CrossdockError('CD_LEDGER_OPEN_FAILED', { file: schema, reason });
  if (!/^[a-z_][a-z0-9_]{0,50}$/.test(schema))
    throw refuse(`'${schema}' is no schema name: a-z, 0-9 and _ only`);
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw refuse('its address is no postgres:// URL');
  }
  const shown = `postgres://${parsed.host}${parsed.pathname}#${schema}`;
  return { url, schema, shown, application };
}

const clientConfig = ({ url, application }: Address): pg.ClientConfig => ({
  connectionString: url,
  application_name: application,
  connectionTimeoutMillis: 5_000,
  // The server ends a statement after 30 s; whoever has not answered by then will not.
  query_timeout: 40_000,
  keepAlive: true,
  types,
});

/** Makes a new connection a session of this ledger. @param planning 'free' for whole-table work such as a backup */
export async function prepareSession(
  client: pg.ClientBase,
  { schema }: Pick<Address, 'schema'>,
  planning: 'index-bound' | 'free' = 'index-bound',
): Promise<void> {
  const settings = { ...sessionSettings, ...(planning === 'free' ? {} : indexBound) };
  const list = Object.entries(settings).map(([name, value]) => `SET ${name} = '${value}';`);
  // Since PostgreSQL 17: ends a transaction whose client was frozen between a statement and its end.
  const whole = `SELECT set_config(name, '60s', false) FROM pg_settings WHERE name = 'transaction_timeout';`;
  await client.query(`${planning === 'free' ? '' : whole} SET search_path = "${schema}"; ${list.join(' ')}`);
}

const connectionsOf = new WeakMap<pg.Pool, Set<pg.ClientBase>>();

/** Connections that are made on demand and again after a loss. */
export function poolOf(address: Address, max: number): pg.Pool {
  const connections = new Set<pg.ClientBase>();
  const pool = new pg.Pool({
    ...clientConfig(address),
    max,
    idleTimeoutMillis: 0,
    allowExitOnIdle: true,
    async onConnect(client: pg.ClientBase) {
      // From here on it may fall silent.
      connections.add(client);
      client.once('end', () => connections.delete(client));
      await prepareSession(client, address);
      // The server may have come back with other settings than it had when the ledger was opened.
      await checkServer(client, address).catch((thrown: unknown) => {
        throw new Error(reasonOf(thrown));
      });
    },
  } as pg.PoolConfig);
  // Of an idle connection: the next query makes a new one, and tells when it cannot.
  pool.on('error', () => {});
  connectionsOf.set(pool, connections);
  return pool;
}

/** Breaks a connection off at once; what waits for its answer fails. */
export function breakOff(client: pg.ClientBase, reason: string): void {
  // Missing in @types/pg; see node-postgres, connection.js.
  const { connection } = client as unknown as { readonly connection: { readonly stream: Socket } };
  connection.stream.destroy(new Error(reason));
}

/** Breaks all connections of a pool off, those in use too. */
export function breakOffAll(pool: pg.Pool, reason: string): void {
  for (const client of connectionsOf.get(pool) ?? []) breakOff(client, reason);
}

/** A connection of its own, not prepared yet. */
export const clientOf = (address: Address, more: pg.ClientConfig = {}): pg.Client =>
  new pg.Client({ ...clientConfig(address), ...more });

const oldest = 14;
/** Without these a server acknowledges what it may lose. */
const needed = ['fsync', 'synchronous_commit', 'full_page_writes'];

/**
 * Refuses a server that is too old, or that acknowledges what it may lose.
 *
 * @throws CD_LEDGER_OPEN_FAILED, CD_LEDGER_UNSAFE
 */
export async function checkServer(client: pg.ClientBase, { shown }: Address): Promise<void> {
  const { rows } = await client.query<{ name: string; setting: string }>(
    'SELECT name, current_setting(name) AS setting FROM unnest($1::text[]) AS name',
    [['server_version_num', ...needed]],
  );
  const setting = (name: string) => rows.find((row) => row.name === name)?.setting ?? '';
  const version = Math.floor(Number(setting('server_version_num')) / 10_000);
  if (version < oldest) {
    const reason = `the server is PostgreSQL ${version}, ${oldest} or later is needed`;
    throw new CrossdockError('CD_LEDGER_OPEN_FAILED', { file: shown, reason });
  }
  for (const name of needed) {
    if (setting(name) === 'off') {
      throw new CrossdockError('CD_LEDGER_UNSAFE', { file: shown, setting: `${name}=off` });
    }
  }
}

/** Connects, or says why the ledger cannot be opened. @throws CD_LEDGER_OPEN_FAILED */
export async function connected(client: pg.Client, { shown }: Address): Promise<pg.Client> {
  try {
    await client.connect();
    return client;
  } catch (thrown) {
    const reason = reasonOf(thrown);
    throw new CrossdockError('CD_LEDGER_OPEN_FAILED', { file: shown, reason }, { cause: thrown });
  }
}
