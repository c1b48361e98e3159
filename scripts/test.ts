/** Runs mocha over every test file, then closes with the one line CI reads. */

import { globSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Mocha from 'mocha';

const root = fileURLToPath(new URL('..', import.meta.url));
const patterns = process.argv.slice(2);
const files = globSync(patterns.length > 0 ? patterns : ['test/**/*.test.ts'], { cwd: root }).sort();
const mocha = new Mocha({ parallel: true, jobs: 2, timeout: 20_000, forbidOnly: true, forbidPending: true });
for (const file of files) mocha.addFile(join(root, file));

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
