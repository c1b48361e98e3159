import type { StoredDelivery, StoredMessage } from '../../ledger/ledger.ts';

/** A message as lists show it. */
export function messageRow({ envelope, queue, state, attempts, acceptedAt, lastError }: StoredMessage) {
  const { id, tenant, key, type, source, causationId, correlationId } = envelope;
  return {
    ...{ id, tenant, key, type, source, causationId, correlationId },
    ...{ queue, state, attempts, acceptedAt },
    lastError: lastError ? { code: lastError.code, text: lastError.message } : null,
    finished: state === 'done' || state === 'discarded',
  };
}

/** A delivery as lists show it. `resent`: a person sent it once more, its answer went nowhere. */
export function deliveryRow(delivery: StoredDelivery) {
  const { id, messageId, system, key, nodeType, state, attempts, stagedAt, lastError, idempotencyKey } =
    delivery;
  return {
    ...{ id, messageId, system, key, nodeType, state, attempts, stagedAt, idempotencyKey },
    lastError: lastError ? { code: lastError.code, text: lastError.message } : null,
    resent: delivery.continuation === null && delivery.claim === undefined,
  };
}
