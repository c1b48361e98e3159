import { invalid, placeOf, type RuleContext } from './compilation.ts';
import {
  dateFormats,
  dayOf,
  formatDate,
  instantOf,
  outputFormats,
  readDate,
  readTime,
} from './convert/dates.ts';
import { type DecimalMark, toDecimal, toImpliedDecimal, toInteger, toNumber } from './convert/decimal.ts';
import { Refused } from './convert/refused.ts';
import { isZone } from './convert/zones.ts';
import { asText, below, isAbsent, report, type Scope } from './run-state.ts';
import type { Origin, Rule } from './types.ts';
import { type CompiledValue, failed, type Step } from './value.ts';

type CompileOrigin = (context: RuleContext, origin: Origin) => CompiledValue;
type Convert = (value: unknown, scope: Scope) => unknown;

/** Compiles `as` and its options into a step; what a value cannot be turned into becomes a problem. */
export function compileConversion(
  context: RuleContext,
  rule: Rule,
  locate: (scope: Scope) => string,
  compileOrigin: CompileOrigin,
): Step {
  const convert = converterOf(context, rule, compileOrigin);
  const place = placeOf(context, 'as');
  const { field } = context;
  return (value, scope) => {
    if (isAbsent(value)) return value;
    try {
      return convert(value, scope);
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown;
      const found = { target: below(scope.target, field), source: locate(scope), value };
      report(scope.run, 'CD_MAPPING_VALUE_UNREADABLE', place, found, { reason: thrown.message });
      return failed;
    }
  };
}

function converterOf(context: RuleContext, rule: Rule, compileOrigin: CompileOrigin): Convert {
  const scalar =
    (convert: Convert): Convert =>
    (value, scope) => {
      if (typeof value === 'object') {
        throw new Refused('a list or an object where one value is expected; use [0], a filter or each');
      }
      return convert(value, scope);
    };
  const mark = rule.decimalMark ?? decimalMarkOf(context);
  switch (rule.as) {
    case 'decimal':
      return scalar((value) => toDecimal(value, mark));
    case 'implied-decimal': {
      const { scale } = rule;
      if (scale === undefined)
        invalid(context, 'implied-decimal needs `scale`, the number of decimals', 'as');
      return scalar((value) => toImpliedDecimal(value, scale ?? 0));
    }
    case 'integer':
      return scalar((value) => toInteger(value));
    case 'number':
      return scalar((value) => toNumber(value, mark));
    case 'boolean':
      return scalar((value) => toBoolean(value));
    case 'date':
    case 'day':
      return scalar(dateReader(context, rule, rule.as, compileOrigin));
    case 'formatted-date':
      return scalar(dateWriter(context, rule, compileOrigin));
    default:
      return scalar((value) => String(value));
  }
}

/** ISO 9735 lets an interchange use either mark; X12 has only the point. */
function decimalMarkOf(context: RuleContext): DecimalMark {
  return context.compilation.mapping.source.form === 'edifact' ? 'either' : '.';
}

const truths: ReadonlyMap<string, boolean> = new Map([
  ...['true', '1', 'y', 'yes', 'x'].map((text) => [text, true] as const),
  ...['false', '0', 'n', 'no'].map((text) => [text, false] as const),
]);

function toBoolean(value: unknown): boolean {
  const truth = truths.get(String(value).trim().toLowerCase());
  if (truth === undefined) throw new Refused('neither yes (true, 1, Y, X) nor no (false, 0, N)');
  return truth;
}

function dateReader(
  context: RuleContext,
  rule: Rule,
  as: 'date' | 'day',
  compileOrigin: CompileOrigin,
): Convert {
  const { form } = context.compilation.mapping.source;
  const usual = form === 'x12' || form === 'edifact' ? 'digits' : 'iso';
  const format = option(context, 'format', rule.format ?? usual, dateFormats, compileOrigin);
  const zone = zoneOf(context, rule, compileOrigin);
  const time =
    rule.time === undefined ? undefined : compileOrigin({ ...context, property: 'time' }, rule.time);
  const { at, disambiguation = 'compatible' } = rule;
  const usualTime = at === undefined ? undefined : timeOption(context, at);
  return (value, scope) => {
    const sent = time?.read(scope);
    const reading = {
      format: format(scope) ?? usual,
      time: isAbsent(sent) ? undefined : (asText(sent) ?? undefined),
      nowYear: scope.run.startedAt.getUTCFullYear(),
    };
    const read = readDate(value, reading);
    if (as === 'day') return dayOf(read, zone(scope));
    const late = read.kind === 'local' && read.dateOnly && usualTime;
    const date = late ? { ...read, local: { ...read.local, ...usualTime } } : read;
    return instantOf(date, zone(scope), disambiguation);
  };
}

function dateWriter(context: RuleContext, rule: Rule, compileOrigin: CompileOrigin): Convert {
  if (rule.format === undefined) invalid(context, 'formatted-date needs `format`', 'as');
  const format = option(context, 'format', rule.format ?? 'utc', outputFormats, compileOrigin);
  const zone = zoneOf(context, rule, compileOrigin);
  return (value, scope) => formatDate(value, format(scope) ?? '', zone(scope) ?? 'UTC');
}

function timeOption(context: RuleContext, at: string): ReturnType<typeof readTime> | undefined {
  try {
    return readTime(at);
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown;
    invalid(context, thrown.message, 'at');
    return undefined;
  }
}

function zoneOf(
  context: RuleContext,
  rule: Rule,
  compileOrigin: CompileOrigin,
): (scope: Scope) => string | undefined {
  const zone = rule.zone ?? context.compilation.mapping.zone;
  const { form } = context.compilation.mapping.source;
  if (zone === undefined) {
    // Days need no zone, and JSON, XML and canonical documents may carry offsets of their own.
    if (rule.as === 'date' && (form === 'x12' || form === 'edifact')) {
      invalid(context, 'a date in EDI is a local time: name its `zone`, here or for the whole file', 'as');
    }
    return () => undefined;
  }
  if (typeof zone === 'string' && !zone.startsWith('$') && !isZone(zone)) {
    invalid(context, `"${zone}" is not a time zone`, 'zone');
  }
  return option(context, 'zone', zone, null, compileOrigin);
}

/** An option is written out, or starts with `$`, or is a rule of its own that reads it from the document. */
function option(
  context: RuleContext,
  property: 'format' | 'zone',
  origin: Origin,
  known: readonly string[] | null,
  compileOrigin: CompileOrigin,
): (scope: Scope) => string | undefined {
  if (typeof origin === 'string' && !origin.startsWith('$')) {
    if (known && !known.includes(origin)) {
      invalid(context, `"${origin}" is not one of ${known.join(', ')}`, property);
    }
    return () => origin;
  }
  const value = compileOrigin({ ...context, property }, origin);
  return (scope) => {
    const read = value.read(scope);
    return isAbsent(read) ? undefined : (asText(read) ?? undefined);
  };
}
