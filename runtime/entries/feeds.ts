/** What of a deployed node says where its messages go: the form of Node-RED's flow file. */
export interface WiredNode {
  readonly id: string;
  readonly type: string;
  readonly z?: string;
  readonly d?: boolean;
  readonly wires?: readonly (readonly string[])[];
  /** Of link out and link call. */
  readonly links?: readonly string[];
  /** Of catch, status and complete: the nodes they watch; anything else is all of their tab. */
  readonly scope?: unknown;
  /** Of a subflow: where messages go in. */
  readonly in?: readonly { readonly wires?: readonly { readonly id: string }[] }[];
  readonly [property: string]: unknown;
}

export interface FeedParts {
  readonly nodes: readonly WiredNode[];
  /** Values of a node's properties, variables filled in; null for a node that is not ours or does not run. */
  readonly valuesOf: (nodeId: string) => Readonly<Record<string, unknown>> | null;
  /** Queues of the packs that read a channel; empty when the name is none. */
  readonly queuesOf: (channel: string) => readonly string[];
  /** Nodes at which the messages of a queue go on. */
  readonly readersOf: (queue: string) => readonly string[];
}

const watching = new Set(['catch', 'status', 'complete']);
const identity = new Set(['id', 'type', 'z', 'name', 'info']);
const ours = 'crossdock-';

/**
 * Tells which queues the messages of an entry can end up in, over all packs and channels on the way: the entry's
 * own, and each channel that a node behind it names. Wires, links, subflows and catch nodes are followed; where
 * it depends on the message, both ways are.
 */
export function feeds({
  nodes,
  valuesOf,
  queuesOf,
  readersOf,
}: FeedParts): (entryId: string) => ReadonlySet<string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const linkIns = nodes.filter(({ type }) => type === 'link in').map(({ id }) => id);
  const watchers = new Map<string, WiredNode[]>();
  for (const node of nodes) {
    if (!watching.has(node.type) || node.z === undefined) continue;
    watchers.set(node.z, [...(watchers.get(node.z) ?? []), node]);
  }

  const entrances = ({ type }: WiredNode): string[] =>
    type.startsWith('subflow:')
      ? (byId.get(type.slice('subflow:'.length))?.in ?? []).flatMap(({ wires = [] }) =>
          wires.map(({ id }) => id),
        )
      : [];
  const next = (node: WiredNode): string[] => [
    ...(node.wires ?? []).flat(),
    ...(node.links ?? []),
    ...(node.type === 'link call' && node.linkType === 'dynamic' ? linkIns : []),
    ...entrances(node),
    ...(watchers.get(node.z ?? '') ?? [])
      .filter(({ scope }) => !Array.isArray(scope) || scope.includes(node.id))
      .map(({ id }) => id),
  ];
  const written = (node: WiredNode): string[] =>
    node.type.startsWith(ours)
      ? Object.entries({ ...node, ...valuesOf(node.id) })
          .filter(([name]) => !identity.has(name))
          .flatMap(([, value]) => (typeof value === 'string' ? queuesOf(value) : []))
      : [];

  const reached = new Map<string, ReadonlySet<string>>();
  const reach = (entryId: string): ReadonlySet<string> => {
    const queues = new Set<string>();
    const seen = new Set([entryId]);
    const ahead = [entryId];
    const go = (id: string): void => {
      if (seen.has(id)) return;
      seen.add(id);
      ahead.push(id);
    };
    for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
      const node = byId.get(id);
      if (!node || node.d === true) continue;
      next(node).forEach(go);
      for (const queue of written(node)) {
        queues.add(queue);
        readersOf(queue).forEach(go);
      }
    }
    return queues;
  };
  return (entryId) => {
    const known = reached.get(entryId) ?? reach(entryId);
    reached.set(entryId, known);
    return known;
  };
}
