import type { Compilation, RuleContext } from './compilation.ts';
import { Refused } from './convert/refused.ts';
import { copyJson } from './copy-json.ts';
import type { PlacedRule } from './layering.ts';
import { below, isAbsent, report, type Scope, spend } from './run-state.ts';
import type { Rule } from './types.ts';
import { failed } from './value.ts';

/** An object or a list that is being filled. */
export type Container = Record<string | number, unknown>;
/** Writes what a rule yields into its place in the container; true when it did, or will after its expressions. */
export type Fill = (container: Container, scope: Scope) => boolean;

/** What the compiler learned about one rule; explanations and validation use it. */
export interface CompiledRule {
  /** `lines[].quantity.unit`. */
  readonly target: string;
  readonly text: string;
  readonly placed: PlacedRule;
  locate(scope: Scope): string;
}

export interface TargetCompilation extends Compilation {
  readonly rules: CompiledRule[];
  expressions: number;
}

/** What `copyJson` counts for a text besides its characters. */
const textSize = 8;

/** The end of every rule: default, required, and the copy into the target. True when something was written. */
export function writer(
  context: RuleContext,
  rule: Rule,
  locateValue: (scope: Scope) => string,
): (container: Container, key: string | number, scope: Scope, value: unknown) => boolean {
  const { field } = context;
  const { file, line } = context.placed.decision;
  return (container, key, scope, value) => {
    if (typeof value === 'string' && value !== '') {
      spend(scope.run, textSize + value.length);
      container[key] = value;
      return true;
    }
    if (value === failed) return false;
    const result = isAbsent(value) ? rule.default : value;
    if (result === undefined) {
      if (!rule.required) return false;
      const found = { target: below(scope.target, field), source: locateValue(scope) };
      report(scope.run, 'CD_MAPPING_VALUE_MISSING', { file, line }, found);
      return false;
    }
    try {
      container[key] = copyJson(result, scope.run);
      return true;
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown;
      const found = { target: below(scope.target, field), source: locateValue(scope), value };
      report(scope.run, 'CD_MAPPING_VALUE_UNREADABLE', { file, line }, found, { reason: thrown.message });
      return false;
    }
  };
}

/** Closes the gaps of a list and drops what stayed empty; true when something is left. */
export function settleContainer(container: Container, key: string | number): boolean {
  const inner = container[key];
  if (Array.isArray(inner)) {
    const kept = inner.filter((item) => item !== undefined);
    if (kept.length === 0) delete container[key];
    else container[key] = kept;
    return kept.length > 0;
  }
  for (const _ in inner as object) return true;
  delete container[key];
  return false;
}

/** Keeps what explanations and validation need to know of a rule. */
export function remember(
  compilation: TargetCompilation,
  context: RuleContext,
  source: string,
  rule: Rule,
  locateValue: (scope: Scope) => string,
): void {
  const parts = [source];
  if (rule.table !== undefined) parts.push(`table ${rule.table}`);
  if (rule.as !== undefined) parts.push(`as ${rule.as}`);
  if (rule.default !== undefined) parts.push(`default ${JSON.stringify(rule.default)}`);
  if (rule.required) parts.push('required');
  if (rule.when !== undefined) parts.push(`when ${[rule.when].flat().join(' and ')}`);
  const { target, placed } = context;
  compilation.rules.push({ target, text: parts.join('; '), placed, locate: locateValue });
}
