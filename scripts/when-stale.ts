import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Runs `build` when any file under `inputs` differs from the last time it ran; says so with the time it took. */
export async function whenStale(
  root: string,
  name: string,
  inputs: readonly string[],
  build: () => Promise<unknown>,
): Promise<void> {
  const stamp = join(root, 'dist', `.${name}.sha256`);
  const before = fingerprint(root, inputs);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === before) return;
  const started = performance.now();
  await build();
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stamp, fingerprint(root, inputs));
  console.log(`crossdock: built ${name} in ${Math.round(performance.now() - started)} ms`);
}

function fingerprint(root: string, inputs: readonly string[]): string {
  const hash = createHash('sha256').update(process.version);
  const visit = (path: string): void => {
    if (!existsSync(path)) return;
    if (!statSync(path).isDirectory()) {
      hash.update(path.slice(root.length)).update(readFileSync(path));
      return;
    }
    for (const entry of readdirSync(path).sort()) visit(join(path, entry));
  };
  for (const input of inputs) visit(join(root, input));
  return hash.digest('hex');
}
