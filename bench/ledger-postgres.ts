/** Message lives on PostgreSQL, and draining a queue in order per key beside pg-boss and graphile-worker. */
import pg from 'pg';
import { openPostgresLedger } from '../ledger/postgres/open.ts';
import { type PostgresServer, startPostgres } from '../test/support/postgres.ts';
import { crossdock } from './drain/crossdock.ts';
import { drainRate } from './drain/drain.ts';
import { graphileWorker } from './drain/graphile-worker.ts';
import { pgBoss } from './drain/pg-boss.ts';
import type { Queue } from './drain/queue.ts';
import { scaled } from './support/figures.ts';
import { lives } from './support/order-messages.ts';
import { against, type Row } from './support/targets.ts';

const warmUp = 5_000;
const perRound = 15_000;
const rounds = 3;
const inFlight = 1_000;
/** A worker runs for weeks: in fewer, four of them spend the measured time in the compiler. */
const drained = 160_000;
const drainedByPeers = 20_000;
const keys = 4_000;
const workers = 4;
const withinMs = 20_000;
/** A machine that gives its processors to others for a while must not cost a worker its shards. */
const ttlMs = 10_000;

/** @param options.scale 1 measures; less only shows that the bench runs */
export async function run({ scale = 1 } = {}): Promise<{ name: string; rows: Row[] }> {
  const server = await startPostgres();
  try {
    return {
      name: 'ledger on PostgreSQL (server and workers on this machine, 2 KB messages)',
      rows: [...(await livesOn(server, scale)), ...(await drains(server, scale))],
    };
  } finally {
    await server.stop();
  }
}

async function livesOn(server: PostgresServer, scale: number): Promise<Row[]> {
  const { url, name } = await server.database();
  const ledger = await openPostgresLedger({ url, clock: () => new Date(), ttlMs });
  const count = scaled(perRound, scale, 10);
  await lives(ledger, 'warm', scaled(warmUp, scale), inFlight);
  const before = await sizeOf(url, name);
  const rates: number[] = [];
  for (let round = 0; round < rounds; round += 1)
    rates.push(await lives(ledger, `hot${round}`, count, inFlight));
  const bytes = ((await sizeOf(url, name)) - before) / (rounds * count);
  await ledger.close();
  return [
    against('postgresLives', {
      value: Math.round(Math.max(...rates)),
      note: `best of ${rounds} rounds: ${rates.map(Math.round).join(', ')}`,
    }),
    against('diskBytes', {
      what: 'PostgreSQL: database per message life, all tables and indexes',
      value: Math.round(bytes),
    }),
  ];
}

async function drains(server: PostgresServer, scale: number): Promise<Row[]> {
  const rate = async (queue: Queue, messages: number, processes: number): Promise<number> => {
    const { url, drop } = await server.database();
    const load = { messages: scaled(messages, scale, 40), keys: scaled(keys, scale, 10) };
    const found = await drainRate(queue, url, { ...load, workers: processes, withinMs });
    await drop();
    return Math.round(found);
  };
  const ours = await rate(crossdock, drained, scaled(workers, scale));
  const rows: Row[] = [against('postgresDrain', { value: ours })];
  const processes = [...new Set([1, scaled(workers, scale)])];
  if (processes.length > 1) {
    const alone = await rate(crossdock, drained, 1);
    rows.push({ what: 'Crossdock: the same with 1 worker', value: alone, unit: '/s' });
  }
  for (const queue of [pgBoss, graphileWorker]) {
    for (const number of processes) {
      const value = await rate(queue, drainedByPeers, number);
      const what = `${queue.name}: drain, one at a time per key, workers: ${number}`;
      rows.push({ what, value, unit: '/s', ratio: `Crossdock ${(ours / value).toFixed(1)} x` });
    }
  }
  return rows;
}

/** Without the dead rows that the server would clear away within the minute. */
async function sizeOf(url: string, database: string): Promise<number> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query('VACUUM');
  const { rows } = await client.query('SELECT pg_database_size($1)::float8 AS bytes', [database]);
  await client.end();
  return Number(rows[0]?.bytes);
}
