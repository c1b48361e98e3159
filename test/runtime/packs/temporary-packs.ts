import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeForms } from '../../../runtime/packs/form/node-form.ts';
import { PackStore } from '../../../runtime/packs/pack-store.ts';
import type { Parameters } from '../../../runtime/packs/parameters.ts';

const manifest = (name: string) =>
  [
    `name: ${name}`,
    'version: 1.0.0',
    'owner: test@example.com',
    'lifecycle: active',
    'description: For tests.',
    'needs: { nodes: [], schemas: [] }',
    'channels: { reads: [], writes: [] }',
  ].join('\n');

/** Pack folders under a temporary root, opened as a site's packs; the first one receives new tabs. */
export function temporaryPacks(...names: readonly string[]) {
  const root = mkdtempSync(join(tmpdir(), 'crossdock-packs-'));
  const folderOf = (name: string) => join(root, name);
  for (const name of names) {
    mkdirSync(folderOf(name));
    writeFileSync(join(folderOf(name), 'pack.yaml'), manifest(name));
  }
  return {
    root,
    folderOf,
    put(path: string, text: string) {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), text);
    },
    copy: (from: string, to: string) => cpSync(from, join(root, to), { recursive: true }),
    open: (parameters: Parameters = {}, forms: NodeForms = new Map()) =>
      new PackStore(
        {
          parameters,
          packs: names.map((name) => ({ name, version: '1.0.0', folder: folderOf(name) })),
          editor: { pack: names[0] ?? '', functionNodes: false, readOnly: false },
          dataFolder: join(root, '.data'),
        },
        forms,
      ),
    remove: () => rmSync(root, { recursive: true }),
  };
}

export type TemporaryPacks = ReturnType<typeof temporaryPacks>;
