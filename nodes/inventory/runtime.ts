import type { InventoryMovement, StockSnapshot } from '../../domain/canonical/types.generated.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { postingRulesFrom } from '../../domain/inventory/postings.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { FlowMessage, NodeContext } from '../../runtime/face.ts';
import { isForeign } from '../refused-document.ts';
import { compared } from './compared.ts';
import { definition } from './definition.ts';
import { moved } from './moved.ts';
import type { Stocktaking, Told } from './stocktaking.ts';

export const runtime = nodeRuntime(definition, {
  prepare: ({ postings }, context: NodeContext) =>
    postingRulesFrom(context.packFile(postings).data, postings),

  async input(message, { document, owner }, context: NodeContext, rules) {
    const type = document === 'auto' ? objectOf(message, context) : document;
    if (isForeign(type, message.payload, context)) return {};
    const stocktaking: Stocktaking = { context, rules, owner, now: context.now().toISOString() };
    try {
      return outputs(message, await take(type, message.payload, stocktaking));
    } catch (thrown) {
      if (!(thrown instanceof CrossdockError && thrown.fault === 'business')) throw thrown;
      return { failed: { ...message, error: thrown.record() } };
    }
  },
});

/** The payload has passed the canonical schema of its object. */
function take(type: string, payload: unknown, stocktaking: Stocktaking): Promise<Told> {
  switch (type) {
    case 'inventory-movement':
      return moved(payload as InventoryMovement, stocktaking);
    case 'stock-snapshot':
      return compared(payload as StockSnapshot, stocktaking);
    default:
      throw new CrossdockError('CD_INVENTORY_DOCUMENT', { type });
  }
}

function outputs(message: FlowMessage, { outcome, made = [] }: Told) {
  const { canonical: _, ...rest } = message;
  const messages = made.map(([output, object, payload]) => [
    output,
    { ...rest, payload, canonical: { object, version: '1' } },
  ]);
  return { ...Object.fromEntries(messages), [outcome]: message };
}

const objectOf = ({ canonical }: FlowMessage, context: NodeContext): string =>
  (canonical as { object?: string } | undefined)?.object ?? context.envelope.type;
