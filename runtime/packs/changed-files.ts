import { isDeepStrictEqual } from 'node:util';
import { headWithoutPositions, layoutOf, printLayout, withoutPosition } from './form/layout.ts';
import { printSheet } from './form/print-sheet.ts';
import type { PackSheet } from './load-packs.ts';
import type { OwnedSheet } from './split-flows.ts';

/** Path of a file to its new text; null deletes it. */
export type FileChanges = ReadonlyMap<string, string | null>;

/**
 * What a deploy changes on disk. A sheet whose content is as it was read keeps its file to the byte, comments
 * included, unless `everything` is to be in the written form; a moved node touches only the layout.
 */
export function changedFiles(
  after: readonly OwnedSheet[],
  before: readonly PackSheet[],
  folderOf: (pack: string) => string,
  everything = false,
): FileChanges {
  const changes = new Map<string, string | null>();
  const key = ({ pack, path }: OwnedSheet) => `${pack}/${path}`;
  const known = new Map(before.map((sheet) => [key(sheet), sheet]));
  for (const sheet of after) {
    const base = `${folderOf(sheet.pack)}/${sheet.path}`;
    const old = known.get(key(sheet));
    known.delete(key(sheet));
    const text = printSheet(sheet);
    const same = old && (everything ? text === old.files[`${base}.yaml`] : isSameLogic(sheet, old));
    if (!same) changes.set(`${base}.yaml`, text);
    if (sheet.kind === 'shared') continue;
    const layout = printLayout(layoutOf(sheet));
    if (layout !== old?.files[`${base}.layout.json`]) changes.set(`${base}.layout.json`, layout);
  }
  for (const { files } of known.values()) for (const file of Object.keys(files)) changes.set(file, null);
  return changes;
}

const isSameLogic = (a: OwnedSheet, b: OwnedSheet): boolean => isDeepStrictEqual(logicOf(a), logicOf(b));

/** A sheet as its file says it, whatever the order of its nodes and their positions. */
function logicOf({ head, nodes }: OwnedSheet) {
  return {
    head: head && headWithoutPositions(head),
    nodes: new Map(nodes.map((node) => [node.id, withoutPosition(node)])),
  };
}
