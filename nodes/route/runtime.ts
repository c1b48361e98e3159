import { CrossdockError } from '../../domain/errors.ts';
import type { FlowMessage } from '../../node-kit/host.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { bindings } from './bindings.ts';
import { definition } from './definition.ts';
import { compileRule } from './rule.ts';

export const runtime = nodeRuntime(definition, {
  prepare: ({ rules }) => rules.map(compileRule),
  async input(message, { matching, unmatched }, context: NodeContext, rules) {
    const functions = bindings(context);
    const outputs: Record<string, FlowMessage> = {};
    for (const [index, isMet] of rules.entries()) {
      if (!(await isMet(message, functions))) continue;
      outputs[index + 1] = message;
      if (matching === 'first') break;
    }
    if (Object.keys(outputs).length > 0) return outputs;
    if (unmatched === 'fail') throw new CrossdockError('CD_ROUTE_UNMATCHED', { count: rules.length });
    return { otherwise: message };
  },
});
