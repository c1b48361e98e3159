import { invoicesTakenBack } from '../../domain/billing/correct-invoice.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { foundProcess } from '../../domain/process/locate.ts';
import type { Ledger, Operation } from '../../ledger/ledger.ts';
import { type Clock, instant } from '../clock.ts';
import type { CorrectedInvoice } from '../face.ts';
import type { Ids } from '../ids.ts';
import type { PacksView } from '../packs-view.ts';
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
 * work. One decision, by its id, counts once, however often it comes.
 *
 * @throws CD_PROCESS_UNKNOWN CD_BILLING_CORRECTION_UNKNOWN CD_BILLING_CORRECTION_UNREAD CD_PROCESS_BUSY
 */
export async function correctInvoice(
  { tenant, key, invoiceNumber, rebill, by, reason, id }: CorrectedInvoice,
  options: CorrectInvoiceOptions,
): Promise<readonly string[]> {
  const { ledger, clock, packs } = options;
  const stored = await ledger.process(tenant, key);
  if (!stored) throw new CrossdockError('CD_PROCESS_UNKNOWN', { type: 'correction', identity: key });
  const { process } = foundProcess(stored);
  const invoices = invoicesTakenBack(process, { invoiceNumber, rebill }).map((each) => each.invoiceNumber);
  const readers = packs.readersOf(checksChannel);
  if (readers.length === 0)
    throw new CrossdockError('CD_BILLING_CORRECTION_UNREAD', { channel: checksChannel });
  const type = 'correct-invoice';
  const more = { correction: { invoiceNumber, reason, by, rebill } };
  const checks = readers.map((pack) => ({
    ...billingCheck(pack, { tenant, key, type, reference: invoiceNumber, more }, options),
    ...(id !== undefined && { idempotencyKey: `tower:correct-invoice/${id}/${pack}` }),
  }));
  const { committed } = await ledger.commit([
    ...checks.map((message): Operation => ({ op: 'accept', message })),
    {
      op: 'audit',
      entry: {
        ...{ at: instant(clock), by, action: 'invoice.correction-asked', subject: invoiceNumber },
        ...{ tenant, key, reason, data: { invoices, rebill } },
      },
    },
  ]);
  if (!committed) throw new CrossdockError('CD_PROCESS_BUSY', { order: key });
  return checks.map(({ queue }) => queue);
}
