/** Whether a slow disk holds up the main thread: 3,000 message lives a second while each flush takes 10 ms longer. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { slowFlushes } from './support/slow-flush.ts';
import type { Steady } from './support/steady-lives.ts';
import { against, type Row } from './support/targets.ts';

const perSecond = 3_000;
const seconds = 15;
const flushTakesMs = 10;

/** @param options.scale 1 measures; less only shows that the bench runs. Without Linux no rows. */
export async function run({ scale = 1 } = {}): Promise<{ name: string; rows: Row[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-bench-'));
  try {
    const slow = slowFlushes(folder, flushTakesMs);
    const name = `ledger on a slow disk (SQLite, ${flushTakesMs} ms more per flush, ${perSecond} lives/s)`;
    return { name, rows: slow ? rowsOf(await measured(folder, slow, scale * seconds)) : [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measured(
  folder: string,
  slow: Readonly<Record<string, string>>,
  forSeconds: number,
): Promise<Steady> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(import.meta.dirname, 'support/steady-lives.ts'), folder, String(perSecond), String(forSeconds)],
    { env: { ...process.env, ...slow }, timeout: 120_000 },
  );
  return JSON.parse(stdout) as Steady;
}

function rowsOf(steady: Steady): Row[] {
  return [
    { what: 'a flush', value: steady.flushMs, unit: 'ms' },
    { what: 'lives finished', value: steady.rate, unit: '/s' },
    { what: 'a life, median', value: steady.lifeMedian, unit: 'ms' },
    { what: 'a life, p99', value: steady.lifeP99, unit: 'ms' },
    { what: 'event-loop p99, idle (the meter looks once a millisecond)', value: steady.idleP99, unit: 'ms' },
    against('slowDiskLoop', {
      value: steady.loopP99,
      note:
        steady.rate < 0.95 * perSecond
          ? `the machine did not keep up: ${steady.rate} lives/s`
          : 'the meter included',
    }),
    { what: 'event-loop p99.9', value: steady.loopP999, unit: 'ms' },
  ];
}
