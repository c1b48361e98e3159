import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { orderMessage } from '../support/order-messages.ts';
import type { Queue } from './queue.ts';

const queue = 'orders';
const perInsert = 1_000;
const batchSize = 256;
const quiet = { supervise: false, schedule: false };

/** Its policy `singleton` with a key: one active per key, the oldest first. */
export const pgBoss: Queue = {
  name: 'pg-boss',
  async fill(url, messages, keys) {
    const boss = new PgBoss({ connectionString: url, ...quiet });
    await boss.start();
    await boss.createQueue(queue, { policy: 'singleton' });
    for (let first = 0; first < messages; first += perInsert) {
      const numbers = Array.from({ length: Math.min(perInsert, messages - first) }, (_, at) => first + at);
      await boss.insert(
        queue,
        numbers.map((number) => ({
          data: { ...orderMessage(`PO-${number % keys}`, 'order', number) },
          singletonKey: `PO-${number % keys}`,
        })),
      );
    }
    await boss.stop({ graceful: false });
    const client = new pg.Client(url);
    await client.connect();
    await client.query('ANALYZE');
    await client.end();
  },
  async open(url) {
    const boss = new PgBoss({ connectionString: url, ...quiet, migrate: false });
    await boss.start();
    return async (finished) => {
      for (;;) {
        // Two processes that take jobs of one key collide on its unique index: the later one tries again.
        const jobs = await boss.fetch(queue, { batchSize }).catch(() => []);
        if (jobs.length === 0) continue;
        await boss.complete(
          queue,
          jobs.map(({ id }) => id),
        );
        finished(jobs.length);
      }
    };
  },
};
