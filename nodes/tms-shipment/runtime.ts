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
  stage(message, { system, action }, _context: NodeContext) {
    if (action === 'cancel') {
      const number = numberOf(message.payload);
      return { system, key: number, idempotencyKey: `cancel-shipment:${number}`, request: { number } };
    }
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
  async deliver(load: Json, { system, action, path }, context) {
    if (action === 'cancel') {
      const { body } = await request(context.system(system), {
        method: 'DELETE',
        path: `${path}/${encodeURIComponent(numberOf(load))}`,
        traceparent: context.envelope.traceparent,
        ...(context.delivery && { idempotencyKey: context.delivery.idempotencyKey }),
      });
      return { output: 'planned', payload: body };
    }
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

/** What is to be cancelled. @throws CD_TMS_RELEASE_NUMBER_MISSING */
function numberOf(payload: unknown): string {
  const { number } = (payload ?? {}) as { readonly number?: unknown };
  if (typeof number === 'string' && number !== '') return number;
  throw new CrossdockError('CD_TMS_RELEASE_NUMBER_MISSING', { found: typeof number });
}
