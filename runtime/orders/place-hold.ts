import { CrossdockError } from '../../domain/errors.ts';
import type { PlacedHold } from '../face.ts';
import { decideOnOrder, type OrderDecisionOptions } from './decide-on-order.ts';

/**
 * Stops the billing of an order in a person's name, until a person releases the hold; gives the queues that have got work.
 *
 * @throws CD_PROCESS_UNKNOWN CD_PROCESS_BUSY
 */
export const placeHold = (
  { tenant, key, by, reason }: PlacedHold,
  options: OrderDecisionOptions,
): Promise<readonly string[]> =>
  decideOnOrder(
    { tenant, key, type: 'hold', reference: key },
    (process) => {
      if (process === null) throw new CrossdockError('CD_PROCESS_UNKNOWN', { type: 'hold', identity: key });
      const document = { code: 'manual', reason, by, owner: by } as const;
      return {
        input: (messageId, at) => ({ type: 'hold', document, messageId, at }),
        audit: { by, action: 'hold.placed', subject: key, reason, data: { code: 'manual' } },
      };
    },
    options,
  );
