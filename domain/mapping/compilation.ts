import { CrossdockError, type ErrorCode, type ErrorParameters } from '../errors.ts';
import type { LayeredMapping, PlacedRule } from './layering.ts';
import { compileTests } from './path-read.ts';
import { type Path, PathSyntaxError, parsePath, parseTests } from './path-syntax.ts';
import { below, type RulePlace, type Scope } from './run-state.ts';

/** What the compilers of one mapping share. */
export interface Compilation {
  readonly mapping: LayeredMapping;
  readonly masterObjects: readonly string[] | undefined;
  readonly faults: CrossdockError[];
}

/** One rule, or a rule within a rule, while it is compiled. */
export interface RuleContext {
  readonly compilation: Compilation;
  readonly placed: PlacedRule;
  /** The rule's property that is compiled: `firstOf`, `zone`; for the line of faults. */
  readonly property: string;
  /** Target field as faults name it: `lines[].quantity.unit`. */
  readonly target: string;
  /** Target field below its loop's item: `quantity.unit`. */
  readonly field: string;
  /** Inside `firstOf`: an unknown code or record means "try the next", not a problem. */
  readonly quiet: boolean;
}

export const placeOf = (context: RuleContext, property = context.property): RulePlace => ({
  file: context.placed.decision.file,
  line: context.placed.lineOf(property),
});

/** Adds a fault of the mapping file. */
export function fault(
  context: RuleContext,
  code: ErrorCode,
  parameters: ErrorParameters,
  property = context.property,
): void {
  const { file, line } = placeOf(context, property);
  context.compilation.faults.push(
    new CrossdockError(code, { where: `${file}:${line}`, target: context.target, ...parameters }),
  );
}

export const invalid = (context: RuleContext, reason: string, property = context.property): void =>
  fault(context, 'CD_MAPPING_RULE_INVALID', { reason }, property);

const nowhere: Path = { text: '', start: 'item', up: 0, steps: [] };

/** A path of the rule; a bad one becomes a fault. */
export function pathOf(context: RuleContext, text: string, property = context.property): Path {
  return parsed(context, text, property, parsePath) ?? nowhere;
}

/** Whether the conditions of the rule hold; a bad one becomes a fault. */
export function compileWhen(context: RuleContext, when: string | readonly string[]) {
  const texts = typeof when === 'string' ? [when] : when;
  return compileTests(texts.flatMap((text) => parsed(context, text, 'when', parseTests) ?? []));
}

function parsed<T>(
  context: RuleContext,
  text: string,
  property: string,
  parse: (text: string) => T,
): T | null {
  try {
    return parse(text);
  } catch (thrown) {
    if (!(thrown instanceof PathSyntaxError)) throw thrown;
    fault(context, 'CD_MAPPING_PATH_INVALID', { path: text, reason: thrown.message }, property);
    return null;
  }
}

/** Where a path leads in the document, in the path language itself: `PO1Loop[3].PO1.PO103`. */
export function locate(scope: Scope, path: Path): string {
  if (path.start !== 'item' || path.text.startsWith('^^')) return path.text;
  if (path.up === 1)
    return path.text.replace(/^\^\.?/, scope.parent?.source ? `${scope.parent.source}.` : '');
  const relative = path.text.replace(/^\$\.?/, '');
  return relative === '' ? scope.source || '$' : below(scope.source, relative);
}
