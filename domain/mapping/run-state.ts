import { CrossdockError, type ErrorCode, type ErrorParameters } from '../errors.ts';
import type { Json, MappingContext, MappingLimits, MappingProblem } from './types.ts';

/** Where a rule stands in its file. */
export interface RulePlace {
  readonly file: string;
  readonly line: number;
}

/** One document on its way through a mapping. */
export interface Run {
  /** What paths start from: the document, or the `segments` of an EDI document. */
  readonly root: unknown;
  /** The whole document: of EDI, with its control numbers and parties. */
  readonly document: unknown;
  readonly context: MappingContext;
  readonly startedAt: Date;
  readonly limits: MappingLimits;
  readonly problems: MappingProblem[];
  /** Expressions to evaluate once the direct rules are done, in the order of the rules. */
  readonly pending: (() => Promise<void>)[];
  /** Characters and values that may still be written. */
  remaining: number;
}

/** The item a loop stands on; the outermost scope is the document. */
export interface Scope {
  readonly run: Run;
  readonly item: unknown;
  /** From 1; 0 outside loops. */
  readonly position: number;
  readonly parent: Scope | null;
  /** Path of the item in the document, and of its counterpart in the target; empty for the document. */
  readonly source: string;
  readonly target: string;
}

/** Ends a run whose document exceeds a limit; the message says which. */
export class LimitReached extends Error {}

/** True for what counts as missing in every form: no value, null and the empty text. */
export const isAbsent = (value: unknown): value is undefined | null | '' =>
  value === undefined || value === null || value === '';

/** A plain value as text; null for lists and objects, whose own `toString` a document may have set. */
export const asText = (value: unknown): string | null =>
  typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol'
    ? null
    : String(value);

/** Path of a field below a prefix: `lines[0]` and `quantity.unit` give `lines[0].quantity.unit`. */
export function below(prefix: string, name: string): string {
  if (prefix === '' || name === '') return prefix + name;
  return name.startsWith('[') ? prefix + name : `${prefix}.${name}`;
}

/** Adds a problem to the run. @throws LimitReached when there are too many to be useful. */
export function report(
  run: Run,
  code: ErrorCode,
  place: RulePlace,
  found: { readonly target: string; readonly source: string; readonly value?: unknown },
  parameters: ErrorParameters = {},
): void {
  const value = excerpt(found.value);
  const record = new CrossdockError(code, {
    target: found.target === '' ? 'the document' : found.target,
    source: found.source === '' ? 'the value' : found.source,
    value: JSON.stringify(value),
    where: `${place.file}:${place.line}`,
    ...parameters,
  }).record();
  run.problems.push({
    code,
    target: found.target,
    source: found.source,
    value,
    file: place.file,
    line: place.line,
    problem: record.message,
    remedy: record.remedy,
  });
  if (run.problems.length >= run.limits.problems)
    throw new LimitReached('there are more problems than are useful');
}

/** Takes room in the target. @throws LimitReached */
export function spend(run: Run, amount: number): void {
  run.remaining -= amount;
  if (run.remaining < 0) throw new LimitReached(`the result is larger than ${run.limits.size} characters`);
}

const excerptLength = 200;

/** A value as it can be shown: texts cut, objects and lists named only. */
function excerpt(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') {
    return value.length > excerptLength ? `${value.slice(0, excerptLength)}…` : value;
  }
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return Array.isArray(value) ? `a list of ${value.length}` : 'an object';
}
