/**
 * `steady-lives.ts <folder> <per second> <seconds>`: message lives at a steady rate in a process of its own. Prints
 * what its event loop did meanwhile as JSON.
 */
import { once } from 'node:events';
import { fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as after } from 'node:timers/promises';
import { openSqliteLedger } from '../../ledger/sqlite/open.ts';
import { median, percentile, rounded, timed } from './figures.ts';
import { live } from './order-messages.ts';

/** What `steady-lives.ts` prints; times in milliseconds. */
export interface Steady {
  readonly flushMs: number;
  readonly idleP99: number;
  readonly loopP99: number;
  readonly loopP999: number;
  readonly lifeMedian: number;
  readonly lifeP99: number;
  /** Lives per second that were really finished. */
  readonly rate: number;
}

const warmSeconds = 2;
const tickMs = 2;

async function steady(folder: string, perSecond: number, seconds: number): Promise<Steady> {
  const descriptor = openSync(join(folder, 'flush'), 'w');
  const flushes = await timed(10, async () => {
    writeSync(descriptor, 'x');
    fdatasyncSync(descriptor);
  });
  const ledger = await openSqliteLedger({ file: join(folder, 'ledger.sqlite'), clock: () => new Date() });
  const idle = monitorEventLoopDelay({ resolution: 1 });
  idle.enable();
  await after(Math.min(1_000, seconds * 1_000));
  idle.disable();
  await paced(perSecond, Math.min(warmSeconds, seconds), (number) => live(ledger, `warm-${number}`, number));

  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  const spent: number[] = [];
  const started = performance.now();
  await paced(perSecond, seconds, async (number) => {
    const began = performance.now();
    await live(ledger, `steady-${number}`, number);
    spent.push(performance.now() - began);
  });
  loop.disable();
  const rate = spent.length / ((performance.now() - started) / 1_000);
  await ledger.close();
  const ms = (nanoseconds: number): number => rounded(nanoseconds / 1e6, 2);
  return {
    flushMs: rounded(median(flushes), 1),
    idleP99: ms(idle.percentile(99)),
    loopP99: ms(loop.percentile(99)),
    loopP999: ms(loop.percentile(99.9)),
    lifeMedian: rounded(median(spent), 1),
    lifeP99: rounded(percentile(spent, 99), 1),
    rate: Math.round(rate),
  };
}

/** Begins so many a second, in small lots, and resolves when all are through. */
async function paced(
  perSecond: number,
  seconds: number,
  begin: (number: number) => Promise<void>,
): Promise<void> {
  const count = Math.round(perSecond * seconds);
  const all: Promise<void>[] = [];
  const started = performance.now();
  const begun = Promise.withResolvers<void>();
  const timer = setInterval(() => {
    const due = Math.min(count, Math.floor(((performance.now() - started) * perSecond) / 1_000));
    while (all.length < due) all.push(begin(all.length));
    if (all.length === count) begun.resolve();
  }, tickMs);
  await begun.promise;
  clearInterval(timer);
  await Promise.all(all);
}

if (import.meta.main) {
  const [folder = '', perSecond, seconds] = process.argv.slice(2);
  const measured = await steady(folder, Number(perSecond), Number(seconds));
  if (!process.stdout.write(`${JSON.stringify(measured)}\n`)) await once(process.stdout, 'drain');
}
