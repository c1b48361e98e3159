import { hostname } from 'node:os';
import type { Pool } from 'pg';
import { CrossdockError } from '../../domain/errors.ts';
import type { Cluster, CommitResult, Ledger, Operation, WorkerView } from '../ledger.ts';
import { encode } from '../write/encode.ts';
import { TraceBuffer } from '../write/trace-buffer.ts';
import { backupOf } from './backup/backup.ts';
import { Control } from './cluster/control.ts';
import { Running } from './cluster/running.ts';
import { Shares } from './cluster/shares.ts';
import { Wakes } from './cluster/wakes.ts';
import { type Address, addressOf, breakOffAll, checkServer, clientOf, connected, poolOf } from './connect.ts';
import { migrate } from './migrate.ts';
import { queryOf } from './read/query.ts';
import { ledgerReads } from './read/reads.ts';
import { Statistics } from './statistics.ts';
import { BatchWriter } from './write/batch.ts';
import { columns, type RowOids } from './write/columns.ts';
import { GroupCommit, maxInFlight } from './write/group-commit.ts';
import { Recent } from './write/recent.ts';

export interface PostgresLedgerOptions {
  /** `postgres://user:password@host:port/database`, with the parameters that `pg` takes (`sslmode=…`). */
  readonly url: string;
  /** Everything of this ledger is in it; several ledgers in one database have one each. `crossdock` when absent. */
  readonly schema?: string;
  /** Name of this process among the workers, for people; host and pid when absent. */
  readonly worker?: string;
  /** Stamps `acceptedAt`, `stagedAt`, `raisedAt` and `closedAt`. Leases go by the clock of the server. */
  readonly clock: () => Date;
  /** Connections for reads; two more are for writes and for the lease. 4 when absent. */
  readonly poolSize?: number;
  readonly heartbeatMs?: number;
  /** A worker not heard of for so long has lost its shards; at least twice the heartbeat. */
  readonly ttlMs?: number;
  /** Takes no shards: for a command that reads or decides something while others do the work. */
  readonly observer?: boolean;
  readonly log?: (level: 'info' | 'warn', text: string, details?: Record<string, unknown>) => void;
  /** Milliseconds that never jump. */
  readonly monotonic?: () => number;
}

/** Hops that nobody's commit takes along are written after so long. */
const traceAfterMs = 200;

/** Longer than any beat of a server that is there, however busy. */
const silentAfterMs = 5_000;

/**
 * The ledger in a schema of a PostgreSQL database, shared by any number of workers. Creates and migrates the schema,
 * takes this worker's part of the shards, and comes back by itself after a loss of connection.
 *
 * @throws CD_LEDGER_OPEN_FAILED, CD_LEDGER_SCHEMA_NEWER, CD_LEDGER_UNSAFE
 * @example const ledger = await openPostgresLedger({ url: 'postgres://crossdock@db/crossdock', clock: () => new Date() })
 */
