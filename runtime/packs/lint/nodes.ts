import { outputNames } from '../../../node-kit/define-node.ts';
import { type Issue, type LintParts, type Placed, placedNodes, whereIs } from './issue.ts';
import { isCanvas } from './manifests.ts';
import { missingReferences, type PackFiles } from './references.ts';

const codeTypes = new Set(['function', 'exec']);

/** Each node by itself: its type exists and is allowed, its wires end somewhere, what it picks is there. */
export function lintNodes(parts: LintParts, packFiles: PackFiles): Issue[] {
  const all = placedNodes(parts.packs);
  const ids = new Map<string, number>();
  for (const { node } of all) ids.set(node.id, (ids.get(node.id) ?? 0) + 1);
  return all.flatMap((placed) => [
    ...lintType(placed, parts),
    ...lintWires(placed, ids),
    ...lintPorts(placed, parts),
    ...missingReferences(placed, parts, packFiles).map(({ property, text, remedy }): Issue => {
      const where = whereIs(placed, property);
      return { severity: 'error', where, text, remedy };
    }),
  ]);
}

const problem = (placed: Placed, text: string, remedy: string): Issue => ({
  severity: 'error',
  where: whereIs(placed),
  text,
  remedy,
});

function lintType(placed: Placed, { nodes, coreTypes, site }: LintParts): Issue[] {
  const { type } = placed.node;
  if (codeTypes.has(type) && !site.editor.functionNodes) {
    const remedy =
      'Use change, canonical-mapper or a node of our own; or allow editor.functionNodes in the site file.';
    return [problem(placed, `${type} nodes are not allowed in this site`, remedy)];
  }
  if (isCanvas(type) || nodes.has(type) || coreTypes.has(type)) return [];
  return [
    problem(
      placed,
      `there is no node type ${type}`,
      'Correct the type, or add the node: flows with unknown types do not start.',
    ),
  ];
}

function lintWires(placed: Placed, ids: ReadonlyMap<string, number>): Issue[] {
  const { node } = placed;
  const lost = (node.wires ?? []).flat().filter((id) => !ids.has(id));
  return [
    ...lost.map((id) =>
      problem(placed, `is wired to ${id}, which does not exist`, 'Remove the wire or add the node.'),
    ),
    ...((ids.get(node.id) ?? 0) > 1
      ? [problem(placed, `another node has the same id ${node.id}`, 'Give one of them a new random hex id.')]
      : []),
  ];
}

/** A route with fewer wire lists than outputs was cut by an editor that did not know how many it has. */
function lintPorts(placed: Placed, { nodes }: LintParts): Issue[] {
  const { node } = placed;
  const outputs = nodes.get(node.type)?.outputs;
  if (!outputs || !('rows' in outputs)) return [];
  const [ports, wired] = [outputNames({ outputs }, node).length, node.wires?.length ?? 0];
  if (ports === wired) return [];
  const text = `has ${ports} outputs (one per row of ${outputs.rows}, then ${outputs.rest.join(', ')}), but ${wired} wire list(s)`;
  return [
    problem(placed, text, 'Write one list of targets per output under wires, [] for an output without one.'),
  ];
}
