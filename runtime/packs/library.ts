import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { safeJoin } from './safe-path.ts';
import { writeFileAtomic } from './write-files.ts';

type Meta = Readonly<Record<string, string>>;

interface Entry {
  readonly meta: Meta;
  readonly body: string;
}

/** The user's import library of the editor: entries are JSON files `{ meta, body }` below `folder`. */
export function createLibrary(folder: string) {
  const place = (type: string, path: string) => safeJoin(join(folder, type), path.replace(/^\/+|\/+$/g, ''));
  return {
    getLibraryEntry: async (type: string, path: string): Promise<string | (string | Meta)[]> => {
      const file = place(type, path);
      if (existsSync(file) && statSync(file).isDirectory()) return list(file);
      const entry = existsSync(file) ? file : `${file}.json`;
      if (existsSync(entry)) return readEntry(entry).body;
      if (path === '' || path.endsWith('/')) return [];
      throw Object.assign(new Error(`no library entry ${path}`), { code: 'not_found' });
    },
    saveLibraryEntry: async (type: string, path: string, meta: Meta, body: string): Promise<void> => {
      const file = place(type, path);
      writeFileAtomic(
        file.endsWith('.json') ? file : `${file}.json`,
        JSON.stringify({ meta, body }, null, 2),
      );
    },
  };
}

function list(folder: string): (string | Meta)[] {
  const entries = readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return [
    ...entries.filter((entry) => entry.isDirectory()).map(({ name }) => name),
    ...entries
      .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
      .map(({ name }) => ({ ...readEntry(join(folder, name)).meta, fn: name })),
  ];
}

function readEntry(file: string): Entry {
  return JSON.parse(readFileSync(file, 'utf8'));
}
