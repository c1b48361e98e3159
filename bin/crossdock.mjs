#!/usr/bin/env -S node --max-semi-space-size=8
/**
 * Starts the command on Node 24: this one if it is new enough, else the one that `npm install` brought. Plain
 * JavaScript, so that nothing needs its types taken off before the compile cache is on.
 *
 * `--max-semi-space-size=8`: V8 lets the space for short-lived objects grow to 128 MB while code loads, and an idle
 * process keeps them for minutes. With 16 MB, 300 orders at once take the same processor time. The flag has to be
 * there when the process starts, so it stands in every line that starts one: here, in `package.json`, `Dockerfile`.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const command = join(root, 'cli', 'crossdock.ts');

// Compiled code, types already taken off; without it the loader's 20 MB of WebAssembly stay in every process. The
// variable hands it on to worker threads and to the partners. A folder that cannot be written is no cache, no error.
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'crossdock');

if (Number(process.versions.node.split('.')[0]) >= 24) {
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  await import(command);
} else {
  const node = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  if (!existsSync(node)) {
    console.error(`crossdock: needs Node 24 or newer; this is ${process.version}.`);
    console.error("           Run 'npm install' in its folder, which brings one, or install Node 24.");
    process.exit(1);
  }
  const child = spawn(node, ['--max-semi-space-size=8', command, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}
