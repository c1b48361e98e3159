import { isDeepStrictEqual } from 'node:util';
import { type NodeDefinition, outputNames } from '../../../node-kit/define-node.ts';
import type { Field, Fields, TypedValue } from '../../../node-kit/field.ts';
import { emptyValue } from '../../../node-kit/parse-config.ts';
import type { FlowNode } from './flow.ts';

/** What must be known of a node type to write its nodes without what goes without saying. */
export type NodeForm = Pick<NodeDefinition, 'fields'> & Partial<Pick<NodeDefinition, 'outputs'>>;
export type NodeForms = ReadonlyMap<string, NodeForm>;

type Properties = Readonly<Record<string, unknown>>;

/**
 * A node as the editor needs it: it takes the number of ports from `outputs` and cuts the wires beyond it, so a node
 * whose ports follow its rows gets the number that its rows make.
 */
export function forEditor(node: FlowNode, forms: NodeForms): FlowNode {
  const ports = portsByRows(node, forms.get(node.type));
  return ports === null ? node : { ...node, outputs: ports };
}

/**
 * A node as its file says it. The editor writes every field of a dialog that was opened, numbers as text, and a wire
 * list for every port; what `before`, the node as it stood in the file, does not say and what is the default anyway
 * is left out, so that a deploy changes only what a person changed.
 */
export function forFile(node: FlowNode, before: FlowNode | undefined, forms: NodeForms): FlowNode {
  const form = forms.get(node.type);
  const wired = { ...node, ...wiresForFile(node, before, form) };
  if (!form) return wired;
  const properties: Properties = wired;
  const kept = Object.entries(properties).filter(
    ([name, value]) =>
      !(name === 'outputs' && form.outputs && 'rows' in form.outputs) &&
      !(name === 'version' && value === 1 && before?.version === undefined) &&
      !(name === 'name' && value === '' && before?.name === undefined),
  );
  return saying(form.fields, Object.fromEntries(kept), before ?? {}) as FlowNode;
}

function portsByRows(node: FlowNode, form: NodeForm | undefined): number | null {
  const { outputs } = form ?? {};
  return outputs && 'rows' in outputs ? outputNames({ outputs }, node).length : null;
}

function wiresForFile(
  node: FlowNode,
  before: FlowNode | undefined,
  form: NodeForm | undefined,
): Pick<FlowNode, 'wires'> {
  const { wires } = node;
  if (!Array.isArray(wires)) return {};
  const used = wires.slice(0, wires.findLastIndex((targets) => targets.length > 0) + 1);
  const ports = portsByRows(node, form);
  // Its number of ports is nowhere else in the file.
  if (ports !== null) return { wires: Array.from({ length: ports }, (_, port) => wires[port] ?? []) };
  const old = before?.wires;
  const oldUsed = old?.slice(0, old.findLastIndex((targets) => targets.length > 0) + 1);
  if (old && isDeepStrictEqual(used, oldUsed)) return { wires: old };
  return { wires: form ? used : wires };
}

/** The properties without the defaults that `before` does not state. */
function saying(fields: Fields, properties: Properties, before: Properties): Properties {
  const kept: Record<string, unknown> = { ...properties };
  for (const [name, spec] of Object.entries(fields)) {
    if (name in kept) kept[name] = plain(spec, kept[name], before[name]);
    for (const [property, unsaid] of Object.entries(defaultsOf(name, spec, kept))) {
      if (before[property] === undefined && isDeepStrictEqual(kept[property], unsaid)) delete kept[property];
    }
  }
  return kept;
}

function defaultsOf(name: string, spec: Field, properties: Properties): Properties {
  const empty = emptyValue(spec);
  if (spec.kind !== 'typed') return { [name]: empty ?? '' };
  const { type, value } = empty as TypedValue;
  const chosen = properties[`${name}Type`] ?? type;
  return { [name]: chosen === type ? value : '', [`${name}Type`]: type };
}

/** A value in its own type: the dialogs' inputs hold text. */
function plain(spec: Field, value: unknown, before: unknown): unknown {
  if (spec.kind === 'number' && typeof value === 'string' && value.trim() !== '') {
    const number = Number(value);
    return Number.isFinite(number) && typeof before !== 'string' ? number : value;
  }
  if (spec.kind !== 'rows' || !Array.isArray(value)) return value;
  const rows: readonly unknown[] = Array.isArray(before) ? before : [];
  const columns = Object.fromEntries(
    // What a row is about is said even when it is the first choice.
    Object.entries(spec.columns).filter(([, { kind }]) => kind !== 'choice'),
  );
  return value.map((row, index) => saying(columns, row, (rows[index] ?? {}) as Properties));
}
