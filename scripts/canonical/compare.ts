import { isDeepStrictEqual } from 'node:util';
import type { Schema } from './schemas.ts';

/** One difference between a released schema and the present one. Paths are JSON pointers into documents, `*` for any entry. */
export interface Difference {
  readonly breaking: boolean;
  readonly path: string;
  readonly change: string;
}

/** The schema that a `$ref` names; references are absolute: `../common/v1.schema.json#/$defs/money`. */
export type Resolve = (ref: string) => Schema;

/** A schema and how to follow its references. */
export interface Located {
  readonly schema: Schema;
  readonly resolve: Resolve;
}

const writers = 'documents that were right would be refused';
const readers = 'readers count on it';

/** Told to people only; no document becomes right or wrong by them. */
const wording = new Set([
  '$schema',
  '$id',
  '$defs',
  '$comment',
  'title',
  'description',
  'x-expects',
  'examples',
]);
/** Bounds that only limit how much there may be: raising them surprises nobody. */
const upper = new Set(['maxItems', 'maxLength', 'maxProperties', 'maximum', 'exclusiveMaximum']);
const lower = new Set(['minItems', 'minLength', 'minProperties', 'minimum', 'exclusiveMinimum']);
/** Canonical documents are trees of a few levels; a path this deep goes round in circles. */
const deepest = 40;
const structural = new Set(['properties', 'required', 'items', 'enum', 'type']);

/** Every difference in what the two schemas accept or promise; a definition's name and place do not matter. */
export function differences(before: Located, after: Located, path = ''): Difference[] {
  if (path.split('/').length > deepest) throw new Error(`a schema contains itself at ${path}`);
  const [was, is] = [flattened(before), flattened(after)];
  return [
    ...propertyDifferences(was, is, path),
    ...requiredDifferences(was.schema, is.schema, path),
    ...typeDifferences(was.schema, is.schema, path),
    ...enumDifferences(was.schema, is.schema, path),
    ...itemDifferences(was, is, path),
    ...keywordDifferences(was.schema, is.schema, path),
  ];
}

/** The schema with its reference followed; what stands beside the reference narrows it. */
function flattened({ schema, resolve }: Located): Located {
  if (schema.$ref === undefined) return { schema, resolve };
  const target = flattened({ schema: resolve(schema.$ref), resolve }).schema;
  const { $ref: _, ...beside } = schema;
  const properties = { ...target.properties, ...beside.properties };
  const merged = { ...target, ...beside };
  return { schema: Object.keys(properties).length === 0 ? merged : { ...merged, properties }, resolve };
}

function propertyDifferences(was: Located, is: Located, path: string): Difference[] {
  const [old, present] = [was.schema.properties ?? {}, is.schema.properties ?? {}];
  const names = [...new Set([...Object.keys(old), ...Object.keys(present)])];
  return names.flatMap((name) => {
    const at = `${path}/${name}`;
    const [before, after] = [old[name], present[name]];
    if (before === undefined) return [{ breaking: false, path: at, change: 'property added' }];
    if (after === undefined) return [{ breaking: true, path: at, change: `property removed: ${writers}` }];
    return differences({ ...was, schema: before }, { ...is, schema: after }, at);
  });
}

function requiredDifferences(was: Schema, is: Schema, path: string): Difference[] {
  const [old, present] = [new Set(was.required), new Set(is.required)];
  const added = [...present].filter((name) => !old.has(name));
  const dropped = [...old].filter((name) => !present.has(name) && is.properties?.[name] !== undefined);
  return [
    ...added.map((name) => ({
      breaking: true,
      path: `${path}/${name}`,
      change: `property became required: ${writers}`,
    })),
    ...dropped.map((name) => ({
      breaking: true,
      path: `${path}/${name}`,
      change: `property became optional: ${readers}`,
    })),
  ];
}

function typeDifferences(was: Schema, is: Schema, path: string): Difference[] {
  const [old, present] = [typesOf(was), typesOf(is)];
  if (isDeepStrictEqual(old, present)) return [];
  const narrower = [...old].some((type) => !present.has(type)) || old.size === 0;
  const change = `type changed from ${[...old].join(' or ') || 'any'} to ${[...present].join(' or ') || 'any'}`;
  return [{ breaking: true, path, change: `${change}: ${narrower ? writers : readers}` }];
}

const typesOf = (schema: Schema): Set<string> => new Set([schema.type ?? []].flat().toSorted());

function enumDifferences(was: Schema, is: Schema, path: string): Difference[] {
  const [old, present] = [valuesOf(was), valuesOf(is)];
  if (old === null && present === null) return [];
  if (old === null) return [{ breaking: true, path, change: `limited to listed values: ${writers}` }];
  if (present === null)
    return [{ breaking: true, path, change: `no longer limited to listed values: ${readers}` }];
  return [...listDifferences(old, present, 'value', path)];
}

const valuesOf = (schema: Schema): string[] | null =>
  Array.isArray(schema.enum) ? schema.enum.map((value) => JSON.stringify(value)) : null;

/** Codes or enum values that came or went. */
export function listDifferences(
  before: readonly string[],
  after: readonly string[],
  noun: string,
  path: string,
): Difference[] {
  const [old, present] = [new Set(before), new Set(after)];
  return [
    ...before
      .filter((value) => !present.has(value))
      .map((value) => ({ breaking: true, path, change: `${noun} ${value} removed: ${writers}` })),
    ...after
      .filter((value) => !old.has(value))
      .map((value) => ({ breaking: false, path, change: `${noun} ${value} added` })),
  ];
}

function itemDifferences(was: Located, is: Located, path: string): Difference[] {
  const [before, after] = [was.schema.items, is.schema.items];
  const at = `${path}/*`;
  if (before === undefined && after === undefined) return [];
  if (before === undefined)
    return [{ breaking: true, path: at, change: `entries are described now: ${writers}` }];
  if (after === undefined)
    return [{ breaking: true, path: at, change: `entries are no longer described: ${readers}` }];
  return differences({ ...was, schema: before }, { ...is, schema: after }, at);
}

function keywordDifferences(was: Schema, is: Schema, path: string): Difference[] {
  const keywords = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((k) => !structural.has(k));
  return keywords.flatMap((keyword): Difference[] => {
    const [before, after] = [was[keyword], is[keyword]];
    if (isDeepStrictEqual(bare(before), bare(after))) return [];
    if (wording.has(keyword))
      return keyword.startsWith('$') ? [] : [{ breaking: false, path, change: `${keyword} reworded` }];
    const { narrower, words } = boundChange(keyword, before, after);
    if (upper.has(keyword))
      return [{ breaking: narrower, path, change: narrower ? `${words}: ${writers}` : words }];
    return [{ breaking: true, path, change: `${words}: ${narrower ? writers : readers}` }];
  });
}

/** Whether a keyword refuses more than before, as far as that can be told; a changed rule is taken to refuse something. */
function boundChange(keyword: string, before: unknown, after: unknown): { narrower: boolean; words: string } {
  if (before === undefined) return { narrower: true, words: `${keyword} ${said(after)} added` };
  if (after === undefined) return { narrower: false, words: `${keyword} ${said(before)} removed` };
  const words = `${keyword} changed from ${said(before)} to ${said(after)}`;
  if (upper.has(keyword)) return { narrower: Number(after) < Number(before), words };
  if (lower.has(keyword)) return { narrower: Number(after) > Number(before), words };
  return { narrower: true, words };
}

/** A condition without the words in it. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([keyword]) => !wording.has(keyword));
  return Object.fromEntries(entries.map(([keyword, inner]) => [keyword, bare(inner)]));
}

function said(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
