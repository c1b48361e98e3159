import { asCrossdockError } from '../../domain/errors.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { definition } from './definition.ts';
import { type OrderSource, odataOrders, soapOrders } from './orders.ts';

export const runtime = nodeRuntime(definition, {
  prepare({ system, ownUser }, context: NodeContext): OrderSource {
    const connection = context.system(system);
    return connection.protocol === 'soap' ? soapOrders(connection) : odataOrders(connection, ownUser);
  },
  open({ system, schedule, batch, tenant }, context, node, source) {
    let polling = false;
    let failing = '';
    const stop = context.schedule(schedule, context.site.timeZone, async () => {
      if (polling) return;
      polling = true;
      try {
        const count = await poll({ system, batch, tenant }, context, source);
        if (failing) context.log('info', `${system} answers again`);
        failing = '';
        node.status('green', count === 0 ? 'no new orders' : `${count} new`);
      } catch (thrown) {
        const error = asCrossdockError(thrown, `${system}: new orders`);
        if (failing !== error.code) context.log('warn', error.message, { code: error.code });
        failing = error.code;
        node.status('yellow', error.code);
      } finally {
        polling = false;
      }
    });
    return () => stop();
  },
});

/** Takes what is new and returns how many; the watermark moves in the transaction that stores each order. */
async function poll(
  { system, batch, tenant }: { system: string; batch: number; tenant: string },
  context: NodeContext,
  source: OrderSource,
): Promise<number> {
  const name = `erp-order:${system}:${context.node.id}`;
  const watermark = (await context.state(name)) as string | null;
  let count = 0;
  for (const order of await source.since(watermark, batch)) {
    const { outcome } = await context.accept({
      type: source.protocol,
      key: order.key,
      idempotencyKey: `erp-order:${system}:${order.number}:${order.changeStamp}`,
      source: {
        system,
        protocol: source.protocol,
        reference: `order ${order.number} of ${order.changeStamp}`,
      },
      payload: order.document,
      state: { name, value: order.watermark },
      ...(tenant !== '' && { tenant }),
    });
    if (outcome === 'accepted') count += 1;
  }
  return count;
}
