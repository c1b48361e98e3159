import { request } from '../../connect/http/request.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { Json, NodeContext } from '../../runtime/face.ts';
import { definition } from './definition.ts';

interface Plan {
  readonly shipmentId?: unknown;
  readonly carrier?: { readonly scac?: unknown };
}

export const runtime = nodeRuntime(definition, {
  stage(message, { system }, _context: NodeContext) {
    const { releaseNumber } = (message.payload ?? {}) as { readonly releaseNumber?: unknown };
    if (typeof releaseNumber !== 'string' || releaseNumber === '') {
      throw new CrossdockError('CD_TMS_RELEASE_NUMBER_MISSING', { found: typeof releaseNumber });
    }
    return {
      system,
      key: releaseNumber,
      idempotencyKey: `shipment:${releaseNumber}`,
      request: message.payload as Json,
    };
  },
  async deliver(load: Json, { system, path }, context) {
    const { body } = await request(context.system(system), {
      method: 'POST',
      path,
      body: load,
      traceparent: context.envelope.traceparent,
      ...(context.delivery && { idempotencyKey: context.delivery.idempotencyKey }),
    });
    const { shipmentId, carrier } = (body ?? {}) as Plan;
    if (typeof shipmentId !== 'string' || typeof carrier?.scac !== 'string') {
      throw new CrossdockError('CD_TMS_ANSWER_INCOMPLETE', { system: context.system(system).name });
    }
    return { output: 'planned', payload: body };
  },
});
