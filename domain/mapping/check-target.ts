import { CrossdockError, type ErrorCode, type ErrorParameters } from '../errors.ts';
import { canonicalShape, type SchemaSource, type Shape } from './canonical-shape.ts';
import { closestTo } from './closest.ts';
import type { Compilation } from './compilation.ts';
import type { RulePlace } from './run-state.ts';
import { type TargetNode, targetTree } from './target-tree.ts';

/** Checks every target field against the canonical schema: it exists, lists get lists, what is required is written. */
export function checkTarget(compilation: Compilation, tree: TargetNode, schemas: SchemaSource): void {
  const { target, targetPlace } = compilation.mapping;
  const check: Check = {
    compilation,
    object: target.object ?? '',
    version: target.version ?? '',
    fault(code, place, parameters) {
      const where = `${place.file}:${place.line}`;
      compilation.faults.push(new CrossdockError(code, { where, ...parameters }));
    },
  };
  const needed =
    target.form === 'canonical' ? (['object', 'version'] as const) : (['type', 'version'] as const);
  const missing =
    target.form === 'json' || target.form === 'xml' ? [] : needed.filter((name) => !target[name]);
  for (const name of missing) {
    check.fault('CD_MAPPING_FILE_INVALID', targetPlace, {
      reason: `a ${target.form} target needs "${name}"`,
    });
  }
  if (target.form !== 'canonical' || missing.length > 0) return;
  const shape = canonicalShape(schemas, check.object, check.version);
  if (shape) checkFields(check, tree, shape, '', targetPlace);
  else
    check.fault('CD_MAPPING_SCHEMA_UNKNOWN', targetPlace, { object: check.object, version: check.version });
}

interface Check {
  readonly compilation: Compilation;
  readonly object: string;
  readonly version: string;
  fault(code: ErrorCode, place: RulePlace, parameters: ErrorParameters): void;
}

function checkFields(check: Check, node: TargetNode, shape: Shape, prefix: string, place: RulePlace): void {
  for (const child of node.children) {
    const inner = typeof child.key === 'number' ? shape.item() : shape.field(child.key);
    const target = prefix + child.field;
    if (inner) checkNode(check, child, inner, prefix, target);
    else {
      const reason = typeof child.key === 'number' ? 'it is not a list' : noSuchField(child.key, shape);
      unknown(check, firstPlace(child) ?? place, target, reason);
    }
  }
  if (node.rule) return;
  for (const name of shape.required) {
    if (node.children.some((child) => child.key === name)) continue;
    const target = `${prefix}${node.field === '' ? '' : `${node.field}.`}${name}`;
    check.fault('CD_MAPPING_TARGET_INCOMPLETE', firstPlaceIn(node, prefix) ?? place, {
      target,
      object: check.object,
    });
  }
}

function checkNode(check: Check, node: TargetNode, shape: Shape, prefix: string, target: string): void {
  const placed = node.rule;
  if (node.children.length > 0) {
    checkFields(check, node, shape, prefix, firstPlace(node) ?? check.compilation.mapping.targetPlace);
  }
  if (!placed) return;
  const { rule, decision } = placed;
  if (rule.each === undefined) {
    const makesValue = rule.as ?? rule.table ?? rule.join ?? rule.sum ?? rule.count;
    if (makesValue !== undefined && (shape.kind === 'object' || shape.kind === 'array')) {
      const wanted = shape.kind === 'array' ? 'a list; use each' : 'an object; write rules for its fields';
      unknown(check, decision, target, `it is ${wanted}`);
    }
    return;
  }
  const item = shape.item();
  if (!item) {
    unknown(check, decision, target, 'an each makes a list, and it is none');
    return;
  }
  if (rule.value) return;
  const itemPrefix = `${target}[].`;
  checkFields(check, targetTree(check.compilation, placed.rules, itemPrefix), item, itemPrefix, decision);
}

function unknown(check: Check, place: RulePlace, target: string, reason: string): void {
  const { object, version } = check;
  check.fault('CD_MAPPING_TARGET_UNKNOWN', place, { target, object, version, reason });
}

function noSuchField(name: string, shape: Shape): string {
  if (shape.kind === 'value') return 'what it stands in is a plain value';
  if (shape.kind === 'array') return 'what it stands in is a list';
  return `there is no "${name}"${closestTo(name, shape.fields ?? [])}`;
}

/** Where an object inside the document begins to be written; the document itself is placed by its file's target. */
const firstPlaceIn = (node: TargetNode, prefix: string): RulePlace | null =>
  node.field === '' && prefix === '' ? null : firstPlace(node);

function firstPlace(node: TargetNode): RulePlace | null {
  if (node.rule) return node.rule.decision;
  for (const child of node.children) {
    const place = firstPlace(child);
    if (place) return place;
  }
  return null;
}
