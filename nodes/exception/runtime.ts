import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { Json, NodeContext } from '../../runtime/face.ts';
import { replaceStanding } from '../standing-exception.ts';
import { definition } from './definition.ts';
import { errorOfMessage } from './error-of-message.ts';

const hourMs = 3_600_000;

export const runtime = nodeRuntime(definition, {
  async input(message, { reason, action, owner, deadlineHours, document }, context: NodeContext) {
    const { standing, tenant } = message;
    const id = typeof standing === 'string' ? await replaceStanding(standing, context) : message.exceptionId;
    context.stage({
      kind: 'exception',
      exception: {
        // Who held the document back closes it by this when the cause is gone.
        ...(typeof id === 'string' && { id }),
        ...(isTenant(tenant, context) && { tenant }),
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

/** A report over all tenants is not a document of the one whose message asked for it. */
const isTenant = (tenant: unknown, { site }: NodeContext): tenant is string =>
  typeof tenant === 'string' && site.tenants.includes(tenant);

const readable = (reason: unknown): string => (typeof reason === 'string' ? reason : JSON.stringify(reason));
