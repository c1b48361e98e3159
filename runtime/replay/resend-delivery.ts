import { CrossdockError } from '../../domain/errors.ts';
import type { DeliveryState, NewDelivery } from '../../ledger/ledger.ts';
import { instant } from '../clock.ts';
import { recorded } from '../decisions/recorded.ts';
import type { Decision } from '../face.ts';
import type { ReplayOptions } from './replay-message.ts';

const stands = {
  pending: 'still on its way',
  failed: 'waiting for a decision',
  discarded: 'discarded and was never taken by the other side: replay its message',
} as const satisfies Record<Exclude<DeliveryState, 'delivered'>, string>;

/**
 * Sends a delivery that was taken once more, under the same idempotency key: the other side decides whether it is
 * the same again. The answer is recorded with the new delivery and not run.
 * @throws CD_REPLAY_UNKNOWN CD_REPLAY_WAITING CD_REPLAY_NODE_GONE
 */
export function resendDelivery(
  id: string,
  decision: Decision,
  { ledger, clock, ids, deployed, once }: ReplayOptions,
): Promise<{ readonly deliveryId: string }> {
  const what = 'delivery';
  const refuse = (state: string) => new CrossdockError('CD_REPLAY_WAITING', { what, id, state });
  return once.carryOut(
    `resend ${id}`,
    decision,
    async () => {
      const sent = await ledger.delivery(id);
      if (!sent) throw new CrossdockError('CD_REPLAY_UNKNOWN', { what, id });
      if (sent.state !== 'delivered') throw refuse(stands[sent.state]);
      const { messageId, tenant, nodeId, nodeType, system, key, idempotencyKey, request, envelope } = sent;
      if (!deployed.deliverer(nodeId, nodeType)) {
        throw new CrossdockError('CD_REPLAY_NODE_GONE', { what, id, node: `node ${nodeId} (${nodeType})` });
      }
      const deliveryId = ids.uuid();
      const delivery: NewDelivery = {
        ...{ id: deliveryId, messageId, tenant, nodeId, nodeType, system, key, idempotencyKey },
        ...{ request, envelope, continuation: null },
      };
      const deed = {
        ...{ tenant, key: envelope.key, action: 'delivery.resent', subject: id, kind: 'resent', messageId },
        text: `delivery to ${system} sent once more`,
        data: { from: id, deliveryId, system },
      };
      return {
        value: { deliveryId },
        operations: [{ op: 'deliver', delivery }, ...recorded(deed, decision, instant(clock))],
      };
    },
    () => refuse('being handled'),
  );
}
