import { request } from '../../connect/http/request.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { Json, NodeContext } from '../../runtime/face.ts';
import { definition } from './definition.ts';

interface Confirmation {
  readonly warehouseReference?: unknown;
  readonly confirmedAt?: unknown;
}

export const runtime = nodeRuntime(definition, {
  stage(message, { system, action }, _context: NodeContext) {
    if (action === 'cancel') {
      const number = numberOf(message.payload);
      return { system, key: number, idempotencyKey: `cancel-release:${number}`, request: { number } };
    }
    const { releaseNumber } = (message.payload ?? {}) as { readonly releaseNumber?: unknown };
    if (typeof releaseNumber !== 'string' || releaseNumber === '') {
      throw new CrossdockError('CD_WMS_RELEASE_NUMBER_MISSING', { found: typeof releaseNumber });
    }
    return {
      system,
      key: releaseNumber,
      idempotencyKey: `release:${releaseNumber}`,
      request: message.payload as Json,
    };
  },
  async deliver(release: Json, { system, action, path }, context) {
    if (action === 'cancel') {
      const { body } = await request(context.system(system), {
        method: 'DELETE',
        path: `${path}/${encodeURIComponent(numberOf(release))}`,
        traceparent: context.envelope.traceparent,
        ...(context.delivery && { idempotencyKey: context.delivery.idempotencyKey }),
      });
      return { output: 'confirmed', payload: body };
    }
    const { body } = await request(context.system(system), {
      method: 'POST',
      path,
      body: release,
      traceparent: context.envelope.traceparent,
      ...(context.delivery && { idempotencyKey: context.delivery.idempotencyKey }),
    });
    const { warehouseReference, confirmedAt } = (body ?? {}) as Confirmation;
    if (typeof warehouseReference !== 'string' || typeof confirmedAt !== 'string') {
      throw new CrossdockError('CD_WMS_ANSWER_INCOMPLETE', { system: context.system(system).name });
    }
    return { output: 'confirmed', payload: body };
  },
});

/** What is to be cancelled. @throws CD_WMS_RELEASE_NUMBER_MISSING */
function numberOf(payload: unknown): string {
  const { number } = (payload ?? {}) as { readonly number?: unknown };
  if (typeof number === 'string' && number !== '') return number;
  throw new CrossdockError('CD_WMS_RELEASE_NUMBER_MISSING', { found: typeof number });
}
