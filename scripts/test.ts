/**
 * Runs mocha over every test file, then closes with the one line CI reads. Three at a time, since many wait for polls
 * and processes. Files whose tests are given the most time begin first, so that no long one is left for the end.
 */

import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import Mocha from 'mocha';

const root = fileURLToPath(new URL('..', import.meta.url));
const usualTimeoutMs = 120_000;

// As in bin/crossdock.mjs: a site or command that a test starts takes a third of the time to load.
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'crossdock');

/** The longest that a test of the file may take, as it says itself. */
function longestMs(file: string): number {
  const given = readFileSync(join(root, file), 'utf8').matchAll(/\.timeout\(([\d_]+)\)/g);
  return Math.max(usualTimeoutMs, ...Array.from(given, ([, ms = '']) => Number(ms.replaceAll('_', ''))));
}

const patterns = process.argv.slice(2);
const files = globSync(patterns.length > 0 ? patterns : ['test/**/*.test.ts'], { cwd: root }).sort();
const longestFirst = files
  .map((file) => ({ file, ms: longestMs(file) }))
  .sort((one, other) => other.ms - one.ms);
const mocha = new Mocha({
  ...{ parallel: true, jobs: 3, timeout: usualTimeoutMs },
  require: [join(root, 'test/support/keep-compiled.ts')],
  ...{ forbidOnly: true, forbidPending: true },
});
for (const { file } of longestFirst) mocha.addFile(join(root, file));

let passed = 0;
const failures = new Map<string, string[]>();
const runner = mocha.run(() => {
  const again = patterns.length === 0 ? [...failures].filter(([file]) => passesAlone(file)) : [];
  for (const [file, titles] of again) {
    failures.delete(file);
    passed += titles.length;
  }
  const named = again.flatMap(([, titles]) => titles);
  if (named.length > 0) console.log(`\nPassed only when run again, alone:\n${named.join('\n')}`);
  const failed = [...failures.values()].flat().length;
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exit(failed > 0 || passed === 0 ? 1 : 0);
});
runner.on('pass', () => {
  passed += 1;
});
runner.on('fail', (test) => {
  const { file = '' } = test;
  failures.set(file, [...(failures.get(file) ?? []), `  ${test.fullTitle()}`]);
});

/** A file that failed beside others, on a busy machine, is tried once more; what proves a promise has no second try. */
function passesAlone(file: string): boolean {
  const proof = /[\\/]test[\\/](?:torture|faults|contract)[\\/]/.test(file);
  if (proof || failures.size > 3 || file === '') return false;
  return (
    spawnSync(process.execPath, [import.meta.filename, relative(root, file)], { stdio: 'inherit' }).status ===
    0
  );
}
