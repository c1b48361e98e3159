import { outputNames } from '../../../node-kit/define-node.ts';
import { type Issue, type LintParts, placedNodes, whereIs } from './issue.ts';

/** Outputs by which a message leaves that could not be handled. */
const problemOutputs = new Set(['failed', 'rejected', 'refused', 'invalid', 'unknown']);

/** A problem that leaves by an output without a wire would be counted as done, and nobody would ever see it. */
export function lintProblemOutputs({ packs, nodes }: LintParts): Issue[] {
  return placedNodes(packs).flatMap((placed) => {
    const { node } = placed;
    const outputs = nodes.get(node.type)?.outputs;
    if (outputs === undefined || node.d === true) return [];
    return outputNames({ outputs }, node).flatMap((name, port): Issue[] =>
      problemOutputs.has(name) && !node.wires?.[port]?.length
        ? [
            {
              severity: 'error',
              where: whereIs(placed),
              text: `its output ${name} is wired to nothing: such messages would vanish`,
              remedy: 'Wire it to an exception node, or to what handles the problem.',
            },
          ]
        : [],
    );
  });
}
