/**
 * Starts the demo site once and stops it, so that the first start that somebody waits for finds its code compiled.
 * Only when the sources have changed since. Whatever keeps the site from starting is left for that start to say.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { whenStale } from './when-stale.ts';

const root = join(import.meta.dirname, '..');
const withinMs = 60_000;
const sources =
  'package-lock.json bin cli domain ledger connect runtime node-kit nodes console partners main.ts settings.ts';

async function startOnce(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-warm-'));
  const child = spawn(
    process.execPath,
    [
      join(root, 'bin', 'crossdock.mjs'),
      'start',
      join(root, 'sites', 'demo.yaml'),
      '--free-ports',
      '--quiet',
    ],
    { env: { ...process.env, CROSSDOCK_DATA: folder }, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const exited = once(child, 'exit');
  const late = setTimeout(() => child.kill('SIGTERM'), withinMs);
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.includes(' is up after ')) child.kill('SIGTERM');
  });
  await exited;
  clearTimeout(late);
  rmSync(folder, { recursive: true, force: true });
}

await whenStale(root, 'compile cache', sources.split(' '), startOnce);
