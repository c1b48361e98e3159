/** One entry of a Node-RED flow array: tab, subflow, group, node or configuration. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly z?: string;
  readonly wires?: readonly (readonly string[])[];
  readonly [property: string]: unknown;
}

export type SheetKind = 'tab' | 'subflow' | 'shared';

/** What one file of a pack holds: a tab, a subflow, or the configurations that belong to no tab. */
export interface Sheet {
  readonly kind: SheetKind;
  /** Path in the pack without extension: `tabs/orders`, `subflows/retry`, `shared`. */
  readonly path: string;
  /** The tab or subflow itself; null for `shared`. */
  readonly head: FlowNode | null;
  /** In file order; `z` is the head's id. */
  readonly nodes: readonly FlowNode[];
  /** Position among the pack's tabs; tabs without one come last, by path. */
  readonly order: number | null;
}

/** Drawn on the canvas, so it has a position; configurations have neither wires nor a group's frame. */
export function isDrawn(node: FlowNode): boolean {
  return Array.isArray(node.wires) || node.type === 'group';
}
