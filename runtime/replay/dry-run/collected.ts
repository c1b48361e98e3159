import type { Json, Operation } from '../../../ledger/ledger.ts';
import type { HandOver } from '../../channels/hand-over.ts';
import type { DeployedNodes } from '../../deployed-nodes.ts';
import { toFailure } from '../../runs/failure.ts';
import { type Failure, label, type Run, type RunOutcome, type Staged } from '../../runs/run.ts';
import { runOperations } from '../../runs/run-operations.ts';
import { type Comparable, comparable } from './comparable.ts';
import { numberToCome } from './volatile.ts';

export interface CollectOptions extends HandOver {
  readonly deployed: Pick<DeployedNodes, 'get'>;
}

/** What a dry run would have committed: nothing at all when it failed. */
export function collected(
  { envelope, staged }: Pick<Run, 'envelope' | 'staged'>,
  outcome: RunOutcome,
  options: CollectOptions,
): { readonly effects: readonly Comparable[]; readonly failure?: Failure } {
  if (outcome.kind === 'failed') return { effects: [], failure: outcome.failure };
  try {
    const tokens = new Map<string, string>();
    const effects = staged.flatMap((one) => {
      if (one.kind === 'effect' && one.effect.kind === 'allot') {
        tokens.set(one.effect.token, numberToCome(one.effect.sequence));
      }
      const [, ...operations] = runOperations({ envelope, staged: [one] }, options);
      const nodeName = nodeNameOf(one, options);
      return operations.flatMap((operation) => comparable(readable(operation, tokens), nodeName));
    });
    return { effects };
  } catch (thrown) {
    return { effects: [], failure: toFailure(thrown, null, undefined) };
  }
}

function nodeNameOf(staged: Staged, { deployed }: CollectOptions): string {
  if (staged.kind !== 'delivery') return label(staged.node);
  const { nodeId, nodeType } = staged.delivery;
  return label(deployed.get(nodeId) ?? { id: nodeId, type: nodeType });
}

/** Tokens read the same inside a JSON string, so they can be replaced in its text. */
function readable(operation: Operation, tokens: ReadonlyMap<string, string>): Operation {
  if (tokens.size === 0 || operation.op === 'allot') return operation;
  let text = JSON.stringify(operation satisfies Operation);
  for (const [token, words] of tokens) text = text.replaceAll(token, words);
  return JSON.parse(text) as Operation & Json;
}
