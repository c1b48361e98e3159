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
  stage(message, { system, action }, { envelope }: NodeContext) {
    if (action === 'cancel') {
      const number = numberOf(message.payload);
      return { system, key: number, idempotencyKey: `cancel-shipment:${number}`, request: { number } };
    }
    if (action === 'change') {
      const number = numberOf(message.payload);
      const idempotencyKey = `change-shipment:${number}:${envelope.id}`;
      return { system, key: number, idempotencyKey, request: message.payload as Json };
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
    const { body } = await request(context.system(system), {
      ...callFor(action, path, load),
      traceparent: context.envelope.traceparent,
      ...(context.delivery && { idempotencyKey: context.delivery.idempotencyKey }),
    });
    if (action === 'cancel') return { output: 'planned', payload: body };
    const { shipmentId, carrier } = (body ?? {}) as Plan;
    if (typeof shipmentId !== 'string' || typeof carrier?.scac !== 'string') {
      throw new CrossdockError('CD_TMS_ANSWER_INCOMPLETE', { system: context.system(system).name });
    }
    return { output: 'planned', payload: body };
  },
});

function callFor(action: 'plan' | 'change' | 'cancel', path: string, load: Json) {
  if (action === 'plan') return { method: 'POST', path, body: load } as const;
  const own = `${path}/${encodeURIComponent(numberOf(load))}`;
  if (action === 'cancel') return { method: 'DELETE', path: own } as const;
  const { number: _, ...body } = load as Readonly<Record<string, Json>>;
  return { method: 'PATCH', path: own, body } as const;
}

/** Which load is meant. @throws CD_TMS_RELEASE_NUMBER_MISSING */
function numberOf(payload: unknown): string {
  const { number } = (payload ?? {}) as { readonly number?: unknown };
  if (typeof number === 'string' && number !== '') return number;
  throw new CrossdockError('CD_TMS_RELEASE_NUMBER_MISSING', { found: typeof number });
}
