import { type Compilation, invalid, locate, pathOf, type RuleContext, testsOf } from './compilation.ts';
import { compileSource, compileSteps, sourceOf } from './compile-value.ts';
import { Refused } from './convert/refused.ts';
import { copyJson } from './copy-json.ts';
import { compileExpression } from './expression.ts';
import type { PlacedRule } from './layering.ts';
import { compileAll, compileTests } from './path-read.ts';
import { below, isAbsent, report, type Scope } from './run-state.ts';
import { type TargetNode, targetTree } from './target-tree.ts';
import type { Json, Rule } from './types.ts';
import { failed } from './value.ts';

/** An object or a list that is being filled. */
export type Container = Record<string | number, unknown>;
/** Writes what a rule yields into its place in the container. */
export type Fill = (container: Container, scope: Scope) => void;

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

/** Compiles all rules below a node of the target into one function. */
export function compileFields(compilation: TargetCompilation, node: TargetNode, prefix: string): Fill {
  const fills = node.children.map((child) => compileNode(compilation, child, prefix));
  return (container, scope) => {
    for (const fill of fills) fill(container, scope);
  };
}

function compileNode(compilation: TargetCompilation, node: TargetNode, prefix: string): Fill {
  const own = node.rule ? compileRule(compilation, node, node.rule, prefix) : null;
  if (node.children.length === 0) return own ?? (() => undefined);
  const nested = compileNested(compilation, node, prefix);
  if (!own) return nested;
  if (node.rule?.rule.each !== undefined) {
    const reason = `an each cannot be combined with a rule for ${node.children[0]?.field}`;
    invalid(contextOf(compilation, node.rule, prefix, node.field), reason, 'each');
  }
  return (container, scope) => {
    own(container, scope);
    nested(container, scope);
  };
}

/** An object or a list that exists only if something is written into it. */
function compileNested(compilation: TargetCompilation, node: TargetNode, prefix: string): Fill {
  const expressionsBefore = compilation.expressions;
  const fill = compileFields(compilation, node, prefix);
  const waits = compilation.expressions > expressionsBefore;
  const { key } = node;
  const isList = typeof node.children[0]?.key === 'number';
  return (container, scope) => {
    const existing = container[key];
    const inner = typeof existing === 'object' && existing !== null ? existing : isList ? [] : {};
    fill(inner as Container, scope);
    container[key] = inner;
    const settle = (): void => settleContainer(container, key);
    if (waits) scope.run.pending.push(async () => settle());
    else settle();
  };
}

/** Closes the gaps of a list and drops what stayed empty. */
function settleContainer(container: Container, key: string | number): void {
  const inner = container[key];
  if (Array.isArray(inner)) {
    const kept = inner.filter((item) => item !== undefined);
    if (kept.length === 0) delete container[key];
    else container[key] = kept;
    return;
  }
  for (const _ in inner as object) return;
  delete container[key];
}

const contextOf = (
  compilation: Compilation,
  placed: PlacedRule,
  prefix: string,
  field: string,
): RuleContext => ({ compilation, placed, property: '', target: prefix + field, field, quiet: false });

function compileRule(
  compilation: TargetCompilation,
  node: TargetNode,
  placed: PlacedRule,
  prefix: string,
): Fill {
  const { rule } = placed;
  const context = contextOf(compilation, placed, prefix, node.field);
  if (rule.each === undefined && (rule.rules || rule.value))
    invalid(context, '`rules` and `value` belong to an `each`');
  const fill =
    rule.each === undefined
      ? compileSlot(compilation, context, rule, node.key)
      : compileEach(compilation, context, rule, node.key);
  if (rule.when === undefined) return fill;
  const texts = typeof rule.when === 'string' ? [rule.when] : rule.when;
  const holds = compileTests(texts.flatMap((text) => testsOf(context, text)));
  return (container, scope) => {
    if (holds(scope)) fill(container, scope);
  };
}

/** A rule for one value. */
function compileSlot(
  compilation: TargetCompilation,
  context: RuleContext,
  rule: Rule,
  key: string | number,
): Fill {
  if (rule.jsonata !== undefined) return compileExpressionSlot(compilation, context, rule, key);
  const value = compileSource(context, rule);
  const step = compileSteps(context, rule, value);
  remember(compilation, context, value.text, rule, value.locate);
  const write = writer(context, rule, value.locate);
  return (container, scope) => write(container, key, scope, step(value.read(scope), scope));
}

/** An expression is evaluated after the direct rules; its place is kept so that fields stay in the rules' order. */
function compileExpressionSlot(
  compilation: TargetCompilation,
  context: RuleContext,
  rule: Rule,
  key: string | number,
): Fill {
  sourceOf(context, rule);
  const evaluate = compileExpression(context, rule.jsonata ?? '');
  compilation.expressions += 1;
  const noPath = (): string => '';
  const step = compileSteps(context, rule, { read: () => undefined, locate: noPath, text: '' });
  remember(compilation, context, 'jsonata', rule, noPath);
  const write = writer(context, rule, noPath);
  return (container, scope) => {
    container[key] = undefined;
    scope.run.pending.push(async () => {
      write(container, key, scope, step(await evaluate(scope), scope));
      if (container[key] === undefined && !Array.isArray(container)) delete container[key];
    });
  };
}

