import { CrossdockError } from '../domain/errors.ts';
import { mayBringIn } from '../domain/master-data/ownership.ts';
import { newUsesOf, retiredBy } from '../domain/master-data/retirement.ts';
import type { Json, NodeContext } from '../runtime/face.ts';

/**
 * Puts a document on the exception list that a system hands in which does not own what it writes, and says whether it
 * did: then the node has nothing more to do. Documents behind it under the same key go on.
 */
export function isForeign(type: string, document: unknown, context: NodeContext): boolean {
  const ownership = context.ownershipOfDocument(type);
  const { source, key: id } = context.envelope;
  if (ownership === null || mayBringIn(ownership, source)) return false;
  const { object, owner, steward = 'data steward' } = ownership;
  const system = source.partner === undefined ? source.system : `${source.system} (${source.partner})`;
  const error = new CrossdockError('CD_OWNERSHIP_REFUSED', { system, object, id, owner });
  quarantine(error, document, steward, context);
  return true;
}

/**
 * `isForeign`, and the same for a document with which something new would begin to use a record of master data that was
 * retired before it came in. A repeat of what is known already begins nothing.
 */
export async function isRefused(type: string, document: unknown, context: NodeContext): Promise<boolean> {
  if (isForeign(type, document, context)) return true;
  const { receivedAt } = context.envelope;
  for (const { object, scheme, value } of newUsesOf(type, document)) {
    const state = retiredBy(context.lookup(object, scheme, value), receivedAt);
    if (state === null || (await isKnown(type, document, context))) continue;
    const error = new CrossdockError('CD_MASTER_DATA_RETIRED', { object, id: value, state, type });
    quarantine(error, document, 'master data', context);
    return true;
  }
  return false;
}

interface Numbered {
  readonly customer?: { readonly id?: string };
  readonly orderNumber?: string;
  readonly releaseNumber?: string;
  readonly shipmentId?: string;
}

async function isKnown(type: string, document: unknown, context: NodeContext): Promise<boolean> {
  const { tenant } = context.envelope;
  const { customer, orderNumber, releaseNumber, shipmentId } = document as Numbered;
  const found = async (scheme: string, value = ''): Promise<boolean> =>
    (await context.processByIdentifier(tenant, scheme, value)).length > 0;
  if (type === 'sales-order')
    return (await context.process(tenant, `${customer?.id}/${orderNumber}`)) !== null;
  if (type === 'order-release') return found('release', releaseNumber);
  return type === 'shipment' && found('shipment', shipmentId);
}

function quarantine(
  error: CrossdockError,
  document: unknown,
  owner: string,
  { node, envelope, stage }: NodeContext,
): void {
  stage({
    kind: 'exception',
    exception: {
      kind: 'document',
      key: envelope.key,
      error: error.record(),
      nodeId: node.id,
      nodeName: node.name || node.type,
      owner,
      // Messages in a run are JSON.
      document: document as Json,
    },
  });
}
