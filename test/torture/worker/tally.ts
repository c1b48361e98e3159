/** The node type `crossdock-torture-tally`: process transitions that the judge can count. */
import { defineNode } from '../../../node-kit/define-node.ts';
import { field } from '../../../node-kit/field.ts';
import { loadNode } from '../../../node-kit/load-node.ts';
import type { Red } from '../../../node-kit/node-red.ts';
import { nodeRuntime } from '../../../node-kit/node-runtime.ts';
import { nodeErrors } from '../../../nodes/node-errors.ts';
import type { Json, NodeContext } from '../../../runtime/face.ts';
import type { Tally } from '../recording.ts';

const definition = defineNode({
  type: 'crossdock-torture-tally',
  category: 'crossdock business',
  role: 'step',
  version: 1,
  inputs: 1,
  outputs: ['next'],
  fields: { action: field.choice({ options: ['book', 'confirm'] }) },
});

const runtime = nodeRuntime(definition, {
  async input(message, { action }, context: NodeContext) {
    const { tenant, key, receivedAt } = context.envelope;
    const before = await context.process(tenant, key);
    const { booked, confirmed } = (before?.state ?? { booked: [], confirmed: [] }) as unknown as Tally;
    const order = message.payload as { readonly number: number };
    const token = `⟦n:${context.effectId('number')}⟧`;
    if (action === 'book') context.stage({ kind: 'allot', sequence: 'torture', token, width: 8 });
    const tally: Tally =
      action === 'book'
        ? { booked: [...booked, [order.number, token]], confirmed }
        : { booked, confirmed: [...confirmed, order.number] };
    context.stage({
      kind: 'process',
      tenant,
      key,
      expectVersion: before?.version ?? 0,
      state: tally as unknown as Json,
      summary: { status: 'counting', customer: 'torture', held: false, updatedAt: receivedAt },
      identifiers: [],
    });
    if (action === 'confirm') return undefined;
    return { next: { ...message, payload: { ...order, allotted: token } } };
  },
});

export const register = (red: Red): Promise<void> =>
  loadNode(red, { folder: 'test/torture/worker/tally.ts', load: async () => ({ runtime }) }, nodeErrors);
