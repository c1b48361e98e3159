import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A JSON Schema as far as the build reads it. */
export interface Schema {
  readonly $id?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly [keyword: string]: unknown;
}

/** One schema file: `sales-order` at version 1 is `canonical-schemas/sales-order/v1.schema.json`. */
export interface SchemaFile {
  readonly object: string;
  readonly version: number;
  readonly schema: Schema;
}

const versioned = /^v([1-9]\d*)\.schema\.json$/;

/** Every schema file under `folder`, by object and version; `common` is one of them. */
export function readSchemas(folder: string): SchemaFile[] {
  return objectFolders(folder).flatMap((object) =>
    readdirSync(join(folder, object))
      .flatMap((name) => {
        const version = Number(versioned.exec(name)?.[1] ?? 0);
        if (version === 0) return [];
        const schema = JSON.parse(readFileSync(join(folder, object, name), 'utf8')) as Schema;
        return [{ object, version, schema }];
      })
      .sort((a, b) => a.version - b.version),
  );
}

/** The newest version of every object: what types and validators are generated from. */
export function newest(files: readonly SchemaFile[]): SchemaFile[] {
  const last = new Map(files.map((file) => [file.object, file]));
  return [...last.values()];
}

/** Code lists by name, as `{ code: meaning }`. */
export function readCodeLists(folder: string): Record<string, Readonly<Record<string, string>>> {
  const lists: Record<string, Readonly<Record<string, string>>> = {};
  for (const file of readdirSync(join(folder, 'code-lists')).sort()) {
    const { codes } = JSON.parse(readFileSync(join(folder, 'code-lists', file), 'utf8')) as {
      codes: Readonly<Record<string, string>>;
    };
    lists[file.replace(/\.json$/, '')] = codes;
  }
  return lists;
}

function objectFolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map((entry) => entry.name)
    .filter((name) => name !== 'released' && name !== 'code-lists')
    .sort();
}
