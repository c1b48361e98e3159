import { CrossdockError } from '../../domain/errors.ts';
import { mayBeReleased } from '../../domain/process/hold-rules.ts';
import type { ReleasedHold } from '../face.ts';
import { decideOnOrder, type OrderDecisionOptions } from './decide-on-order.ts';

/**
 * Ends an open hold in a person's name; gives the queues that have got work.
 *
 * @throws CD_PROCESS_UNKNOWN CD_PROCESS_HOLD_UNKNOWN CD_PROCESS_HOLD_BY_RULE CD_PROCESS_BUSY
 */
export const releaseHold = (
  { tenant, key, holdId, by, reason }: ReleasedHold,
  options: OrderDecisionOptions,
): Promise<readonly string[]> =>
  decideOnOrder(
    { tenant, key, type: 'release-hold', reference: holdId },
    (process) => {
      const hold = process?.holds.find(({ id }) => id === holdId);
      if (!hold || hold.released)
        throw new CrossdockError('CD_PROCESS_HOLD_UNKNOWN', { order: key, hold: holdId });
      if (!mayBeReleased(hold)) {
        const parameters = { order: key, hold: hold.code, rule: hold.releaseRule };
        throw new CrossdockError('CD_PROCESS_HOLD_BY_RULE', parameters);
      }
      const document = { holdId, reason, by };
      return {
        input: (messageId, at) => ({ type: 'release-hold', document, messageId, at }),
        audit: { by, action: 'hold.released', subject: holdId, reason, data: { code: hold.code } },
      };
    },
    options,
  );
