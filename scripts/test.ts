/**
 * Runs mocha over every test file, then closes with the one line CI reads. Three at a time, since many wait for polls
 * and processes. Files whose tests are given the most time begin first, so that no long one is left for the end.
 */

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
let failed = 0;
const runner = mocha.run(() => {
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exit(failed > 0 || passed === 0 ? 1 : 0);
});
runner.on('pass', () => {
  passed += 1;
});
runner.on('fail', () => {
  failed += 1;
});
