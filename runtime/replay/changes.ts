import type { Json } from '../../ledger/ledger.ts';

/** One place where two documents differ: absent on the side that does not have it. */
export interface Change {
  /** `lines[1].quantity.unit`, or `payload, lines 4 to 6` inside a text; empty for the whole. */
  readonly path: string;
  readonly before?: Json;
  readonly after?: Json;
}

/** Says that two texts mean the same although they are written differently. */
export type SameText = (before: string, after: string) => boolean;

const identical: SameText = (before, after) => before === after;

/**
 * Where two documents differ, in their order: fields by name, lists by position, texts of several lines (an
 * interchange, also as `$buffer`) by line.
 */
export function changes(
  before: Json | undefined,
  after: Json | undefined,
  same: SameText = identical,
  path = '',
): Change[] {
  if (before === after) return [];
  if (isList(before) && isList(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }).flatMap((_, at) => changes(before[at], after[at], same, `${path}[${at}]`));
  }
  const [left, right] = [textOf(before), textOf(after)];
  if (left !== null && right !== null) return textChanges(left, right, same, path);
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) =>
      changes(own(before, name), own(after, name), same, path === '' ? name : `${path}.${name}`),
    );
  }
  return [{ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
}

function textChanges(before: string, after: string, same: SameText, path: string): Change[] {
  if (same(before, after)) return [];
  const [left, right] = [before.split('\n'), after.split('\n')];
  if (left.length === 1 || right.length === 1) return [{ path, before, after }];
  if (left.length === right.length) {
    return left.flatMap((line, at) => {
      const other = right[at] ?? '';
      return same(line, other) ? [] : [{ path: linesAt(path, at, at), before: line, after: other }];
    });
  }
  const head = alike(left, right, same);
  const tail = alike(left.slice(head).reverse(), right.slice(head).reverse(), same);
  const [gone, come] = [left.slice(head, left.length - tail), right.slice(head, right.length - tail)];
  return [
    {
      path: linesAt(path, head, head + Math.max(gone.length, come.length) - 1),
      ...(gone.length > 0 && { before: gone.join('\n') }),
      ...(come.length > 0 && { after: come.join('\n') }),
    },
  ];
}

/** How many lines from the start are the same. */
function alike(left: readonly string[], right: readonly string[], same: SameText): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    if (!same(left[at] ?? '', right[at] ?? '')) return at;
  }
  return length;
}

const linesAt = (path: string, first: number, last: number): string =>
  `${path === '' ? '' : `${path}, `}${first === last ? `line ${first + 1}` : `lines ${first + 1} to ${last + 1}`}`;

type JsonObject = Readonly<Record<string, Json>>;

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const own = (from: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(from, name) ? from[name] : undefined;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A text, also one that a message carries as bytes (UTF-8, else Latin-1); null for anything else. */
export function textOf(value: Json | undefined): string | null {
  if (typeof value === 'string') return value;
  if (!isObject(value)) return null;
  const { $buffer } = value;
  if (typeof $buffer !== 'string' || Object.keys(value).length !== 1) return null;
  const bytes = Buffer.from($buffer, 'base64');
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
