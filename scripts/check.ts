/** Format, lint, types, import rules, generated files: everything a reviewer should not have to look for. */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const checks: readonly (readonly [string, string, readonly string[]])[] = [
  ['types', 'tsc', ['--noEmit']],
  ['format and lint', 'biome', ['check']],
  ['editor types', 'tsc', ['-p', 'node-kit/editor']],
  ['import rules', 'depcruise', ['--config', '.dependency-cruiser.json', ...sources()]],
  ['Dockerfile', 'dockerfilelint', ['Dockerfile']],
  ['canonical types', 'node', ['scripts/build-canonical.ts', '--check']],
  ['EDI kernel', 'node', ['scripts/build-kernel.ts', '--check']],
  ['sorting of JSON', 'node', ['scripts/build-sorting.ts', '--check']],
  ['error codes', 'node', ['scripts/build-errors-doc.ts', '--check']],
  ['demo packs', 'node', ['cli/crossdock.ts', 'pack', 'lint', 'sites/demo.yaml']],
  ['schema evolution', 'node', ['scripts/schema-evolution.ts']],
];

function sources(): string[] {
  const rooms =
    'canonical-schemas domain ledger connect runtime node-kit nodes console partners cli bench scripts test'.split(
      ' ',
    );
  return [
    ...rooms.filter((room) => globSync(`${room}/**/*.ts`, { cwd: root }).length > 0),
    ...globSync('*.ts', { cwd: root }),
  ];
}

interface Checked {
  readonly code: number | null;
  readonly text: string;
  readonly seconds: string;
}

function run(command: string, args: readonly string[]): Promise<Checked> {
  const started = performance.now();
  const child = spawn(`${root}node_modules/.bin/${command}`, args, { cwd: root });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  const { promise, resolve, reject } = Promise.withResolvers<Checked>();
  child.on('error', reject);
  child.on('close', (code) => {
    resolve({ code, text, seconds: ((performance.now() - started) / 1000).toFixed(1) });
  });
  return promise;
}

let failed = 0;
const waiting = [...checks];
/** Takes one check after the other; two of these share the cores of a small machine. */
async function work(): Promise<void> {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [name, command, args] = next;
    const { code, text, seconds } = await run(command, args);
    if (code !== 0) failed += 1;
    console.log(code === 0 ? `ok      ${name} (${seconds} s)` : `failed  ${name} (${seconds} s)\n${text}`);
  }
}
await Promise.all([work(), work()]);
process.exit(failed > 0 ? 1 : 0);
