import type { FlowNode } from '../form/flow.ts';
import { type Issue, type LintParts, whereIs } from './issue.ts';

/** Core nodes that report a message as done before they have sent it, or drop what they hold on a deploy. */
const unsafe: Readonly<Record<string, string>> = {
  switch: 'it reports messages as done before sending them: use route',
  rbe: 'it reports messages as done before sending them: use validate or route',
  trigger: 'what it sends later belongs to no run: use schedule or a durable timer',
  delay: 'what it holds is lost to the run on a deploy: use retries of the system, or schedule',
  join: 'what it holds is lost to the run on a deploy: use batch',
  batch: 'what it holds is lost to the run on a deploy: use crossdock-batch',
};

const isOurs = ({ type }: FlowNode): boolean => type.startsWith('crossdock-');

/** Warns of core nodes between two of ours: there a message's run, and with it "nothing is lost", depends on them. */
export function lintPaths({ packs }: LintParts): Issue[] {
  return packs.flatMap((pack) =>
    pack.sheets.flatMap((sheet) => {
      const downstream = reach(sheet.nodes, ({ wires }) => (wires ?? []).flat());
      const upstream = reach(sheet.nodes, ({ id }) =>
        sheet.nodes.filter(({ wires }) => wires?.flat().includes(id)).map((node) => node.id),
      );
      return sheet.nodes
        .filter(({ type }) => Object.hasOwn(unsafe, type))
        .filter((node) => downstream(node).some(isOurs) && upstream(node).some(isOurs))
        .map(
          (node): Issue => ({
            severity: 'warning',
            where: whereIs({ pack, sheet, node }),
            text: `a ${node.type} node stands on a durable path`,
            remedy: `Replace it: ${unsafe[node.type]}.`,
          }),
        );
    }),
  );
}

function reach(nodes: readonly FlowNode[], next: (node: FlowNode) => readonly string[]) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return (start: FlowNode): FlowNode[] => {
    const found = new Set<FlowNode>();
    const pending = [...next(start)];
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      const node = byId.get(id);
      if (!node || found.has(node)) continue;
      found.add(node);
      pending.push(...next(node));
    }
    return [...found];
  };
}
