import { CrossdockError } from '../errors.ts';
import type { Compilation } from './compilation.ts';
import type { PlacedRule, RuleTree } from './layering.ts';
import { PathSyntaxError, parsePath } from './path-syntax.ts';

/** A target field with what is written to it: a rule of its own, fields below it, or both. */
export interface TargetNode {
  readonly key: string | number;
  /** Path below the loop's item: `quantity.unit`. */
  readonly field: string;
  rule: PlacedRule | null;
  readonly children: TargetNode[];
}

/** Arranges flat target fields (`shipTo.name`, `N1Loop[0].N1.N101`) as the tree they describe. */
export function targetTree(compilation: Compilation, rules: RuleTree, prefix: string): TargetNode {
  const root: TargetNode = { key: '', field: '', rule: null, children: [] };
  for (const [target, placed] of rules) {
    const fault = (reason: string): void => {
      const { file, line } = placed.decision;
      const parameters = { where: `${file}:${line}`, target: prefix + target, reason };
      compilation.faults.push(new CrossdockError('CD_MAPPING_RULE_INVALID', parameters));
    };
    const keys = targetKeys(target, fault);
    if (keys === null) continue;
    let node = root;
    for (const key of keys) node = childOf(node, key);
    if (node.rule)
      fault(`the same field as the rule at ${node.rule.decision.file}:${node.rule.decision.line}`);
    node.rule = placed;
  }
  return root;
}

/** Most list positions a target field may name; more is a loop written as rules. */
const maxIndex = 99;

function targetKeys(target: string, fault: (reason: string) => void): readonly (string | number)[] | null {
  try {
    const path = parsePath(target);
    if (path.start !== 'item' || path.up > 0 || target.startsWith('$')) {
      throw new PathSyntaxError('a target field starts with a name');
    }
    return path.steps.map((step) => {
      if (step.kind === 'name') return step.name;
      if (step.kind === 'index' && step.index <= maxIndex) return step.index;
      throw new PathSyntaxError(`a target field may hold names and positions up to [${maxIndex}] only`);
    });
  } catch (thrown) {
    if (!(thrown instanceof PathSyntaxError)) throw thrown;
    fault(thrown.message);
    return null;
  }
}

function childOf(node: TargetNode, key: string | number): TargetNode {
  const known = node.children.find((child) => child.key === key);
  if (known) return known;
  const field =
    typeof key === 'number' ? `${node.field}[${key}]` : node.field === '' ? key : `${node.field}.${key}`;
  const made: TargetNode = { key, field, rule: null, children: [] };
  node.children.push(made);
  return made;
}
