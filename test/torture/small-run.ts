import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions } from './options.ts';
import { type TortureResult, torture } from './run.ts';

/** Printed with the titles, so that a failure can be repeated. */
export const seed = Number(process.env.CROSSDOCK_TORTURE_SEED ?? Date.now() % 1_000_000);

/** A run of `npm run torture` with these arguments, its lines and without its report. */
export async function smallRun(
  ...args: readonly string[]
): Promise<TortureResult & { readonly lines: string }> {
  const report = join(tmpdir(), `crossdock-torture-test-${process.pid}-${performance.now()}.html`);
  const lines: string[] = [];
  const options = readOptions([...args, '--report', report, '--seed', String(seed)], seed);
  try {
    const result = await torture(options, (line) => lines.push(line));
    return { ...result, lines: lines.join('\n') };
  } finally {
    rmSync(report, { force: true });
  }
}
