import { CrossdockError } from '../../domain/errors.ts';
import { decideDispute as decide } from '../../domain/settlement/decide.ts';
import { foundFreight, isFreightKey } from '../../domain/settlement/locate.ts';
import type { Operation } from '../../ledger/ledger.ts';
import { instant } from '../clock.ts';
import type { DecidedDispute } from '../face.ts';
import type { CorrectInvoiceOptions } from './correct-invoice.ts';
import { messagesToPacks } from './to-packs.ts';

/** Where decisions on disputes with carriers go. */
export const decisionsChannel = 'dispute-decisions';

/**
 * Hands a person's decision on a freight dispute to the packs that settle freight; gives the queues that have got
 * work. What cannot be decided any more is refused before.
 *
 * @throws CD_SETTLEMENT_DECISION CD_SETTLEMENT_DECISION_UNREAD CD_PROCESS_BUSY
 */
export async function decideDispute(
  { tenant, key, disputeNumber, outcome, by, reason, id }: DecidedDispute,
  options: CorrectInvoiceOptions,
): Promise<readonly string[]> {
  const { ledger, clock } = options;
  const stored = isFreightKey(key) ? await ledger.process(tenant, key) : null;
  if (!stored) throw new CrossdockError('CD_SETTLEMENT_DECISION', { reason: `${key} is no shipment's cost` });
  const decision = { disputeNumber, key, outcome, reason: `${reason} (${by})` };
  if (!decide(foundFreight(stored).process, decision, instant(clock))) return [];
  const about = {
    tenant,
    key,
    channel: decisionsChannel,
    type: 'dispute-decision',
    reference: disputeNumber,
  };
  const messages = messagesToPacks({ ...about, payload: decision, ...(id !== undefined && { id }) }, options);
  if (messages.length === 0)
    throw new CrossdockError('CD_SETTLEMENT_DECISION_UNREAD', { channel: decisionsChannel });
  const { committed } = await ledger.commit([
    ...messages.map((message): Operation => ({ op: 'accept', message })),
    {
      op: 'audit',
      entry: {
        ...{ at: instant(clock), by, action: `dispute.${outcome}`, subject: disputeNumber },
        ...{ tenant, key, reason, data: { outcome } },
      },
    },
  ]);
  if (!committed) throw new CrossdockError('CD_PROCESS_BUSY', { order: key });
  return messages.map(({ queue }) => queue);
}
