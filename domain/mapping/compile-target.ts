import { type Compilation, compileWhen, invalid, locate, pathOf, type RuleContext } from './compilation.ts';
import { compileSource, compileSteps, sourceOf } from './compile-value.ts';
import { compileExpression } from './expression.ts';
import {
  type Container,
  type Fill,
  remember,
  settleContainer,
  type TargetCompilation,
  writer,
} from './field-writer.ts';
import type { PlacedRule } from './layering.ts';
import { compileAll } from './path-read.ts';
import type { Path } from './path-syntax.ts';
import { below, type Scope } from './run-state.ts';
import { type TargetNode, targetTree } from './target-tree.ts';
import type { Rule } from './types.ts';

/** Compiles all rules below a node of the target into one function. */
export function compileFields(compilation: TargetCompilation, node: TargetNode, prefix: string): Fill {
  const fills = node.children.map((child) => compileNode(compilation, child, prefix));
  return (container, scope) => {
    let wrote = false;
    for (let at = 0; at < fills.length; at += 1) if (fills[at]?.(container, scope)) wrote = true;
    return wrote;
  };
}

function compileNode(compilation: TargetCompilation, node: TargetNode, prefix: string): Fill {
  const own = node.rule ? compileRule(compilation, node, node.rule, prefix) : null;
  if (node.children.length === 0) return own ?? (() => false);
  const nested = compileNested(compilation, node, prefix);
  if (!own) return nested;
  if (node.rule?.rule.each !== undefined) {
    const reason = `an each cannot be combined with a rule for ${node.children[0]?.field}`;
    invalid(contextOf(compilation, node.rule, prefix, node.field), reason, 'each');
  }
  return (container, scope) => {
    const wrote = own(container, scope);
    return nested(container, scope) || wrote;
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
    const wrote = fill(inner as Container, scope);
    if (!wrote) return false;
    container[key] = inner;
    if (!waits) return isList ? settleContainer(container, key) : true;
    scope.run.pending.push(async () => {
      settleContainer(container, key);
    });
    return true;
  };
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
  if (rule.each === undefined && rule.within !== undefined)
    invalid(context, '`within` belongs to an `each`', 'within');
  const fill =
    rule.each === undefined
      ? compileSlot(compilation, context, rule, node.key)
      : compileEach(compilation, context, rule, node.key);
  if (rule.when === undefined) return fill;
  const holds = compileWhen(context, rule.when);
  return (container, scope) => {
    return holds(scope) && fill(container, scope);
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
    return true;
  };
}

/**
 * A rule for a list: every value of the path becomes an item, or the value that its own rule makes of it. With
 * `within` the path starts from each item of a loop around, and all items stand in one list.
 */
function compileEach(
  compilation: TargetCompilation,
  context: RuleContext,
  rule: Rule,
  key: string | number,
): Fill {
  sourceOf(context, rule);
  const path = pathOf(context, rule.each ?? '', 'each');
  const write = writer(context, rule, (scope) => locate(scope, path));
  remember(compilation, context, `each ${path.text}`, rule, (scope) => locate(scope, path));
  const expressionsBefore = compilation.expressions;
  const { field } = context;
  const around = compileAround(context, rule);
  const loop = compileLoop(path, field);
  const fillItem = compileItem(compilation, context, rule);
  const waits = compilation.expressions > expressionsBefore;
  return (container, scope) => {
    const scopes = around(scope);
    const list: unknown[] = [];
    for (const outer of scopes) {
      for (const itemScope of loop(outer, list.length)) fillItem(list, list.length, itemScope);
    }
    if (list.length === 0) return write(container, key, scope, undefined);
    container[key] = list;
    if (!waits) return rule.value ? settleContainer(container, key) : true;
    scope.run.pending.push(async () => {
      if (rule.value) settleContainer(container, key);
    });
    return true;
  };
}

/** The scopes from whose items an each starts; they write where it writes itself. */
function compileAround(context: RuleContext, { within }: Rule): (scope: Scope) => readonly Scope[] {
  if (within === undefined) return (scope) => [scope];
  const loop = compileLoop(pathOf(context, within, 'within'), '');
  return (scope) => loop(scope, 0).map((item) => ({ ...item, target: scope.target }));
}

/** The scopes of a path's items; `before` items stand in the list already. */
function compileLoop(path: Path, field: string): (scope: Scope, before: number) => readonly Scope[] {
  const read = compileAll(path);
  return (scope, before) => {
    const source = locate(scope, path);
    const target = below(scope.target, field);
    return read(scope).map((item, at) => ({
      ...{ run: scope.run, item, position: at + 1, parent: scope },
      ...{ source: `${source}[${at}]`, target: `${target}[${before + at}]` },
    }));
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
