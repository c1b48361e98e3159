/** How long work stands still when a worker on PostgreSQL is killed or frozen, at the default heartbeat and lease. */
import type { Ledger } from '../ledger/ledger.ts';
import { openPostgresLedger } from '../ledger/postgres/open.ts';
import { shardOf, shards } from '../ledger/shard.ts';
import { workerProcess } from '../test/ledger/postgres/worker/process.ts';
import { type PostgresServer, startPostgres } from '../test/support/postgres.ts';
import { percentile, rounded, scaled } from './support/figures.ts';
import { certain, orderMessage } from './support/order-messages.ts';
import { against, type Row } from './support/targets.ts';

const rounds = 5;
const queue = 'channel:orders/core';

/** @param options.scale 1 measures; less only shows that the bench runs */
export async function run({ scale = 1 } = {}): Promise<{ name: string; rows: Row[] }> {
  const server = await startPostgres();
  try {
    const rows: Row[] = [];
    for (const [signal, how] of [
      ['SIGKILL', 'killed'],
      ['SIGSTOP', 'frozen'],
    ] as const) {
      const spent: number[] = [];
      for (let round = 0; round < scaled(rounds, scale); round += 1)
        spent.push(await takeover(server, signal));
      rows.push(
        against('takeover', {
          what: `takeover from a ${how} worker: until its first message is done by another, slowest of ${spent.length}`,
          value: rounded(percentile(spent, 100), 2),
          note: spent.map((one) => rounded(one, 2)).join(', '),
        }),
      );
    }
    return { name: 'takeover (PostgreSQL, 2 workers, heartbeat 500 ms, lease 2 s)', rows };
  } finally {
    await server.stop();
  }
}

/** @returns seconds */
async function takeover(server: PostgresServer, signal: NodeJS.Signals): Promise<number> {
  const { url, drop } = await server.database();
  const survivor = await openPostgresLedger({ url, worker: 'survivor', clock: () => new Date() });
  const victim = workerProcess(url, 'crossdock', 'victim');
  try {
    await victim.holds(shards / 2);
    const message = orderMessage(orderHeldByAnother(survivor), 'order', 1, queue);
    await survivor.accept([message]);
    const started = performance.now();
    victim.kill(signal);
    await gains(survivor, shardOf(message.envelope.key));
    const [found] = await survivor.pending({
      queue,
      afterSequence: 0,
      limit: 1,
      now: new Date().toISOString(),
    });
    if (!found) throw new Error('the message is not to be found after the takeover');
    await certain(survivor, [{ op: 'done', messageId: found.envelope.id }]);
    return (performance.now() - started) / 1_000;
  } finally {
    victim.kill('SIGKILL');
    await survivor.close();
    await drop();
  }
}

function orderHeldByAnother({ cluster }: Ledger): string {
  for (let number = 0; ; number += 1) {
    const order = `PO-${number}`;
    if (!cluster.holds(shardOf(`C-ACME/${order}`))) return order;
  }
}

function gains({ cluster }: Ledger, shard: number): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!cluster.holds(shard)) return;
      stop();
      resolve();
    };
    const stop = cluster.onChange(look);
    setImmediate(look);
  });
}
