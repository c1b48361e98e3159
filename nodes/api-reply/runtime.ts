import { CrossdockError } from '../../domain/errors.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { definition } from './definition.ts';

export const runtime = nodeRuntime(definition, {
  input(_message, { statusCode, body }, context: NodeContext) {
    if (context.envelope.replyTo === undefined) {
      throw new CrossdockError('CD_API_NO_CALLER', { node: context.node.name || context.node.id });
    }
    context.stage({ kind: 'reply', status: statusCode, body: body ?? null });
  },
});
