/** Looks up a canonical JSON Schema by object and version; null when there is none. */
export type SchemaSource = (object: string, version: string) => unknown;

type Schema = Readonly<Record<string, unknown>>;

/** A place in a canonical object: where fields can be asked for. */
export interface Shape {
  readonly kind: 'object' | 'array' | 'value' | 'any';
  /** Names of the fields; null when any name is allowed. */
  readonly fields: readonly string[] | null;
  readonly required: readonly string[];
  field(name: string): Shape | null;
  item(): Shape | null;
}

const record = (value: unknown): Schema =>
  typeof value === 'object' && value !== null ? (value as Schema) : {};

const anyShape: Shape = {
  kind: 'any',
  fields: null,
  required: [],
  field: () => anyShape,
  item: () => anyShape,
};

/** The shape of a canonical object, read from its schema; null when there is no such object and version. */
export function canonicalShape(source: SchemaSource, object: string, version: string): Shape | null {
  const schema = source(object, version);
  if (schema === null || schema === undefined) return null;
  return shapeOf({ source, document: record(schema) }, record(schema), 0);
}

interface Place {
  readonly source: SchemaSource;
  readonly document: Schema;
}

const maxReferences = 20;

function shapeOf(place: Place, schema: Schema, references: number): Shape {
  const reference = schema.$ref;
  if (typeof reference === 'string') {
    if (references > maxReferences) return anyShape;
    const [at, target] = follow(place, reference);
    return target === null ? anyShape : shapeOf(at, target, references + 1);
  }
  const properties = schema.properties;
  if (properties !== undefined) {
    const named = record(properties);
    const open = schema.additionalProperties !== false && schema.unevaluatedProperties !== false;
    return {
      kind: 'object',
      fields: open ? null : Object.keys(named),
      required: Array.isArray(schema.required) ? schema.required.map(String) : [],
      field: (name) =>
        Object.hasOwn(named, name) ? shapeOf(place, record(named[name]), 0) : open ? anyShape : null,
      item: () => null,
    };
  }
  if (schema.type === 'array' || schema.items !== undefined) {
    const items = record(schema.items);
    return {
      kind: 'array',
      fields: [],
      required: [],
      field: () => null,
      item: () => shapeOf(place, items, 0),
    };
  }
  if (schema.type === 'object' || schema.type === undefined || Array.isArray(schema.type)) {
    if (schema.enum !== undefined || schema.const !== undefined || schema.pattern !== undefined) return value;
    return anyShape;
  }
  return value;
}

const value: Shape = { kind: 'value', fields: [], required: [], field: () => null, item: () => null };

function follow(place: Place, reference: string): [Place, Schema | null] {
  const [file = '', fragment = ''] = reference.split('#');
  let document = place.document;
  if (file !== '') {
    const named = /([a-z0-9-]+)\/v(\d+)\.schema\.json$/.exec(file);
    const found = named ? place.source(named[1] ?? '', named[2] ?? '') : null;
    if (found === null || found === undefined) return [place, null];
    document = record(found);
  }
  let schema: unknown = document;
  for (const token of fragment.split('/').slice(1)) {
    schema = record(schema)[token.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return [{ source: place.source, document }, schema === undefined ? null : record(schema)];
}
