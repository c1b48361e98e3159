import type { FlowNode } from './flow.ts';

/** Nodes as a reader follows the wires: from each entry downstream, then what no wire reaches; ties by id. */
export function wiringOrder(nodes: readonly FlowNode[]): FlowNode[] {
  const sorted = nodes.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const byId = new Map(sorted.map((node) => [node.id, node]));
  const targets = new Set(sorted.flatMap(({ wires }) => (wires ?? []).flat()));
  const ordered = new Set<FlowNode>();
  const follow = (start: FlowNode): void => {
    const pending = [start];
    for (let node = pending.pop(); node; node = pending.pop()) {
      if (ordered.has(node)) continue;
      ordered.add(node);
      const next = (node.wires ?? []).flat().flatMap((id) => byId.get(id) ?? []);
      pending.push(...next.reverse());
    }
  };
  const rank = (node: FlowNode) =>
    node.type === 'group' ? 0 : !node.wires ? 3 : node.wires.length > 0 ? 1 : 2;
  const byRank = sorted.toSorted((a, b) => rank(a) - rank(b));
  for (const node of byRank) if (!targets.has(node.id)) follow(node);
  for (const node of byRank) follow(node);
  return [...ordered];
}

/**
 * The order of a file that already exists, so that a deploy moves no lines: known nodes keep their place,
 * a new one follows the node it is wired from, or stands at the end.
 */
export function keepOrder(nodes: readonly FlowNode[], before: readonly string[]): FlowNode[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const result = before.flatMap((id) => byId.get(id) ?? []);
  if (result.length === 0) return wiringOrder(nodes);
  const known = new Set(before);
  for (const node of wiringOrder(nodes.filter(({ id }) => !known.has(id)))) {
    const source = result.findLastIndex(({ wires }) => wires?.flat().includes(node.id));
    result.splice(source < 0 ? result.length : source + 1, 0, node);
  }
  return result;
}
