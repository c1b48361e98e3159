import { CrossdockError } from '../../domain/errors.ts';
import { askCorrections } from '../../domain/stock-reconciliation/ask.ts';
import {
  foundReconciliation,
  isReconciliationKey,
  reconciliationWrite,
} from '../../domain/stock-reconciliation/keys.ts';
import type { Operation } from '../../ledger/ledger.ts';
import { instant } from '../clock.ts';
import type { DecidedStockCorrections } from '../face.ts';
import { untilCommitted } from './attempts.ts';
import type { CorrectInvoiceOptions } from './correct-invoice.ts';
import { messagesToPacks } from './to-packs.ts';

/** Where decisions on corrections of stock go. */
export const correctionsChannel = 'stock-corrections';

/**
 * Hands a person's decision on proposed corrections of stock to the packs that compare stock; gives the queues that
 * have got work. What cannot be decided any more is refused before, and of several decisions at the same time one
 * counts.
 *
 * @throws CD_STOCK_DECISION CD_STOCK_DECISION_UNREAD CD_PROCESS_BUSY
 */
export const decideStockCorrections = (
  decided: DecidedStockCorrections,
  options: CorrectInvoiceOptions,
): Promise<readonly string[]> => untilCommitted(decided.key, () => decideOnce(decided, options));

/** The decision and its note on the proposals in one commit; null when the comparison has changed meanwhile. */
async function decideOnce(
  { tenant, key, proposals, outcome, by, reason, id }: DecidedStockCorrections,
  options: CorrectInvoiceOptions,
): Promise<readonly string[] | null> {
  const { ledger, clock } = options;
  const stored = isReconciliationKey(key) ? await ledger.process(tenant, key) : null;
  if (!stored) throw new CrossdockError('CD_STOCK_DECISION', { reason: `nothing was compared under ${key}` });
  const at = instant(clock);
  const decision = { key, proposals, outcome, reason: `${reason} (${by})` };
  const asked = askCorrections(foundReconciliation(stored), { ...decision, by }, at);
  if (!asked) return [];
  const { numbers, reconciliation } = asked;
  const subject = numbers.join(', ');
  const about = { tenant, key, channel: correctionsChannel, type: 'correction-decision', reference: subject };
  const payload = { ...decision, proposals: numbers };
  const messages = messagesToPacks({ ...about, payload, ...(id !== undefined && { id }) }, options);
  if (messages.length === 0)
    throw new CrossdockError('CD_STOCK_DECISION_UNREAD', { channel: correctionsChannel });
  const { kind: _, ...change } = reconciliationWrite(reconciliation, stored.version, tenant);
  const { committed } = await ledger.commit([
    ...messages.map((message): Operation => ({ op: 'accept', message })),
    {
      op: 'audit',
      entry: {
        ...{ at, by, action: `stock-correction.${outcome}`, subject },
        ...{ tenant, key, reason, data: { proposals: numbers } },
      },
    },
    { op: 'process', ...change },
  ]);
  return committed ? messages.map(({ queue }) => queue) : null;
}
