import type { Path, Step, Test } from './path-syntax.ts';
import { asText, isAbsent, type Scope } from './run-state.ts';

/** The first value at a path, or undefined. */
export type ReadFirst = (scope: Scope) => unknown;
/** Every value at a path, in document order, absent ones left out. */
export type ReadAll = (scope: Scope) => unknown[];

type Selector = (values: readonly unknown[], scope: Scope) => readonly unknown[];
interface Segment {
  /** Null at the start of a path such as `[N101='ST']`. */
  readonly name: string | null;
  readonly selectors: readonly Selector[];
}

/** Compiles a path into a function that returns its first value. */
export function compileFirst(path: Path): ReadFirst {
  const start = compileStart(path);
  const segments = toSegments(path.steps);
  const names = segments.map((segment) => segment.name);
  if (path.start === 'position' || path.start === 'now' || segments.length === 0) return start;
  if (segments.some((segment) => segment.name === null || segment.selectors.length > 0)) {
    return (scope) => walk(start(scope), segments, 0, scope, null);
  }
  const slow: ReadFirst = (scope) => walk(start(scope), segments, 0, scope, null);
  const plain = names.filter((name) => name !== null);
  const last = plain.length - 1;
  return (scope) => {
    let value = start(scope);
    for (let at = 0; at <= last; at += 1) {
      if (Array.isArray(value)) return slow(scope);
      value = field(value, plain[at] as string);
    }
    return value;
  };
}

/** Compiles a path into a function that returns all its values. */
export function compileAll(path: Path): ReadAll {
  const start = compileStart(path);
  const segments = toSegments(path.steps);
  return (scope) => {
    const found: unknown[] = [];
    walk(start(scope), segments, 0, scope, found);
    return found;
  };
}

/** Compiles conditions into one function; all of them must hold. */
export function compileTests(tests: readonly Test[]): (scope: Scope) => boolean {
  const compiled = tests.map((test) => {
    const read = compileAll(test.path);
    const { literals, negated } = test;
    return (scope: Scope): boolean => {
      const values = read(scope);
      if (literals === null) return values.length > 0 !== negated;
      return values.some((value) => literals.includes(asText(value) ?? '')) !== negated;
    };
  });
  const only = compiled[0];
  if (compiled.length === 1 && only) return only;
  return (scope) => compiled.every((test) => test(scope));
}

function compileStart(path: Path): ReadFirst {
  const { up } = path;
  const at = (scope: Scope): Scope => {
    let here = scope;
    for (let n = up; n > 0 && here.parent !== null; n -= 1) here = here.parent;
    return here;
  };
  switch (path.start) {
    case 'root':
      return (scope) => scope.run.root;
    case 'document':
      return (scope) => scope.run.document;
    case 'message':
      return (scope) => scope.run.context.message;
    case 'context':
      return (scope) => scope.run.context.values;
    case 'now':
      return (scope) => scope.run.startedAt.toISOString();
    case 'position':
      return (scope) => at(scope).position;
    case 'item':
      return up === 0 ? (scope) => scope.item : (scope) => at(scope).item;
  }
}

function toSegments(steps: readonly Step[]): Segment[] {
  const segments: { name: string | null; selectors: Selector[] }[] = [];
  for (const step of steps) {
    if (step.kind === 'name') {
      segments.push({ name: step.name, selectors: [] });
      continue;
    }
    if (segments.length === 0) segments.push({ name: null, selectors: [] });
    segments.at(-1)?.selectors.push(compileSelector(step));
  }
  return segments;
}

function compileSelector(step: Exclude<Step, { kind: 'name' }>): Selector {
  if (step.kind === 'index') return (values) => values.slice(step.index, step.index + 1);
  if (step.kind === 'last') return (values) => values.slice(-1);
  const holds = compileTests(step.tests);
  return (values, scope) => {
    const { run, position, parent, source, target } = scope;
    return values.filter((item) => holds({ run, item, position, parent, source, target }));
  };
}

/** Depth first; with `found` null it stops at the first value and returns it. */
function walk(
  from: unknown,
  segments: readonly Segment[],
  at: number,
  scope: Scope,
  found: unknown[] | null,
): unknown {
  const segment = segments[at];
  if (segment === undefined) return emit(from, found);
  if (Array.isArray(from) && segment.name !== null) {
    for (const element of from) {
      const value = Array.isArray(element) ? undefined : walk(element, segments, at, scope, found);
      if (value !== undefined) return value;
    }
    return undefined;
  }
  const value = segment.name === null ? from : field(from, segment.name);
  if (segment.selectors.length === 0) return walk(value, segments, at + 1, scope, found);
  let values: readonly unknown[] = Array.isArray(value) ? value : isAbsent(value) ? [] : [value];
  for (const select of segment.selectors) values = select(values, scope);
  for (const element of values) {
    const result = walk(element, segments, at + 1, scope, found);
    if (result !== undefined) return result;
  }
  return undefined;
}

/** A path that ends at a list gives the list as one value, or its elements when all values are wanted. */
function emit(value: unknown, found: unknown[] | null): unknown {
  if (isAbsent(value)) return undefined;
  if (found === null) return value;
  for (const element of Array.isArray(value) ? value : [value]) if (!isAbsent(element)) found.push(element);
  return undefined;
}

/** A named field. Names that JavaScript objects inherit are refused when the path is parsed. */
function field(from: unknown, name: string): unknown {
  return typeof from === 'object' && from !== null
    ? (from as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
