import { compileTable } from './code-table.ts';
import { compileWhen, invalid, locate, pathOf, placeOf, type RuleContext } from './compilation.ts';
import { compileConversion } from './conversion.ts';
import { sumOf } from './convert/decimal.ts';
import { Refused } from './convert/refused.ts';
import { compileLookup } from './lookup.ts';
import { compileAll, compileFirst } from './path-read.ts';
import { asText, below, isAbsent, report, type Scope } from './run-state.ts';
import type { Origin, Rule } from './types.ts';
import { type CompiledValue, failed, type Step } from './value.ts';

const sources = ['path', 'constant', 'firstOf', 'join', 'lookup', 'count', 'sum', 'jsonata', 'each'] as const;
type Source = (typeof sources)[number];

/** The one property that says where a rule's value comes from; a fault and null when there is none or more. */
export function sourceOf(context: RuleContext, rule: Rule): Source | null {
  const named = sources.filter((source) => rule[source] !== undefined);
  if (named.length === 1) return named[0] ?? null;
  const reason =
    named.length === 0 ? `needs one of ${sources.join(', ')}` : `has both ${named.join(' and ')}; keep one`;
  invalid(context, reason);
  return null;
}

/** Compiles a path, or a rule inside another rule. */
export function compileOrigin(context: RuleContext, origin: Origin): CompiledValue {
  if (typeof origin === 'string') return compilePath(context, origin);
  if (origin.jsonata !== undefined || origin.each !== undefined) {
    invalid(context, 'jsonata and each cannot stand inside another rule');
    return nothing;
  }
  const compiled = compileSource(context, origin);
  const step = compileSteps(context, origin, compiled);
  const read = (scope: Scope): unknown => step(compiled.read(scope), scope);
  if (origin.when === undefined) return { ...compiled, read };
  const holds = compileWhen(context, origin.when);
  return { ...compiled, read: (scope) => (holds(scope) ? read(scope) : undefined) };
}

/** Compiles where a rule's value comes from, without `each` and `jsonata`. */
export function compileSource(context: RuleContext, rule: Rule): CompiledValue {
  const source = sourceOf(context, rule);
  switch (source) {
    case 'path':
      return compilePath({ ...context, property: 'path' }, rule.path ?? '');
    case 'constant': {
      const { constant } = rule;
      return { read: () => constant, locate: () => '', text: `constant ${JSON.stringify(constant)}` };
    }
    case 'firstOf':
      return compileFirstOf({ ...context, property: 'firstOf' }, rule.firstOf ?? []);
    case 'join':
      return compileJoin({ ...context, property: 'join' }, rule);
    case 'lookup':
      return rule.lookup
        ? compileLookup({ ...context, property: 'lookup' }, rule.lookup, compileOrigin)
        : nothing;
    case 'count': {
      const path = pathOf(context, rule.count ?? '', 'count');
      const read = compileAll(path);
      return {
        read: (scope) => read(scope).length,
        locate: (scope) => locate(scope, path),
        text: `count of ${path.text}`,
      };
    }
    case 'sum':
      return compileSum({ ...context, property: 'sum' }, rule);
    default:
      return nothing;
  }
}

/** Compiles what happens to a value between source and target: trim, table, conversion. */
export function compileSteps(context: RuleContext, rule: Rule, value: CompiledValue): Step {
  const steps: Step[] = [];
  if (rule.trim) steps.push((text) => (typeof text === 'string' ? text.trim() : text));
  if (rule.table !== undefined) steps.push(compileTable(context, rule.table, value.locate));
  if (rule.as !== undefined) steps.push(compileConversion(context, rule, value.locate, compileOrigin));
  else {
    for (const option of ['format', 'time', 'at', 'scale', 'decimalMark', 'disambiguation'] as const) {
      const used = option === 'decimalMark' && rule.sum !== undefined;
      if (rule[option] !== undefined && !used)
        invalid(context, `\`${option}\` means nothing without \`as\``, option);
    }
  }
  const [first, second] = steps;
  if (first === undefined) return (unchanged) => unchanged;
  if (second === undefined) return (from, scope) => (from === failed ? failed : first(from, scope));
  return (from, scope) => {
    let result = from;
    for (const step of steps) if (result !== failed) result = step(result, scope);
    return result;
  };
}

const nothing: CompiledValue = { read: () => undefined, locate: () => '', text: '' };

function compilePath(context: RuleContext, text: string): CompiledValue {
  const path = pathOf(context, text);
  return { read: compileFirst(path), locate: (scope) => locate(scope, path), text: `path ${path.text}` };
}

function compileFirstOf(context: RuleContext, origins: readonly Origin[]): CompiledValue {
  const last = origins.length - 1;
  const values = origins.map((origin, at) =>
    compileOrigin({ ...context, quiet: context.quiet || at < last }, origin),
  );
  return {
    read(scope) {
      for (const value of values) {
        const found = value.read(scope);
        if (!isAbsent(found)) return found;
      }
      return undefined;
    },
    locate: (scope) =>
      (values.find((value) => !isAbsent(value.read(scope))) ?? values[0] ?? nothing).locate(scope),
    text: `first of ${values.map((value) => value.text).join(', ')}`,
  };
}

function compileJoin(context: RuleContext, rule: Rule): CompiledValue {
  const values = (rule.join ?? []).map((origin) => compileOrigin(context, origin));
  const separator = rule.with ?? '';
  const refuse = (scope: Scope, source: string, part: unknown): typeof failed => {
    const found = { target: below(scope.target, context.field), source, value: part };
    const reason = 'a list or an object where one value is expected; use [0] or a filter';
    report(scope.run, 'CD_MAPPING_VALUE_UNREADABLE', placeOf(context), found, { reason });
    return failed;
  };
  return {
    read(scope) {
      const parts: string[] = [];
      for (const value of values) {
        const part = value.read(scope);
        if (part === failed) return failed;
        if (isAbsent(part)) continue;
        const text = asText(part);
        if (text === null) return refuse(scope, value.locate(scope), part);
        parts.push(text);
      }
      return parts.length === 0 ? undefined : parts.join(separator);
    },
    locate: (scope) =>
      values
        .map((value) => value.locate(scope))
        .filter(Boolean)
        .join(', '),
    text: `join of ${values.map((value) => value.text).join(', ')}`,
  };
}

function compileSum(context: RuleContext, rule: Rule): CompiledValue {
  const path = pathOf(context, rule.sum ?? '');
  const read = compileAll(path);
  const edifact = context.compilation.mapping.source.form === 'edifact';
  const mark = rule.decimalMark ?? (edifact ? 'either' : '.');
  const place = placeOf(context);
  const { field } = context;
  return {
    read(scope: Scope) {
      const values = read(scope);
      if (values.length === 0) return undefined;
      try {
        return sumOf(values, mark);
      } catch (thrown) {
        if (!(thrown instanceof Refused)) throw thrown;
        const found = { target: below(scope.target, field), source: locate(scope, path), value: values };
        report(scope.run, 'CD_MAPPING_VALUE_UNREADABLE', place, found, { reason: thrown.message });
        return failed;
      }
    },
    locate: (scope) => locate(scope, path),
    text: `sum of ${path.text}`,
  };
}
