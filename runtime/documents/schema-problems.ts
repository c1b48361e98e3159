import type { ErrorObject } from 'ajv';
import type { DocumentPath, YamlDocument } from './yaml-document.ts';

/** One violation of a schema: the place in the file, the field and what is wrong with it. */
export interface SchemaProblem {
  readonly where: string;
  readonly path: string;
  readonly reason: string;
  readonly keyword: string;
}

/** Ajv's errors in a reader's words, each with its line; follow-ups of a better one are left out. */
export function schemaProblems(
  document: YamlDocument,
  errors: readonly ErrorObject[] | null | undefined,
): SchemaProblem[] {
  return (errors ?? [])
    .filter(({ keyword }) => !['propertyNames', 'if', 'anyOf'].includes(keyword))
    .map((error) => {
      const path = pathOf(error.instancePath);
      const key = strangeKey(error);
      return {
        where: key === undefined ? document.at(path) : document.at([...path, key], 'key'),
        path: [...path, ...(key === undefined ? [] : [key])].join('.') || 'the file',
        reason: reasonOf(error),
        keyword: error.keyword,
      };
    });
}

/** `/systems/erp/auth` as its steps. */
export function pathOf(pointer: string): DocumentPath {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function strangeKey(error: ErrorObject): string | undefined {
  if (error.propertyName !== undefined) return error.propertyName;
  const { additionalProperty, unevaluatedProperty } = error.params;
  return additionalProperty ?? unevaluatedProperty;
}

function reasonOf({ keyword, params, message, parentSchema }: ErrorObject): string {
  switch (keyword) {
    case 'required':
      return `lacks ${params.missingProperty}`;
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return 'is not a field here';
    case 'enum':
      return `must be one of ${params.allowedValues.join(', ')}`;
    case 'const':
      return `must be ${params.allowedValue}`;
    case 'discriminator':
      return `has an unknown ${params.tag}`;
    case 'pattern':
      return `has the wrong form: ${parentSchema?.description ?? `it must match ${params.pattern}`}`;
    case 'timeZone':
      return 'is not an IANA time zone such as Europe/Berlin';
    default:
      return message ?? 'is not valid';
  }
}
