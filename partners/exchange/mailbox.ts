import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Puts a file under its final name in one step, so that no poll ever sees half of it. */
export function drop(root: string, path: string, text: string): void {
  const target = join(root, path);
  mkdirSync(dirname(target), { recursive: true });
  const unfinished = join(dirname(target), `.${basename(target)}.part`);
  writeFileSync(unfinished, text);
  renameSync(unfinished, target);
}
