import { CrossdockError } from '../domain/errors.ts';
import { mayBringIn } from '../domain/master-data/ownership.ts';
import type { Json, NodeContext } from '../runtime/face.ts';

/**
 * Puts a document on the exception list that a system hands in which does not own what it writes, and says whether it
 * did: then the node has nothing more to do. Documents behind it under the same key go on.
 */
export function quarantined(type: string, document: unknown, context: NodeContext): boolean {
  const ownership = context.ownershipOfDocument(type);
  const { source, key } = context.envelope;
  if (ownership === null || mayBringIn(ownership, source)) return false;
  const { object, owner, steward = 'data steward' } = ownership;
  const system = source.partner === undefined ? source.system : `${source.system} (${source.partner})`;
  context.stage({
    kind: 'exception',
    exception: {
      kind: 'document',
      key,
      error: new CrossdockError('CD_OWNERSHIP_REFUSED', { system, object, id: key, owner }).record(),
      nodeId: context.node.id,
      nodeName: context.node.name || context.node.type,
      owner: steward,
      // Messages in a run are JSON.
      document: document as Json,
    },
  });
  return true;
}
