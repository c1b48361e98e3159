/** `worker.ts <queue> <url> <number> <of how many>`: one of the processes that drain, told to begin by its parent. */
import { crossdock } from './crossdock.ts';
import { graphileWorker } from './graphile-worker.ts';
import { pgBoss } from './pg-boss.ts';

const reportEveryMs = 20;

// An idle ledger does not keep its process alive.
setInterval(() => {}, 60_000);
const [name = '', url = '', worker = '', workers = ''] = process.argv.slice(2);
const queue = [crossdock, pgBoss, graphileWorker].find((one) => one.name === name);
if (!queue) throw new Error(`there is no queue ${name}`);
const drain = await queue.open(url, Number(worker), Number(workers));
let finished = 0;
let told = 0;
process.on('disconnect', () => process.exit(0));
process.once('message', () => {
  setInterval(() => {
    if (told === finished) return;
    told = finished;
    process.send?.({ finished });
  }, reportEveryMs);
  drain((count) => {
    finished += count;
  }).catch((thrown: unknown) => {
    process.stderr.write(`${name}: ${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
    process.exit(1);
  });
});
process.send?.({ ready: true });
