#!/usr/bin/env node
/** Starts the command on Node 24: this one if it is new enough, else the one that `npm install` brought. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const command = join(root, 'cli', 'crossdock.ts');

if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import(command);
} else {
  const node = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  if (!existsSync(node)) {
    console.error(`crossdock: needs Node 24 or newer; this is ${process.version}.`);
    console.error("           Run 'npm install' in its folder, which brings one, or install Node 24.");
    process.exit(1);
  }
  const child = spawn(node, [command, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}
