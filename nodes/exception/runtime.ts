import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { Json, NodeContext } from '../../runtime/face.ts';
import { definition } from './definition.ts';
import { errorOfMessage } from './error-of-message.ts';

const hourMs = 3_600_000;

export const runtime = nodeRuntime(definition, {
  input(message, { reason, action, owner, deadlineHours, document }, context: NodeContext) {
    context.stage({
      kind: 'exception',
      exception: {
        // Who held the document back closes it by this when the cause is gone.
        ...(typeof message.exceptionId === 'string' && { id: message.exceptionId }),
        kind: 'document',
        key: context.envelope.key,
        error: errorOfMessage(message.error, readable(reason), action),
        nodeId: context.node.id,
        nodeName: context.node.name || context.node.type,
        owner,
        ...(deadlineHours !== undefined && {
          deadline: new Date(context.now().getTime() + deadlineHours * hourMs).toISOString(),
        }),
        // Messages in a run are JSON, and so is what an expression makes of them.
        ...(document !== undefined && { document: document as Json }),
      },
    });
  },
});

const readable = (reason: unknown): string => (typeof reason === 'string' ? reason : JSON.stringify(reason));
