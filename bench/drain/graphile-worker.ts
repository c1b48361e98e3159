import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';
import { shardOf } from '../../ledger/shard.ts';
import { orderMessage } from '../support/order-messages.ts';
import type { Queue } from './queue.ts';

const perInsert = 1_000;
const concurrentJobs = 24;
/** At most one per queue name is fetched at a time (since 0.18). */
const fetched = 512;
const logger = new Logger(() => () => {});

/**
 * One at a time per queue name. The keys share 64 names: every fetch locks all free names, and with one for each key
 * it does a hundred jobs a second.
 */
export const graphileWorker: Queue = {
  name: 'graphile-worker',
  async fill(url, messages, keys) {
    const utils = await makeWorkerUtils({ connectionString: url, logger });
    await utils.migrate();
    for (let first = 0; first < messages; first += perInsert) {
      const numbers = Array.from({ length: Math.min(perInsert, messages - first) }, (_, at) => first + at);
      await utils.addJobs(
        numbers.map((number) => ({
          identifier: 'order',
          payload: orderMessage(`PO-${number % keys}`, 'order', number),
          queueName: `shard-${shardOf(`PO-${number % keys}`)}`,
        })),
      );
    }
    await utils.release();
    const client = new pg.Client(url);
    await client.connect();
    await client.query('ANALYZE');
    await client.end();
  },
  async open(url) {
    return async (finished) => {
      const runner = await run({
        preset: {
          worker: {
            ...{ connectionString: url, logger, concurrentJobs, pollInterval: 100, maxPoolSize: 8 },
            ...{ localQueue: { size: fetched }, completeJobBatchDelay: 0 },
          },
        },
        noHandleSignals: true,
        taskList: {
          order: async () => finished(1),
        },
      });
      await runner.promise;
    };
  },
};
