import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseYaml } from '../documents/yaml-document.ts';
import type { PackFile, PacksView } from '../packs-view.ts';
import type { LoadedSite } from '../site/site.ts';
import type { PackStore } from './pack-store.ts';
import { safeJoin } from './safe-path.ts';

/** The packs as nodes see them. A file is parsed once per change on disk; paths never leave the pack. */
export function createPacksView(store: PackStore, terms: LoadedSite['processTerms'] = {}): PacksView {
  const parsed = new Map<string, { readonly stamp: string; readonly file: PackFile }>();
  const folderOf = (pack: string) =>
    store.packs.find(({ reference }) => reference.name === pack)?.reference.folder ?? null;
  return {
    file(pack, path) {
      const folder = folderOf(pack);
      if (folder === null) return null;
      const full = safeJoin(folder, path);
      const stat = existsSync(full) ? statSync(full) : null;
      if (!stat?.isFile()) return null;
      const stamp = `${stat.mtimeMs}/${stat.size}`;
      const known = parsed.get(full);
      if (known?.stamp === stamp) return known.file;
      const file = readPackFile(full, path);
      parsed.set(full, { stamp, file });
      return file;
    },
    siteTerms: (pack) => (Object.hasOwn(terms, pack) ? terms[pack] : null),
    files(pack, folder) {
      const root = folderOf(pack);
      if (root === null) return [];
      const start = safeJoin(root, folder.replace(/\/+$/, ''));
      if (!existsSync(start)) return [];
      if (!statSync(start).isDirectory()) return [folder];
      return readdirSync(start, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) =>
          join(entry.parentPath, entry.name)
            .slice(root.length + 1)
            .replaceAll('\\', '/'),
        )
        .sort();
    },
    neededBy(pack) {
      const found = new Set<string>();
      const gather = (name: string): void => {
        const needed = store.packs.find(({ manifest }) => manifest.name === name)?.manifest.needs.packs ?? [];
        for (const one of needed) {
          if (one === pack || found.has(one)) continue;
          found.add(one);
          gather(one);
        }
      };
      gather(pack);
      return [...found];
    },
    readersOf: (channel) =>
      store.packs
        .filter(({ manifest }) => manifest.channels.reads.includes(channel))
        .map(({ manifest }) => manifest.name),
    packOfFlow: (flowId) =>
      store.packs.find(({ sheets }) => sheets.some(({ head }) => head?.id === flowId))?.manifest.name ?? null,
    ownerOf: (pack) => store.packs.find(({ manifest }) => manifest.name === pack)?.manifest.owner ?? null,
  };
}

function readPackFile(full: string, path: string): PackFile {
  const text = readFileSync(full, 'utf8');
  if (!/\.(ya?ml|json)$/.test(path)) return { path, text, data: text };
  const document = parseYaml(path, text);
  const [problem] = document.problems;
  if (problem) throw problem;
  return { path, text, data: document.data };
}
