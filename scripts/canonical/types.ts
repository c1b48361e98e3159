import { compile } from 'json-schema-to-typescript';
import type { Schema, SchemaFile } from './schemas.ts';

const header = `/**
 * Types of the canonical objects, generated from canonical-schemas/ by scripts/build-canonical.ts.
 * Change a schema, run \`npm run build\`, commit both.
 */
`;

/** What only validation needs; a type cannot say it. */
const untyped = new Set(
  '$schema $id $defs title anyOf allOf minProperties minItems maxItems uniqueItems minimum maximum'.split(
    ' ',
  ),
);

const oneLineComment = /\/\*\*\n\s*\* ([^\n]*)\n\s*\*\//g;

/** `shipment-event` and `deliveryException` as a type name. */
export const pascal = (name: string): string =>
  name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** TypeScript source with one exported type per object and per definition, and a map from object id to type. */
export async function typesSource(files: readonly SchemaFile[]): Promise<string> {
  const parts: string[] = [header];
  for (const { object, schema } of files) {
    if (object !== 'common') parts.push(await typeSource(pascal(object), schema, object));
    for (const [name, definition] of Object.entries(schema.$defs ?? {}))
      parts.push(await typeSource(typeName(object, name), definition, object));
  }
  const objects = files.map((file) => file.object).filter((object) => object !== 'common');
  const entries = objects.map((object) => `  '${object}': ${pascal(object)};`).join('\n');
  parts.push(`/** The type of the document behind each object id. */
export interface CanonicalDocuments {
${entries}
}
`);
  return parts.join('\n');
}

const typeName = (object: string, definition: string): string =>
  object === 'common' ? pascal(definition) : `${pascal(object)}${pascal(definition)}`;

async function typeSource(name: string, schema: Schema, object: string): Promise<string> {
  const source = await compile({ ...typed(schema, object), title: name } as never, name, {
    additionalProperties: false,
    bannerComment: '',
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, printWidth: 110 },
  });
  return `${source.trim().replace(oneLineComment, '/** $1 */')}\n`;
}

/** The schema with references turned into type names, so that every definition keeps one name. */
function typed(schema: Schema, object: string): Record<string, unknown> {
  if (schema.$ref !== undefined)
    return { tsType: referenced(schema.$ref, object), description: schema.description };
  const kept = Object.entries(schema).filter(([keyword]) => !untyped.has(keyword));
  return Object.fromEntries(
    kept.map(([keyword, value]) => {
      if (keyword === 'items') return [keyword, typed(value as Schema, object)];
      if (keyword !== 'properties') return [keyword, value];
      const properties = Object.entries(value as Readonly<Record<string, Schema>>);
      return [keyword, Object.fromEntries(properties.map(([name, inner]) => [name, typed(inner, object)]))];
    }),
  );
}

/** `../common/v1.schema.json#/$defs/money` is `Money`, `../charge/v1.schema.json` is `Charge`. */
function referenced(ref: string, object: string): string {
  const parts = /^(?:\.\.\/([a-z-]+)\/v\d+\.schema\.json)?(?:#\/\$defs\/(\w+))?$/.exec(ref);
  if (parts === null || ref === '') throw new Error(`${object}: cannot name the type behind $ref "${ref}"`);
  const [, file = object, definition] = parts;
  return definition === undefined ? pascal(file) : typeName(file, definition);
}
