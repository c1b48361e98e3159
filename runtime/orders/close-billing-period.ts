import { foundPeriod, isPeriodKey } from '../../domain/billing-periods/locate.ts';
import { CrossdockError } from '../../domain/errors.ts';
import type { NewMessage, Operation } from '../../ledger/ledger.ts';
import { queues } from '../channels/queues.ts';
import { instant } from '../clock.ts';
import { newEnvelope } from '../entries/envelope.ts';
import type { ClosedBillingPeriod } from '../face.ts';
import { digestOf, encodeBody } from '../runs/body.ts';
import type { CorrectInvoiceOptions } from './correct-invoice.ts';

/** Where billing periods go whose time has come, or which somebody wants closed. */
export const periodsChannel = 'billing-periods';

/**
 * Hands a billing period to billing with a person's decision to close it now; gives the queues that have got work. One
 * decision, by its id, counts once, however often it comes.
 *
 * @throws CD_BILLING_PERIOD_UNKNOWN CD_BILLING_PERIOD_UNREAD CD_PROCESS_BUSY
 */
export async function closeBillingPeriod(
  { tenant, key, by, reason, id }: ClosedBillingPeriod,
  { ledger, clock, ids, packs, siteId }: CorrectInvoiceOptions,
): Promise<readonly string[]> {
  const stored = isPeriodKey(key) ? await ledger.process(tenant, key) : null;
  if (!stored || foundPeriod(stored).period.closed)
    throw new CrossdockError('CD_BILLING_PERIOD_UNKNOWN', { period: key });
  const readers = packs.readersOf(periodsChannel);
  if (readers.length === 0) throw new CrossdockError('CD_BILLING_PERIOD_UNREAD', { channel: periodsChannel });
  const messages = readers.map((pack): NewMessage => {
    const body = encodeBody({ payload: { key }, close: { by, reason } }, 'tower');
    const source = { system: 'tower', protocol: 'tower', reference: key };
    const envelope = newEnvelope(
      { tenant, site: siteId, type: 'billing-period', key, source },
      { clock, ids },
    );
    return {
      ...{ envelope, body, digest: digestOf(body), queue: queues.channel(periodsChannel, pack) },
      idempotencyKey: `tower:close-billing-period/${id ?? envelope.id}/${pack}`,
    };
  });
  const { group, orders } = foundPeriod(stored).period;
  const data = { customer: group.customer, orders: orders.map((each) => each.orderNumber) };
  const { committed } = await ledger.commit([
    ...messages.map((message): Operation => ({ op: 'accept', message })),
    {
      op: 'audit',
      entry: {
        ...{ at: instant(clock), by, action: 'billing-period.closed', subject: key },
        ...{ tenant, key, reason, data },
      },
    },
  ]);
  if (!committed) throw new CrossdockError('CD_PROCESS_BUSY', { order: key });
  return messages.map(({ queue }) => queue);
}
