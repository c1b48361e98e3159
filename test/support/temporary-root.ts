import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const repository = new URL('../../', import.meta.url).pathname;

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

/** The smallest complete node folder, to be spread and broken. */
export function nodeFolder(
  name: string,
  overrides: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const files: Record<string, string> = {
    'definition.ts': `import { defineNode } from '../../node-kit/define-node.ts';
export const definition = defineNode({
  type: 'crossdock-${name}', category: 'crossdock control', role: 'step', version: 1,
  inputs: 1, outputs: ['done'], fields: {},
});
`,
    'runtime.ts': `import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import { definition } from './definition.ts';
export const runtime = nodeRuntime(definition, { input: (message) => ({ done: message }) });
`,
    'labels.en-US.json': JSON.stringify({
      label: name,
      summary: 'Does.',
      fields: {},
      outputs: { done: 'done' },
    }),
    'help.en-US.md': 'Does.',
    'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="60"/>',
    ...overrides,
  };
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [`${name}/${file}`, text]));
}
