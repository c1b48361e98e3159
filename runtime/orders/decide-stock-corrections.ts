import { CrossdockError } from '../../domain/errors.ts';
import { undecided } from '../../domain/stock-reconciliation/decide.ts';
import { foundReconciliation, isReconciliationKey } from '../../domain/stock-reconciliation/keys.ts';
import type { Operation } from '../../ledger/ledger.ts';
import { instant } from '../clock.ts';
import type { DecidedStockCorrections } from '../face.ts';
import type { CorrectInvoiceOptions } from './correct-invoice.ts';
import { messagesToPacks } from './to-packs.ts';

/** Where decisions on corrections of stock go. */
export const correctionsChannel = 'stock-corrections';

/**
 * Hands a person's decision on proposed corrections of stock to the packs that compare stock; gives the queues that
 * have got work. What cannot be decided any more is refused before.
 *
 * @throws CD_STOCK_DECISION CD_STOCK_DECISION_UNREAD CD_PROCESS_BUSY
 */
export async function decideStockCorrections(
  { tenant, key, proposals, outcome, by, reason, id }: DecidedStockCorrections,
  options: CorrectInvoiceOptions,
): Promise<readonly string[]> {
  const { ledger, clock } = options;
  const stored = isReconciliationKey(key) ? await ledger.process(tenant, key) : null;
  if (!stored) throw new CrossdockError('CD_STOCK_DECISION', { reason: `nothing was compared under ${key}` });
  const decision = { key, proposals, outcome, reason: `${reason} (${by})` };
  const subjects = undecided(foundReconciliation(stored), decision).map(({ number }) => number);
  if (subjects.length === 0) return [];
  const subject = subjects.join(', ');
  const about = { tenant, key, channel: correctionsChannel, type: 'correction-decision', reference: subject };
  const payload = { ...decision, proposals: subjects };
  const messages = messagesToPacks({ ...about, payload, ...(id !== undefined && { id }) }, options);
  if (messages.length === 0)
    throw new CrossdockError('CD_STOCK_DECISION_UNREAD', { channel: correctionsChannel });
  const { committed } = await ledger.commit([
    ...messages.map((message): Operation => ({ op: 'accept', message })),
    {
      op: 'audit',
      entry: {
        ...{ at: instant(clock), by, action: `stock-correction.${outcome}`, subject },
        ...{ tenant, key, reason, data: { proposals: subjects } },
      },
    },
  ]);
  if (!committed) throw new CrossdockError('CD_PROCESS_BUSY', { order: key });
  return messages.map(({ queue }) => queue);
}
