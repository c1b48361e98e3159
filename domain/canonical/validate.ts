import { CrossdockError } from '../errors.ts';
import { isDetail, type Problem, told } from './problem-text.ts';
import type { CanonicalDocuments } from './types.generated.ts';
import { type CompiledSchema, validators } from './validators.generated.js';

export type { Problem } from './problem-text.ts';

/** The id of a canonical object: its folder in canonical-schemas/, such as `sales-order`. */
export type ObjectId = keyof CanonicalDocuments;

export type Validation<Document> =
  | { readonly valid: true; readonly value: Document }
  | { readonly valid: false; readonly problems: readonly Problem[] };

/** Every canonical object, in alphabetical order. */
export const canonicalObjects = Object.keys(validators) as readonly ObjectId[];

const known: ReadonlySet<string> = new Set(canonicalObjects);

/** Narrows a text to the id of a canonical object. */
export const isCanonicalObject = (text: string): text is ObjectId => known.has(text);

/** The schema versions of an object, oldest first: `['1']`. Types describe the last one. */
export const canonicalVersions = (object: ObjectId): readonly string[] => Object.keys(validators[object]);

/** A document with thousands of bad lines is as wrong as one with this many; a person reads no further. */
const mostProblems = 100;

/**
 * Whether a value is a document of that canonical object, with everything that is wrong with it, in words.
 * The newest version of the schema applies unless the envelope's `schemaVersion` is handed over.
 * The caller bounds the size; the value is not changed.
 *
 * @example
 * const result = validateCanonical('sales-order', payload);
 * if (!result.valid) for (const { path, problem } of result.problems) report(`${path} ${problem}`);
 * @throws CD_CANONICAL_OBJECT_UNKNOWN, CD_CANONICAL_VERSION_UNKNOWN, CD_CANONICAL_UNREADABLE (a value that is not plain data)
 */
export function validateCanonical<Id extends ObjectId>(
  object: Id,
  value: unknown,
  version?: string,
): Validation<CanonicalDocuments[Id]> {
  const validator = validatorFor(object, version);
  try {
    if (validator(value)) return { valid: true, value: value as CanonicalDocuments[Id] };
    return { valid: false, problems: problemsOf(validator.errors ?? []) };
  } catch (thrown) {
    throw new CrossdockError(
      'CD_CANONICAL_UNREADABLE',
      { object, reason: reasonOf(thrown) },
      { cause: thrown },
    );
  }
}

/**
 * The value as a document of that canonical object.
 *
 * @throws CD_CANONICAL_INVALID with the first problem and their count, and what `validateCanonical` throws
 */
export function requireCanonical<Id extends ObjectId>(
  object: Id,
  value: unknown,
  version?: string,
): CanonicalDocuments[Id] {
  const result = validateCanonical(object, value, version);
  if (result.valid) return result.value;
  const [first] = result.problems;
  throw new CrossdockError('CD_CANONICAL_INVALID', {
    object,
    path: first?.path || 'the document itself',
    problem: first?.problem,
    count: result.problems.length,
  });
}

function validatorFor(object: string, version: string | undefined): CompiledSchema {
  if (!isCanonicalObject(object)) throw new CrossdockError('CD_CANONICAL_OBJECT_UNKNOWN', { object });
  const versions = canonicalVersions(object);
  const wanted = version ?? versions.at(-1) ?? '';
  const validator = versions.includes(wanted) ? validators[object][wanted] : undefined;
  if (validator !== undefined) return validator;
  throw new CrossdockError('CD_CANONICAL_VERSION_UNKNOWN', { object, version, known: versions.join(', ') });
}

function problemsOf(errors: NonNullable<CompiledSchema['errors']>): Problem[] {
  const problems = new Map<string, Problem>();
  for (const error of errors) {
    if (error === undefined || isDetail(error)) continue;
    const problem = told(error);
    problems.set(`${problem.path}\n${problem.problem}`, problem);
    if (problems.size === mostProblems) break;
  }
  return [...problems.values()];
}

const reasonOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : 'it throws when read';
