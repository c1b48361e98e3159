import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackReference } from '../site/site.ts';
import type { FlowNode, SheetKind } from './form/flow.ts';
import { type PlacedSheet, readSheet } from './form/read-sheet.ts';
import { type Manifest, readManifest } from './manifest.ts';

/** A sheet with the pack it stands in and its files as they were read. */
export interface PackSheet extends PlacedSheet {
  readonly pack: string;
  readonly files: Readonly<Record<string, string>>;
}

export interface Pack {
  readonly reference: PackReference;
  readonly manifest: Manifest;
  /** Tabs in their order, then subflows, then shared configurations. */
  readonly sheets: readonly PackSheet[];
}

const folders: readonly (readonly [SheetKind, string])[] = [
  ['subflow', 'subflows'],
  ['tab', 'tabs'],
];

/**
 * Reads one pack from disk.
 * @throws CD_PACK_INVALID, CD_PACK_CREDENTIALS, CD_FILE_SYNTAX with file, line and column
 */
export function loadPack(reference: PackReference): Pack {
  const { manifest } = readManifest(reference.folder);
  const sheets = folders.flatMap(([kind, folder]) =>
    names(join(reference.folder, folder))
      .map((name) => load(reference, kind, `${folder}/${name}`))
      .toSorted((a, b) => (a.order ?? Infinity) - (b.order ?? Infinity) || (a.path < b.path ? -1 : 1)),
  );
  const shared = existsSync(join(reference.folder, 'shared.yaml'))
    ? [load(reference, 'shared', 'shared')]
    : [];
  return { reference, manifest, sheets: [...sheets, ...shared] };
}

/** The Node-RED flow array of all packs: subflows and tabs before what stands on them. */
export function flowsOf(packs: readonly Pack[]): FlowNode[] {
  const sheets = packs.flatMap((pack) => pack.sheets);
  const heads = (kind: SheetKind) =>
    sheets.flatMap((sheet) => (sheet.kind === kind && sheet.head ? [sheet.head] : []));
  return [...heads('tab'), ...heads('subflow'), ...sheets.flatMap(({ nodes }) => nodes)];
}

function names(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length));
}

function load(reference: PackReference, kind: SheetKind, path: string): PackSheet {
  const file = join(reference.folder, `${path}.yaml`);
  const layoutFile = join(reference.folder, `${path}.layout.json`);
  const text = readFileSync(file, 'utf8');
  const layout = existsSync(layoutFile) ? readFileSync(layoutFile, 'utf8') : null;
  const sheet = readSheet({ kind, path, file, text, layoutFile, layout });
  const files = { [file]: text, ...(layout === null ? {} : { [layoutFile]: layout }) };
  return { ...sheet, pack: reference.name, files };
}
