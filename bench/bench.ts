/**
 * Runs the benches of this folder: `npm run bench`, or `npm run bench -- ledger` for those whose file name contains
 * "ledger". A bench exports `run(): Promise<{ name, rows }>`; a row is `{ what, value, unit }` and whatever helps to
 * read it. Each runs in a process of its own, so that none inherits another's garbage. Prints a table, writes
 * `bench/results/<file>.json`, and says at the end where every target stands that the benches are held to.
 */
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Result } from './support/run-one.ts';
import { type Row, summary } from './support/targets.ts';

const here = import.meta.dirname;
const results = join(here, 'results');
const [filter = ''] = process.argv.slice(2);
const files = globSync('*.ts', { cwd: here })
  .filter((file) => file !== 'bench.ts' && file.includes(filter))
  .sort();
if (files.length === 0) {
  console.error(`No bench has a file name with "${filter}" in ${here}`);
  process.exit(1);
}

mkdirSync(results, { recursive: true });
const rows: Row[] = [];
let failed = 0;
for (const file of files) {
  const written = join(results, `${basename(file, '.ts')}.json`);
  rmSync(written, { force: true });
  const started = performance.now();
  const { status } = spawnSync(
    process.execPath,
    [join(here, 'support/run-one.ts'), join(here, file), written],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  if (status !== 0) {
    failed += 1;
    console.error(`\n${file} ended with code ${status}`);
    continue;
  }
  const result: Result = JSON.parse(readFileSync(written, 'utf8'));
  console.log(`\n${result.name} (${file}, ${((performance.now() - started) / 1_000).toFixed(0)} s)`);
  console.table(Object.fromEntries(result.rows.map(({ what, target: _, ...rest }) => [what, rest])));
  rows.push(...result.rows);
}
if (rows.some(({ target }) => target)) {
  console.log('\nWhere the targets stand');
  const stood = summary(rows).filter(({ value }) => filter === '' || value !== null);
  console.table(
    stood.map(({ what, value, unit, must, goal, stands }) => ({
      what,
      value,
      unit,
      must,
      goal,
      stands,
    })),
  );
}
process.exit(failed > 0 ? 1 : 0);
