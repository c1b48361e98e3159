/** `run-one.ts <bench file> <result file>`: runs one bench and writes what it measured as JSON. */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { pathToFileURL } from 'node:url';
import type { Row } from './targets.ts';

interface Bench {
  readonly run: () => Promise<{ readonly name: string; readonly rows: readonly Row[] }>;
}

export interface Result {
  readonly name: string;
  /** RFC 3339 instant at the end. */
  readonly at: string;
  /** `load`: processes that wanted to run in the minute before, on average; above 0 others took their part. */
  readonly machine: {
    readonly node: string;
    readonly cpus: number;
    readonly model: string;
    readonly load: number;
  };
  readonly rows: readonly Row[];
}

const isBench = (loaded: unknown): loaded is Bench =>
  typeof loaded === 'object' && loaded !== null && 'run' in loaded && typeof loaded.run === 'function';

const [file = '', written = ''] = process.argv.slice(2);
const [load = 0] = loadavg();
const loaded: unknown = await import(pathToFileURL(file).href);
if (!isBench(loaded)) throw new Error(`${file} exports no run()`);
// Neither an idle ledger nor a child that is waited for keeps a process alive.
const alive = setInterval(() => {}, 60_000);
const { name, rows } = await loaded.run();
clearInterval(alive);
const machine = { node: process.version, cpus: cpus().length, model: cpus()[0]?.model ?? '', load };
const result: Result = { name, at: new Date().toISOString(), machine, rows };
writeFileSync(written, `${JSON.stringify(result, null, 2)}\n`);
process.exit(0);
