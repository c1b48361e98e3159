/**
 * Runs the benches of this folder: `npm run bench`, or `npm run bench -- edi` for those whose file name contains
 * "edi". A bench exports `run(): Promise<{ name, rows }>`; a row is `{ what, value, unit }` and whatever helps to
 * read it. Prints a table and writes `bench/results/<file>.json`.
 */

import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
}

interface Bench {
  readonly run: () => Promise<{ readonly name: string; readonly rows: readonly Row[] }>;
}

const isBench = (loaded: unknown): loaded is Bench =>
  typeof loaded === 'object' && loaded !== null && 'run' in loaded && typeof loaded.run === 'function';

const here = fileURLToPath(new URL('.', import.meta.url));
const [filter = ''] = process.argv.slice(2);
const files = globSync('*.ts', { cwd: here })
  .filter((file) => file !== 'bench.ts' && file.includes(filter))
  .sort();
if (files.length === 0) {
  console.error(`No bench has a file name with "${filter}" in ${here}`);
  process.exit(1);
}

mkdirSync(`${here}results`, { recursive: true });
for (const file of files) {
  const loaded: unknown = await import(pathToFileURL(`${here}${file}`).href);
  if (!isBench(loaded)) continue;
  const { name, rows } = await loaded.run();
  console.log(`\n${name}`);
  console.table(Object.fromEntries(rows.map(({ what, ...rest }) => [what, rest])));
  const machine = { node: process.version, cpus: cpus().length, model: cpus()[0]?.model ?? '' };
  const result = { name, at: new Date().toISOString(), machine, rows };
  writeFileSync(`${here}results/${basename(file, '.ts')}.json`, `${JSON.stringify(result, null, 2)}\n`);
}
