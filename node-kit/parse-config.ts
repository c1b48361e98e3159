import type { ColumnField, Field, Fields, TypedField, TypedValue } from './field.ts';

/** One thing wrong with a node's configuration. */
export interface FieldProblem {
  /** `retries`, or `rules[2].value` in rows (counted from 1). */
  readonly field: string;
  /** Completes the sentence "<field> …". */
  readonly problem: string;
}

export interface ParsedConfig {
  /** Every field by name. Typed fields as `TypedValue`, node references as ids. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly problems: readonly FieldProblem[];
}

/** Checks that need a library: absent where it is not loaded. Each throws when its text is not valid. */
export interface SyntaxChecks {
  readonly jsonata?: (expression: string) => void;
}

type Raw = Readonly<Record<string, unknown>>;
type Report = (problem: string) => void;

/**
 * Reads a stored configuration by its field declarations: fills defaults, turns numeric text into numbers
 * and lists what is wrong. Runs in Node-RED at deploy and in the editor while typing.
 */
export function parseConfig(fields: Fields, raw: Raw, checks: SyntaxChecks = {}, path = ''): ParsedConfig {
  const values: Record<string, unknown> = {};
  const problems: FieldProblem[] = [];
  for (const [name, spec] of Object.entries(fields)) {
    const shown = isShown(fields, spec, raw);
    const at = `${path}${name}`;
    const report: Report = (problem) => {
      problems.push({ field: at, problem });
    };
    if (!shown) values[name] = emptyValue(spec);
    else if (spec.kind === 'rows') {
      const rows = readRows(raw[name], report);
      if (spec.required && rows.length === 0) report('needs at least one row');
      if (spec.min !== undefined && rows.length < spec.min) report(`needs at least ${spec.min} rows`);
      if (spec.max !== undefined && rows.length > spec.max) report(`takes at most ${spec.max} rows`);
      values[name] = rows.map((row, index) => {
        const parsed = parseConfig(spec.columns, row, checks, `${at}[${index + 1}].`);
        problems.push(...parsed.problems);
        return parsed.values;
      });
    } else values[name] = readField(spec, raw, name, checks, report);
  }
  return { values, problems };
}

/** True while the field's condition holds. */
export function isShown(fields: Fields, spec: Field, raw: Raw): boolean {
  if (!spec.when) return true;
  const other = fields[spec.when.field];
  if (!other || !isShown(fields, other, raw)) return false;
  const value = raw[spec.when.field] ?? emptyValue(other);
  const wanted: readonly unknown[] = Array.isArray(spec.when.is) ? spec.when.is : [spec.when.is];
  return wanted.some((candidate) => textOf(candidate) === textOf(value));
}

/** What a field holds when nothing was entered. */
export function emptyValue(spec: Field): unknown {
  if (spec.kind === 'rows') return [];
  if (spec.kind === 'number') return spec.default;
  if (spec.kind === 'boolean') return spec.default ?? false;
  if (spec.kind === 'choice') return spec.default ?? spec.options[0];
  if (spec.kind === 'typed') return spec.default ?? { type: spec.types[0], value: '' };
  if (spec.kind === 'node') return undefined;
  return spec.default ?? '';
}

function readRows(stored: unknown, report: Report): readonly Raw[] {
  if (stored === undefined || stored === null || stored === '') return [];
  if (Array.isArray(stored) && stored.every((row) => typeof row === 'object' && row !== null)) return stored;
  report('is not a list of rows');
  return [];
}

/** Any value as text: an object of JSON may have a `toString` that is no function. */
const textOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);

type Single = ColumnField | Exclude<Field, { kind: 'rows' }>;

function readField(spec: Single, raw: Raw, name: string, checks: SyntaxChecks, report: Report): unknown {
  if (spec.kind === 'typed') return readTyped(spec, raw, name, checks, report);
  const stored = raw[name];
  if (stored === undefined || stored === null || stored === '') {
    const empty = emptyValue(spec);
    if (spec.required && (empty === undefined || empty === '' || stored === '')) report('is required');
    return empty;
  }
  if (spec.kind === 'number') {
    const value = Number(textOf(stored));
    if (!Number.isFinite(value) || typeof stored === 'boolean') report('is not a number');
    else if (spec.integer && !Number.isInteger(value)) report('is not a whole number');
    else if (spec.min !== undefined && value < spec.min) report(`is below ${spec.min}`);
    else if (spec.max !== undefined && value > spec.max) report(`is above ${spec.max}`);
    return value;
  }
  if (spec.kind === 'boolean') {
    if (!['true', 'false'].includes(textOf(stored))) report('is neither true nor false');
    return textOf(stored) === 'true';
  }
  if (typeof stored !== 'string') {
    report('is not text');
    return emptyValue(spec);
  }
  if (spec.required && stored.trim() === '') report('is required');
  if (spec.kind === 'choice' && !spec.options.includes(stored)) {
    report(`is "${stored}", not one of ${spec.options.join(', ')}`);
  }
  if (spec.kind === 'text' && spec.pattern && !new RegExp(`^(?:${spec.pattern})$`, 'u').test(stored)) {
    report(`does not have the form ${spec.pattern}`);
  }
  if (spec.kind === 'code' && spec.language === 'json') checkJson(stored, report);
  if (spec.kind === 'code' && spec.language === 'jsonata') checkJsonata(stored, checks, report);
  return stored;
}

function readTyped(
  spec: TypedField,
  raw: Raw,
  name: string,
  checks: SyntaxChecks,
  report: Report,
): TypedValue {
  const empty = spec.default ?? { type: spec.types[0], value: '' };
  const type = spec.types.find((candidate) => candidate === (raw[`${name}Type`] ?? empty.type));
  const value = textOf(raw[name] ?? (type === empty.type ? empty.value : ''));
  if (!type) {
    report(`has the type "${textOf(raw[`${name}Type`])}", which is not offered`);
    return empty;
  }
  if (value.trim() === '') {
    if (spec.required) report('is required');
  } else if (type === 'num' && !Number.isFinite(Number(value))) report('is not a number');
  else if (type === 'bool' && !['true', 'false'].includes(value)) report('is neither true nor false');
  else if (type === 'json') checkJson(value, report);
  else if (type === 'jsonata') checkJsonata(value, checks, report);
  return { type, value };
}

function checkJson(text: string, report: Report): void {
  try {
    JSON.parse(text);
  } catch (error) {
    report(`is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function checkJsonata(text: string, checks: SyntaxChecks, report: Report): void {
  try {
    checks.jsonata?.(text);
  } catch (error) {
    // JSONata throws plain objects with a message, not errors.
    const message = typeof error === 'object' && error && 'message' in error ? error.message : error;
    report(`is not a JSONata expression: ${String(message)}`);
  }
}
