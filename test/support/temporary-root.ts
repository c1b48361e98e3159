import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeFiles } from '../../scripts/new-node.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));

export interface TemporaryRoot {
  readonly path: string;
  remove(): void;
}

/**
 * A root that looks like this repository, without its `dist`. With `files` its `nodes` folder holds only
 * those (paths below `nodes/`) beside `node-errors.ts`.
 */
export function temporaryRoot(files?: Readonly<Record<string, string>>): TemporaryRoot {
  const path = mkdtempSync(join(tmpdir(), 'crossdock-root-'));
  for (const entry of readdirSync(repository)) {
    if (entry.startsWith('.') || entry === 'dist' || (files && entry === 'nodes')) continue;
    symlinkSync(join(repository, entry), join(path, entry));
  }
  if (files) {
    mkdirSync(join(path, 'nodes'));
    symlinkSync(join(repository, 'nodes/node-errors.ts'), join(path, 'nodes/node-errors.ts'));
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(path, 'nodes', file)), { recursive: true });
      writeFileSync(join(path, 'nodes', file), text);
    }
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A complete node folder as `scripts/new-node.ts` writes it, with files replaced. */
export function nodeFolder(
  name: string,
  overrides: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const files = { ...nodeFiles(name), ...overrides };
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [`${name}/${file}`, text]));
}
