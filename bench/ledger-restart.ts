/** How long a start takes until the first run, with a million messages waiting in a SQLite ledger and with one. */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteLedger } from '../ledger/sqlite/open.ts';
import { entry, step } from '../test/support/runtime/nodes.ts';
import type { FromChild, StartOrder } from '../test/support/runtime/protocol.ts';
import { median, rounded, scaled } from './support/figures.ts';
import { orderMessage } from './support/order-messages.ts';
import { against, type Row } from './support/targets.ts';

const million = 1_000_000;
const perAccept = 1_000;
const acceptsAtOnce = 4;
const starts = 3;
const queue = 'entry:orders';
const withinMs = 60_000;

/** @param options.scale 1 measures; less only shows that the bench runs */
export async function run({ scale = 1 } = {}): Promise<{ name: string; rows: Row[] }> {
  const waiting = scaled(million, scale);
  const one = await filled(1);
  const many = await filled(waiting);
  const times = scaled(starts, scale);
  try {
    const small = await medianOf(times, () => firstRunSeconds(one.folder));
    const large = await medianOf(times, () => firstRunSeconds(many.folder));
    const opened = await medianOf(times, () => firstPageSeconds(many.folder));
    const seconds = (what: string, value: number): Row => ({ what, value: rounded(value, 2), unit: 's' });
    return {
      name: `restart with ${waiting.toLocaleString('en')} messages queued (SQLite, 2 KB and a key each, medians of ${times})`,
      rows: [
        against('restart', {
          value: rounded(opened, 2),
          note: 'ledger opened, all that a start looks at looked at, the first to be run at hand',
        }),
        seconds('process start until the first run, Node-RED included', large),
        seconds('the same with 1 queued', small),
        { what: 'writing them before', value: Math.round(waiting / many.seconds), unit: '/s' },
      ],
    };
  } finally {
    for (const { folder } of [one, many]) rmSync(folder, { recursive: true, force: true });
  }
}

async function filled(count: number): Promise<{ folder: string; seconds: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-bench-'));
  const ledger = await openSqliteLedger({ file: join(folder, 'ledger.sqlite'), clock: () => new Date() });
  const started = performance.now();
  let next = 0;
  const write = async (): Promise<void> => {
    while (next < count) {
      const first = next;
      next = Math.min(count, first + perAccept);
      const numbers = Array.from({ length: next - first }, (_, index) => first + index);
      await ledger.accept(numbers.map((number) => orderMessage(`PO-${number}`, 'order', number, queue)));
    }
  };
  await Promise.all(Array.from({ length: acceptsAtOnce }, write));
  const seconds = (performance.now() - started) / 1_000;
  await ledger.close();
  return { folder, seconds };
}

/** From the fork to the first message at a node behind the entry. */
function firstRunSeconds(folder: string): Promise<number> {
  const order: StartOrder = { folder, flow: [entry('orders', 'hold'), step('hold', 'gate')] };
  // The kill below looks like a crash by that message, which would then wait for its next attempt.
  rmSync(join(folder, 'ledger.sqlite-running'), { force: true });
  const started = performance.now();
  const file = new URL('../test/support/runtime/flow-process.ts', import.meta.url);
  const child = fork(file, [JSON.stringify(order)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  return new Promise((resolve, reject) => {
    let seconds: number | null = null;
    child.on('message', ({ event }: FromChild) => {
      if (event !== 'gate' || seconds !== null) return;
      seconds = (performance.now() - started) / 1_000;
      child.kill('SIGKILL');
    });
    const late = setTimeout(() => child.kill('SIGKILL'), withinMs);
    child.once('exit', () => {
      clearTimeout(late);
      if (seconds === null) reject(new Error('it ended, or took a minute, before a run'));
      else resolve(seconds);
    });
  });
}

async function firstPageSeconds(folder: string): Promise<number> {
  const started = performance.now();
  const ledger = await openSqliteLedger({ file: join(folder, 'ledger.sqlite'), clock: () => new Date() });
  const now = '9999-12-31T23:59:59.999Z';
  await Promise.all([ledger.load(), ledger.counts(), ledger.blocked(now), ledger.interrupted()]);
  const page = await ledger.pending({ queue, afterSequence: 0, limit: 128, now });
  if (page.length === 0) throw new Error('nothing is queued');
  const seconds = (performance.now() - started) / 1_000;
  await ledger.close();
  return seconds;
}

async function medianOf(times: number, measure: () => Promise<number>): Promise<number> {
  const values: number[] = [];
  for (let time = 0; time < times; time += 1) values.push(await measure());
  return median(values);
}
