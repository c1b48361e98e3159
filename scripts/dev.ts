/**
 * Runs a site and starts it again when its sources change: `npm run dev [site]`. Nodes and schemas are built first;
 * data, flows written by Deploy and what is generated do not count as changes.
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const watched =
  'canonical-schemas domain ledger connect runtime node-kit nodes console cli partners sites main.ts settings.ts';
const settleMs = 200;
const site = process.argv[2] ?? 'sites/demo.yaml';

let child: ChildProcess | null = null;
let timer: NodeJS.Timeout | undefined;
let busy: Promise<void> = Promise.resolve();

async function stop(): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

async function restart(reason: string | null): Promise<void> {
  if (reason !== null) console.log(`dev: ${reason} changed, starting again`);
  await stop();
  const built = spawnSync(process.execPath, [join(root, 'scripts', 'build.ts')], { stdio: 'inherit' });
  if (built.status !== 0) {
    console.log('dev: the build failed; waiting for a change');
    return;
  }
  // In a group of its own: Ctrl-C ends it through us, once.
  child = spawn(process.execPath, [join(root, 'cli', 'crossdock.ts'), 'start', site], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
}

function changed(path: string): void {
  if (path.includes('.generated.') || path.endsWith('.tmp')) return;
  clearTimeout(timer);
  timer = setTimeout(() => {
    busy = busy.then(() => restart(path));
  }, settleMs);
}

for (const room of watched.split(' ').filter((name) => existsSync(join(root, name)))) {
  watch(join(root, room), { recursive: true }, (_, file) => {
    changed(room === file || file === null ? room : `${room}${sep}${file}`);
  });
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    clearTimeout(timer);
    void busy.then(stop).then(() => process.exit(0));
  });
}
await restart(null);
