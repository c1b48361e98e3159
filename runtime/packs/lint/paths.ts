import type { FlowNode } from '../form/flow.ts';
import { type Issue, type LintParts, whereIs } from './issue.ts';
import { warningOf } from './stock-nodes.ts';

const isOurs = ({ type }: FlowNode): boolean => type.startsWith('crossdock-');

/** Warns of core nodes behind one of ours: there a message's run, and with it "nothing is lost", depends on them. */
export function lintPaths({ packs }: LintParts): Issue[] {
  return packs.flatMap((pack) =>
    pack.sheets.flatMap((sheet) => {
      const downstream = reach(sheet.nodes, ({ wires }) => (wires ?? []).flat());
      const upstream = reach(sheet.nodes, ({ id }) =>
        sheet.nodes.filter(({ wires }) => wires?.flat().includes(id)).map((node) => node.id),
      );
      return sheet.nodes
        .filter((node) => node.d !== true && !isOurs(node) && upstream(node).some(isOurs))
        .flatMap((node): Issue[] => {
          const warning = warningOf(node, { goesOn: downstream(node).some(isOurs) });
          return warning ? [{ severity: 'warning', where: whereIs({ pack, sheet, node }), ...warning }] : [];
        });
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
