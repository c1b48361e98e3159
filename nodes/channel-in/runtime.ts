import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { definition } from './definition.ts';

/** The runtime starts runs at this node by its channel and pack; there is nothing to hold open. */
export const runtime = nodeRuntime(definition, {
  open({ channel }, _context: NodeContext, node) {
    node.status('grey', channel);
    return undefined;
  },
});