export async function openPostgresLedger(options: PostgresLedgerOptions): Promise<Ledger> {
  const { clock, heartbeatMs = 500, ttlMs = 2_000, log = () => {} } = options;
  const worker = options.worker ?? `${hostname()}-${process.pid}`;
  const address = addressOf(options.url, options.schema ?? 'crossdock', `crossdock ${worker}`.slice(0, 63));
  const { number, oids } = await prepare(address);

  // One for each batch that may be in flight.
  const writes = poolOf(address, maxInFlight);
  const reading = poolOf(address, options.poolSize ?? 4);
  const query = queryOf(reading, address.shown);
  const channel = `crossdock_${address.schema}`;
  const control: Control = new Control({
    address,
    check: (client) => checkServer(client, address),
    checkEveryMs: heartbeatMs,
    async prepare(client) {
      // A lock that an earlier connection still has is as good: the worker is seen to be there.
      await client.query('SELECT pg_try_advisory_lock(lock_class(), $1)', [number]);
      await client.query(`LISTEN "${channel}"`);
    },
    onConnected(again) {
      if (!again) return;
      log('info', 'connected to the ledger again', { ledger: address.shown });
      shares.renew().finally(() => {
        wakes.tellAll();
        wakes.lookAtAll();
      });
    },
    onLost: (reason) =>
      log('warn', 'the connection to the ledger is lost', { ledger: address.shown, reason }),
    onRefused: (reason) =>
      log('warn', 'the ledger cannot be connected to yet', { ledger: address.shown, reason }),
    silentAfterMs: Math.max(ttlMs, silentAfterMs),
    onSilent(reason) {
      breakOffAll(writes, reason);
      breakOffAll(reading, reason);
    },
    onNotice: (payload) => wakes.heard(payload),
  });
  const shares: Shares = new Shares({
    ...{ connection: control, number, worker, heartbeatMs, ttlMs: Math.max(ttlMs, 2 * heartbeatMs) },
    monotonic: options.monotonic ?? (() => performance.now()),
    observer: options.observer ?? false,
    tellOthers: () => wakes.freeShards(),
    onWorkerGone: () => wakes.lookAtAll(),
  });
  const wakes: Wakes = new Wakes({
    number,
    send: (payload) => control.query('SELECT pg_notify($1, $2)', [channel, payload]),
    holds: (shard) => shares.holds(shard),
    queues: async () =>
      (await query<{ queue: string }>('SELECT DISTINCT queue FROM queue_load')).map(({ queue }) => queue),
    onLease: () => void shares.renew(),
  });
  const running = new Running(control, query, number);
  const recent = new Recent();
  const traces = new TraceBuffer();
  const statistics = new Statistics(query);
  const batches = new BatchWriter({
    ...{ pool: writes, oids, shares, recent, shown: address.shown },
    onWritten: (written) => {
      if (shares.isShared) wakes.written(written);
      statistics.written(written.messages.length + written.deliveries.length);
    },
  });
  const writer = new GroupCommit({
    write: (requests) => batches.write(requests),
    along: () => {
      const change = traces.take();
      return change && { change, now: clock().getTime() };
    },
    shown: address.shown,
  });
  let tracing: NodeJS.Timeout | null = null;
  let closed: Promise<void> | null = null;

  await startOr(control, shares, [writes, reading]);
  control.keepAlive(false);

  const commit = async (operations: readonly Operation[]): Promise<CommitResult> => {
    if (operations.length === 0) return { committed: true, numbers: {}, accepted: [] };
    return writer.submit({ now: clock().getTime(), changes: operations.map(encode) });
  };

  const reads = ledgerReads({
    ...{ query, recent, shown: address.shown },
    held: () => [...shares.held().keys()],
    isClosed: () => closed !== null,
  });
  const backup = backupOf(address, clock);
  /** Who asks for hops finds all so far. */
  const traced = async (): Promise<void> => {
    if (!traces.isEmpty && closed === null) await writer.submit({ now: clock().getTime(), changes: [] });
  };

  const close = async (): Promise<void> => {
    if (tracing) clearTimeout(tracing);
    control.keepAlive(true);
    await writer.close();
    await running.settled();
    await shares.stop();
    await wakes.settled();
    await control.stop();
    await Promise.all([writes.end(), reading.end()]);
  };

  return {
    ...reads,
    cluster: clusterOf(worker, shares, query),
    commit,
    async accept(list) {
      const result = await commit(list.map((message) => ({ op: 'accept', message })));
      if (result.committed) return [...result.accepted];
      const { reason } = result.conflict;
      throw new CrossdockError('CD_LEDGER_REQUEST_INVALID', { operation: 'accept', reason });
    },
    trace(hops, payloads) {
      traces.add(hops, payloads);
      if (tracing !== null || closed !== null) return;
      tracing = setTimeout(() => {
        tracing = null;
        writer.nudge();
      }, traceAfterMs);
      tracing.unref();
    },
    onWake: (listener) => wakes.onWake(listener),
    began(...ids) {
      for (const id of ids) running.began(id);
    },
    ended: (id) => running.ended(id),
    async hops(query) {
      await traced();
      return reads.hops(query);
    },
    async retain(policy, now, limit) {
      await traced();
      return reads.retain(policy, now, limit);
    },
    async backup(file) {
      await traced();
      return backup(file);
    },
    interrupted: () => running.interrupted([...shares.held().keys()]),
    close() {
      closed ??= close();
      return closed;
    },
  };
}

/** Checks and migrates, and draws this worker's number. */
async function prepare(address: Address): Promise<{ number: number; oids: RowOids }> {
  const client = await connected(clientOf(address), address);
  // An error of this connection is thrown by the query that meets it.
  client.on('error', () => {});
  try {
    await checkServer(client, address);
    await client.query(`SET search_path = "${address.schema}"`);
    await migrate(client, address);
    const [row] = (await client.query<{ number: number }>(`SELECT nextval('worker_number')::int AS number`))
      .rows;
    const types = await client.query<{ name: string; oid: number }>(
      'SELECT typname AS name, oid::int8 AS oid FROM pg_type WHERE typnamespace = $1::regnamespace AND typname = ANY ($2)',
      [address.schema, Object.keys(columns)],
    );
    const oids = Object.fromEntries(types.rows.map(({ name, oid }) => [name, oid])) as RowOids;
    return { number: row?.number ?? 0, oids };
  } finally {
    await client.end().catch(() => {});
  }
}

async function startOr(control: Control, shares: Shares, pools: readonly Pool[]): Promise<void> {
  try {
    await control.start();
    await shares.start();
  } catch (thrown) {
    await control.stop();
    await Promise.all(pools.map((pool) => pool.end()));
    throw thrown;
  }
}

function clusterOf(worker: string, shares: Shares, query: ReturnType<typeof queryOf>): Cluster {
  return {
    worker,
    holds: (shard) => shares.holds(shard),
    onChange: (listener) => shares.onChange(listener),
    async workers() {
      const rows = await query<{ name: string; shards: number; seen: Date }>(
        `SELECT DISTINCT ON (w.name) w.name, w.seen_at AS seen,
           (SELECT count(*)::int FROM shard s WHERE s.owner = w.number) AS shards
         FROM worker w WHERE w.seen_at > clock_timestamp() - interval '1 minute' ORDER BY w.name, w.number DESC`,
      );
      return rows.map(
        ({ name, shards, seen }): WorkerView => ({ worker: name, shards, seenAt: seen.toISOString() }),
      );
    },
  };
}
