import type { Site } from '../../../runtime/site/site.ts';

/** A node of a test flow: `to` are its wires per output, by node id. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly to?: readonly (string | readonly string[])[];
  readonly z?: string;
  readonly [property: string]: unknown;
}

export interface StartOrder {
  readonly folder: string;
  readonly flow: readonly FlowNode[];
  /** Channel → packs that read it. */
  readonly readers?: Readonly<Record<string, readonly string[]>>;
  /** Folders in `nodes/` whose nodes the flow uses besides those made for tests. */
  readonly nodes?: readonly string[];
  /** Files of the pack by path. */
  readonly packFiles?: Readonly<Record<string, { readonly text: string; readonly data: unknown }>>;
  readonly site?: Partial<Site>;
  readonly now?: string;
  /** `http in` nodes are served. */
  readonly http?: boolean;
  /**
   * A ledger that others share, and the real time unless `now` is given; a file of its own and a clock moved by hand
   * when absent.
   */
  readonly postgres?: { readonly url: string; readonly schema: string; readonly worker: string };
  readonly verbose?: boolean;
}

export type FromChild =
  | { readonly event: 'ready' | 'changed' }
  | { readonly event: 'gate'; readonly name: string; readonly messageId: string }
  | { readonly event: 'log'; readonly level: string; readonly text: string; readonly details: string }
  | { readonly event: 'result'; readonly id: number; readonly result: unknown }
  | { readonly event: 'error'; readonly id: number; readonly message: string; readonly code: string };

const withoutPlace = new Set(['tab', 'subflow']);

/** Test flows as Node-RED wants them: on one tab, with a place, wires as lists. */
export function toFlows(nodes: readonly FlowNode[]): FlowNode[] {
  const placed = nodes.map(({ to, ...node }, index) =>
    withoutPlace.has(node.type)
      ? { ...node }
      : {
          z: 'f1',
          x: 100,
          y: 40 * index,
          ...node,
          ...(to || !node.wires ? { wires: (to ?? []).map((wire) => [wire].flat()) } : {}),
        },
  );
  return [{ id: 'f1', type: 'tab', label: 'test' }, ...placed];
}
