import { askCorrection } from '../../domain/billing/ask-correction.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { foundProcess } from '../../domain/process/locate.ts';
import { isOrder, processWrite } from '../../domain/process/write.ts';
import type { Ledger, Operation } from '../../ledger/ledger.ts';
import { type Clock, instant } from '../clock.ts';
import type { CorrectedInvoice } from '../face.ts';
import type { Ids } from '../ids.ts';
import type { PacksView } from '../packs-view.ts';
import { untilCommitted } from './attempts.ts';
import { billingCheck, checksChannel } from './billing-check.ts';

export interface CorrectInvoiceOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly packs: Pick<PacksView, 'readersOf'>;
  readonly siteId: string;
}

/**
 * Hands an order to billing with a person's decision to take an invoice of it back; gives the queues that have got
 * work. One decision, by its id, counts once, however often it comes; of several at the same time one counts.
 *
 * @throws CD_PROCESS_UNKNOWN CD_BILLING_CORRECTION_UNKNOWN CD_BILLING_CORRECTION_UNREAD CD_PROCESS_BUSY
 */
export const correctInvoice = (
  corrected: CorrectedInvoice,
  options: CorrectInvoiceOptions,
): Promise<readonly string[]> => untilCommitted(corrected.key, () => correctOnce(corrected, options));

/** The decision and its note on the invoice in one commit; null when the order has changed meanwhile. */
async function correctOnce(
  { tenant, key, invoiceNumber, rebill, by, reason, id }: CorrectedInvoice,
  options: CorrectInvoiceOptions,
): Promise<readonly string[] | null> {
  const { ledger, clock, packs } = options;
  const stored = await ledger.process(tenant, key);
  if (!stored) throw new CrossdockError('CD_PROCESS_UNKNOWN', { type: 'correction', identity: key });
  if (!isOrder(stored)) {
    const parameters = { invoice: invoiceNumber, order: key, reason: 'it is no order' };
    throw new CrossdockError('CD_BILLING_CORRECTION_UNKNOWN', parameters);
  }
  const at = instant(clock);
  const asked = askCorrection(foundProcess(stored).process, { invoiceNumber, rebill, by, id }, at);
  if (!asked) return [];
  const { process, invoices } = asked;
  const readers = packs.readersOf(checksChannel);
  if (readers.length === 0)
    throw new CrossdockError('CD_BILLING_CORRECTION_UNREAD', { channel: checksChannel });
  const type = 'correct-invoice';
  const more = { correction: { invoiceNumber, reason, by, rebill } };
  const checks = readers.map((pack) => ({
    ...billingCheck(pack, { tenant, key, type, reference: invoiceNumber, more }, options),
    ...(id !== undefined && { idempotencyKey: `tower:correct-invoice/${id}/${pack}` }),
  }));
  const { summary, identifiers, version } = stored;
  const { kind: _, ...change } = processWrite(process, { tenant, version, summary, identifiers });
  const { committed } = await ledger.commit([
    ...checks.map((message): Operation => ({ op: 'accept', message })),
    {
      op: 'audit',
      entry: {
        ...{ at, by, action: 'invoice.correction-asked', subject: invoiceNumber },
        ...{ tenant, key, reason, data: { invoices, rebill } },
      },
    },
    { op: 'process', ...change },
  ]);
  return committed ? checks.map(({ queue }) => queue) : null;
}
