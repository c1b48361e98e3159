/** Format, lint, types, import rules, generated files: everything a reviewer should not have to look for. */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const checks: readonly (readonly [string, string, readonly string[]])[] = [
  ['format and lint', 'biome', ['check']],
  ['types', 'tsc', ['--noEmit']],
  ['editor types', 'tsc', ['-p', 'node-kit/editor']],
  ['import rules', 'depcruise', ['--config', '.dependency-cruiser.json', ...sources()]],
  ['Dockerfile', 'dockerfilelint', ['Dockerfile']],
  ['canonical types', 'node', ['scripts/build-canonical.ts', '--check']],
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

let failed = 0;
for (const [name, command, args] of checks) {
  const started = performance.now();
  const result = spawnSync(`${root}node_modules/.bin/${command}`, args, { cwd: root, encoding: 'utf8' });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (result.status === 0) {
    console.log(`ok      ${name} (${seconds} s)`);
    continue;
  }
  failed += 1;
  console.log(`failed  ${name} (${seconds} s)\n${result.stdout}${result.stderr}`);
}
process.exit(failed > 0 ? 1 : 0);
