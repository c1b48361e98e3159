import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { CrossdockError } from '../../domain/errors.ts';
import processTerms from '../../domain/process/terms.schema.json' with { type: 'json' };
import { programSchemas } from '../../domain/schema-options.ts';
import { schemaProblems } from '../documents/schema-problems.ts';
import type { DocumentPath, YamlDocument } from '../documents/yaml-document.ts';

export interface Validated {
  readonly problems: readonly CrossdockError[];
  /** JSON pointers of every secret reference. */
  readonly secrets: readonly string[];
}

/** Checks a site document against `site.schema.json` and fills its defaults in place. */
export function validateSite(document: YamlDocument): Validated {
  const secrets: string[] = [];
  const ajv = new Ajv2020({
    ...programSchemas,
    allErrors: true,
    useDefaults: true,
    // `${PORT}` arrives as text.
    coerceTypes: true,
    discriminator: true,
    verbose: true,
    strict: false,
  });
  ajv.addKeyword({ keyword: 'timeZone', type: 'string', validate: (_: true, zone: string) => isZone(zone) });
  ajv.addKeyword({
    keyword: 'secret',
    validate: (_: true, __: unknown, ___: unknown, at?: { instancePath: string }) => {
      if (at) secrets.push(at.instancePath);
      return true;
    },
  });
  ajv.addSchema(processTerms);
  const schema = JSON.parse(readFileSync(new URL('./site.schema.json', import.meta.url), 'utf8'));
  const validate = ajv.compile(schema);
  const empty = emptyFields(document.data).map(
    (path) =>
      new CrossdockError('CD_SITE_FIELD', {
        where: document.at(path),
        path: path.join('.'),
        reason: 'is empty: give it a value or remove it',
      }),
  );
  if (empty.length > 0) return { problems: empty, secrets };
  validate(document.data);
  const problems = schemaProblems(document, validate.errors).map(
    ({ where, path, reason }) => new CrossdockError('CD_SITE_FIELD', { where, path, reason }),
  );
  return { problems, secrets };
}

/** Coercion would read an empty value as 0 or false. */
function emptyFields(value: unknown, path: DocumentPath = []): DocumentPath[] {
  if (value === null) return [path];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, inner]) => emptyFields(inner, [...path, name]));
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
