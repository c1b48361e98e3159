import type { ErrorObject } from 'ajv';

/** One thing that is wrong with a document: where (JSON pointer, RFC 6901; the whole document is '') and what, in words. */
export interface Problem {
  readonly path: string;
  readonly problem: string;
}

/** The parts of a schema that its problems are told with. */
interface Told {
  readonly title?: string;
  readonly 'x-expects'?: string;
  readonly properties?: Readonly<Record<string, Told>>;
}

const longestValue = 60;
const longestList = 20;

/** A list is wrong as a whole only in the eyes of Ajv: its branches are told by the rule around them. */
export const isDetail = (error: ErrorObject): boolean =>
  error.keyword === 'if' || error.schemaPath.includes('/anyOf/');

/** An error of a compiled schema in the words of the schema. Needs Ajv's `verbose`. */
export function told(error: ErrorObject): Problem {
  const schema = (error.parentSchema ?? {}) as Told;
  const at = error.instancePath;
  const found = foundWords(error.data);
  switch (error.keyword) {
    case 'required': {
      const name = String(error.params.missingProperty);
      const title = schema.properties?.[name]?.title;
      if (title !== undefined) return { path: below(at, name), problem: `is missing (${title})` };
      return { path: below(at, name), problem: `is missing: it is ${schema['x-expects'] ?? 'required'}` };
    }
    case 'additionalProperties': {
      const name = String(error.params.additionalProperty);
      return {
        path: below(at, name),
        problem: `is not a property of ${named(schema)}${known(schema, name)}`,
      };
    }
    case 'type':
      return { path: at, problem: `must be ${typeWords(error.params.type)}${found}` };
    case 'enum':
      return { path: at, problem: `must be one of ${listed(error.params.allowedValues)}${found}` };
    case 'const':
      return { path: at, problem: `must be ${shown(error.params.allowedValue)}${found}` };
    case 'minItems':
      return { path: at, problem: `must have at least ${plural(error.params.limit, 'entry', 'entries')}` };
    case 'maxItems':
      return { path: at, problem: `must have at most ${plural(error.params.limit, 'entry', 'entries')}` };
    case 'uniqueItems':
      return { path: `${at}/${Math.max(error.params.i, error.params.j)}`, problem: 'is there twice' };
    case 'uniqueBy': {
      const { property, index } = error.params;
      return { path: `${at}/${index}/${property}`, problem: `repeats the ${property} of an earlier entry` };
    }
    default: {
      const expected = schema['x-expects'];
      if (expected === undefined) return { path: at, problem: `${error.message ?? 'is not valid'}${found}` };
      const verb = expected.startsWith('at least') ? 'have' : 'be';
      return { path: at, problem: `must ${verb} ${expected}${found}` };
    }
  }
}

const below = (path: string, name: string): string =>
  `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

const named = (schema: Told): string => (schema.title === undefined ? 'this object' : `"${schema.title}"`);

const loosely = (name: string): string => name.replace(/[^A-Za-z0-9]/g, '').toLowerCase();

function known(schema: Told, name: string): string {
  const names = Object.keys(schema.properties ?? {});
  const meant = names.find((candidate) => loosely(candidate) === loosely(name));
  if (meant !== undefined) return `; did you mean ${meant}?`;
  return names.length === 0 ? '' : `; it has ${listed(names)}`;
}

function listed(values: unknown): string {
  if (!Array.isArray(values)) return 'the values of the schema';
  const shownValues = values.slice(0, longestList).map(String).join(', ');
  return values.length > longestList ? `${shownValues} and ${values.length - longestList} more` : shownValues;
}

const plural = (count: unknown, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const words: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
};

const typeWords = (type: unknown): string =>
  [type]
    .flat()
    .map((name) => words[String(name)] ?? String(name))
    .join(' or ');

/** What stands in the document, where that fits into a sentence. */
const foundWords = (value: unknown): string =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? '' : `; found ${shown(value)}`;

/** A value short enough for a sentence. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > longestValue ? `${value.slice(0, longestValue)}…` : value);
}
