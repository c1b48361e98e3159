import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Difference, differences, listDifferences, type Resolve } from './compare.ts';
import { readCodeLists, readSchemas, type Schema, type SchemaFile } from './schemas.ts';

/** A difference and the file it is in: `sales-order/v1`, `code-lists/unit`. */
export interface FileDifference extends Difference {
  readonly file: string;
}

/** The last released version under `released/`, by semantic version; null before the first release. */
export function lastRelease(folder: string): string | null {
  const released = join(folder, 'released');
  if (!existsSync(released)) return null;
  const versions = readdirSync(released).filter((name) => /^\d+\.\d+\.\d+$/.test(name));
  return versions.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1) ?? null;
}

/** Every difference between the schemas and code lists in `before` and those in `after`. */
export function compareFolders(before: string, after: string): FileDifference[] {
  const [old, present] = [readSchemas(before), readSchemas(after)];
  const [resolveOld, resolvePresent] = [resolver(old), resolver(present)];
  const schemas = old.flatMap((released) => {
    const file = nameOf(released);
    const now = present.find((candidate) => nameOf(candidate) === file);
    if (now === undefined)
      return [{ file, breaking: true, path: '', change: 'schema removed: documents of this version remain' }];
    if (released.object === 'common') return [];
    return differences(
      { schema: withAbsoluteReferences(released), resolve: resolveOld },
      { schema: withAbsoluteReferences(now), resolve: resolvePresent },
    ).map((difference) => ({ file, ...difference }));
  });
  const known = new Set(old.map(nameOf));
  const added = present
    .filter((file) => !known.has(nameOf(file)))
    .map((file) => ({ file: nameOf(file), breaking: false, path: '', change: 'schema added' }));
  return [...schemas, ...added, ...codeListDifferences(before, after)];
}

/** Copies schemas and code lists, without samples, to `released/<version>/`; a release is never overwritten. */
export function writeRelease(folder: string, version: string): void {
  const target = join(folder, 'released', version);
  if (existsSync(target)) throw new Error(`${target} is there already; a release does not change`);
  for (const { object, version: number } of readSchemas(folder)) {
    const path = join(object, `v${number}.schema.json`);
    mkdirSync(dirname(join(target, path)), { recursive: true });
    cpSync(join(folder, path), join(target, path));
  }
  cpSync(join(folder, 'code-lists'), join(target, 'code-lists'), { recursive: true });
}

const nameOf = ({ object, version }: SchemaFile): string => `${object}/v${version}`;

function codeListDifferences(before: string, after: string): FileDifference[] {
  const [old, present] = [readCodeLists(before), readCodeLists(after)];
  return Object.entries(old).flatMap(([name, codes]) =>
    listDifferences(Object.keys(codes), Object.keys(present[name] ?? {}), 'code', '').map((difference) => ({
      file: `code-lists/${name}`,
      ...difference,
    })),
  );
}

function resolver(files: readonly SchemaFile[]): Resolve {
  const byName = new Map(files.map((file) => [nameOf(file), withAbsoluteReferences(file)]));
  return (ref) => {
    const [, file = '', definition] = /^\.\.\/(.+)\.schema\.json(?:#\/\$defs\/(\w+))?$/.exec(ref) ?? [];
    const root = byName.get(file);
    const schema = definition === undefined ? root : root?.$defs?.[definition];
    if (schema === undefined) throw new Error(`$ref "${ref}" leads nowhere`);
    return schema;
  };
}

/** References to the file itself name it, so that they mean the same wherever they are followed from. */
function withAbsoluteReferences(file: SchemaFile): Schema {
  const text = JSON.stringify(file.schema);
  return JSON.parse(text.replaceAll('"$ref":"#', `"$ref":"../${nameOf(file)}.schema.json#`)) as Schema;
}
