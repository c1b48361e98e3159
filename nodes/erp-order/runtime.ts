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
    let known: ReadonlySet<string> = new Set();
    const stop = context.schedule(schedule, context.site.timeZone, async () => {
      if (polling) return;
      polling = true;
      try {
        const look = await poll({ system, batch, tenant }, context, source, known);
        known = look.seen;
        if (failing) context.log('info', `${system} answers again`);
        failing = '';
        const refused = look.refused === 0 ? '' : `, ${look.refused} refused`;
        node.status('green', `${look.accepted === 0 ? 'no new orders' : `${look.accepted} new`}${refused}`);
      } catch (thrown) {
        const error = asCrossdockError(thrown, `${system}: new orders`);
        // The rest stays in the ERP; the schedule comes back when there is room.
        if (error.code === 'CD_RUN_BACKPRESSURE') throw error;
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

interface Look {
  readonly accepted: number;
  readonly refused: number;
  /** Idempotency keys of all orders that it found; the next look begins with those at the watermark again. */
  readonly seen: ReadonlySet<string>;
}

/** Takes what is new; the watermark moves in the transaction that stores each order. */
async function poll(
  { system, batch, tenant }: { system: string; batch: number; tenant: string },
  context: NodeContext,
  source: OrderSource,
  known: ReadonlySet<string>,
): Promise<Look> {
  const name = `erp-order:${system}:${context.node.id}`;
  const watermark = (await context.state(name)) as string | null;
  const seen = new Set<string>();
  let accepted = 0;
  let refused = 0;
  for (const order of await source.since(watermark, batch)) {
    const idempotencyKey = `erp-order:${system}:${order.number}:${order.changeStamp}`;
    seen.add(idempotencyKey);
    if (known.has(idempotencyKey)) continue;
    const { outcome } = await context.accept({
      type: source.protocol,
      key: order.key,
      idempotencyKey,
      source: {
        system,
        protocol: source.protocol,
        reference: `order ${order.number} of ${order.watermark ?? 'an unknown time'}`,
      },
      payload: order.document,
      ...(order.watermark !== null && { state: { name, value: order.watermark } }),
      ...(order.refusal && { output: 'refused', properties: { error: order.refusal.record() } }),
      ...(tenant !== '' && { tenant }),
    });
    if (outcome !== 'accepted') continue;
    if (order.refusal) refused += 1;
    else accepted += 1;
  }
  return { accepted, refused, seen };
}
