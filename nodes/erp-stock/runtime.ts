import { openOData } from '../../connect/odata/client.ts';
import { perSystem } from '../../connect/per-system.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { readBook } from './book.ts';
import { definition } from './definition.ts';

interface Asked {
  readonly plant: string;
}

const dayMs = 86_400_000;

export const runtime = nodeRuntime(definition, {
  prepare({ system }, context: NodeContext) {
    const erps = perSystem((connection) => openOData(connection));
    erps.to(context.system(system));
    return erps;
  },
  stage(_message, { system, plant }, context: NodeContext) {
    const request: Asked = { plant: String(plant) };
    const idempotencyKey = `erp-stock:${context.effectId(request.plant)}`;
    return { system, key: request.plant, idempotencyKey, request };
  },
  async deliver({ plant }: Asked, { system, days }, context, erps) {
    const erp = erps.to(context.system(system));
    const now = context.now();
    const since = new Date(now.getTime() - days * dayMs).toISOString().slice(0, 10);
    const headers = { traceparent: context.envelope.traceparent };
    return { output: 'book', payload: await readBook({ erp, plant, since, now, headers }) };
  },
});