/** The end of every rule: default, required, and the copy into the target. */
function writer(
  context: RuleContext,
  rule: Rule,
  locateValue: (scope: Scope) => string,
): (container: Container, key: string | number, scope: Scope, value: unknown) => void {
  const { field } = context;
  const { file, line } = context.placed.decision;
  return (container, key, scope, value) => {
    if (value === failed) return;
    const result = isAbsent(value) ? rule.default : value;
    if (result === undefined) {
      if (!rule.required) return;
      const found = { target: below(scope.target, field), source: locateValue(scope) };
      report(scope.run, 'CD_MAPPING_VALUE_MISSING', { file, line }, found);
      return;
    }
    try {
      container[key] = copyJson(result, scope.run);
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown;
      const found = { target: below(scope.target, field), source: locateValue(scope), value };
      report(scope.run, 'CD_MAPPING_VALUE_UNREADABLE', { file, line }, found, { reason: thrown.message });
    }
  };
}

/** A rule for a list: every value of the path becomes an item, or the value that its own rule makes of it. */
function compileEach(
  compilation: TargetCompilation,
  context: RuleContext,
  rule: Rule,
  key: string | number,
): Fill {
  sourceOf(context, rule);
  const path = pathOf(context, rule.each ?? '', 'each');
  const read = compileAll(path);
  const write = writer(context, rule, (scope) => locate(scope, path));
  remember(compilation, context, `each ${path.text}`, rule, (scope) => locate(scope, path));
  const expressionsBefore = compilation.expressions;
  const { field } = context;
  const fillItem = compileItem(compilation, context, rule);
  const waits = compilation.expressions > expressionsBefore;
  return (container, scope) => {
    const items = read(scope);
    if (items.length === 0) {
      write(container, key, scope, undefined);
      return;
    }
    const source = locate(scope, path);
    const target = below(scope.target, field);
    const list: unknown[] = [];
    for (const [at, item] of items.entries()) {
      const itemScope: Scope = {
        run: scope.run,
        item,
        position: at + 1,
        parent: scope,
        source: `${source}[${at}]`,
        target: `${target}[${at}]`,
      };
      fillItem(list, at, itemScope);
    }
    container[key] = list;
    if (waits) scope.run.pending.push(async () => settleContainer(container, key));
    else if (rule.value) settleContainer(container, key);
  };
}

function compileItem(
  compilation: TargetCompilation,
  context: RuleContext,
  rule: Rule,
): (list: unknown[], at: number, scope: Scope) => void {
  const prefix = `${context.target}[]`;
  if (rule.value && rule.rules) invalid(context, 'has both rules and value; keep one');
  if (!rule.value) {
    if (!rule.rules)
      invalid(context, 'an each needs `rules` for objects or `value` for plain values', 'each');
    const fill = compileFields(
      compilation,
      targetTree(compilation, context.placed.rules, `${prefix}.`),
      `${prefix}.`,
    );
    return (list, at, scope) => {
      const object: Container = {};
      list[at] = object;
      fill(object, scope);
    };
  }
  const { value } = rule;
  const { placed } = context;
  const inner: PlacedRule = {
    ...placed,
    rule: value,
    decision: { ...placed.decision, line: placed.lineOf('value') },
    lineOf: (property) => placed.lineOf(`value/${property}`),
    rules: new Map(),
  };
  const node: TargetNode = { key: 0, field: '', rule: inner, children: [] };
  if (value.each !== undefined) invalid(context, 'a `value` cannot be an each; use rules', 'value');
  const fill = compileRule(compilation, node, inner, prefix);
  return (list, at, scope) => {
    const slot: Container = {};
    fill(slot, scope);
    list[at] = slot[0];
    if (value.jsonata !== undefined) {
      scope.run.pending.push(async () => {
        list[at] = slot[0];
      });
    }
  };
}

function remember(
  compilation: TargetCompilation,
  context: RuleContext,
  source: string,
  rule: Rule,
  locateValue: (scope: Scope) => string,
): void {
  const parts = [source];
  if (rule.table !== undefined) parts.push(`table ${rule.table}`);
  if (rule.as !== undefined) parts.push(`as ${rule.as}`);
  if (rule.default !== undefined) parts.push(`default ${describe(rule.default)}`);
  if (rule.required) parts.push('required');
  if (rule.when !== undefined) parts.push(`when ${[rule.when].flat().join(' and ')}`);
  const { target, placed } = context;
  compilation.rules.push({ target, text: parts.join('; '), placed, locate: locateValue });
}

const describe = (value: Json): string => JSON.stringify(value);
