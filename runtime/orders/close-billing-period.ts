import { foundPeriod, isPeriodKey } from '../../domain/billing-periods/locate.ts';
import { CrossdockError } from '../../domain/errors.ts';
import type { Operation } from '../../ledger/ledger.ts';
import { instant } from '../clock.ts';
import type { ClosedBillingPeriod } from '../face.ts';
import type { CorrectInvoiceOptions } from './correct-invoice.ts';
import { messagesToPacks } from './to-packs.ts';

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
  options: CorrectInvoiceOptions,
): Promise<readonly string[]> {
  const { ledger, clock } = options;
  const stored = isPeriodKey(key) ? await ledger.process(tenant, key) : null;
  const period = stored && foundPeriod(stored).period;
  if (!period || period.closed) throw new CrossdockError('CD_BILLING_PERIOD_UNKNOWN', { period: key });
  const channel = periodsChannel;
  const payload = { key, close: { by, reason } };
  const messages = messagesToPacks(
    {
      tenant,
      key,
      channel,
      type: 'billing-period',
      reference: key,
      payload,
      ...(id !== undefined && { id }),
    },
    options,
  );
  if (messages.length === 0) throw new CrossdockError('CD_BILLING_PERIOD_UNREAD', { channel });
  const orders = period.orders.map((each) => each.orderNumber);
  const { committed } = await ledger.commit([
    ...messages.map((message): Operation => ({ op: 'accept', message })),
    {
      op: 'audit',
      entry: {
        ...{ at: instant(clock), by, action: 'billing-period.closed', subject: key },
        ...{ tenant, key, reason, data: { customer: period.group.customer, orders } },
      },
    },
  ]);
  if (!committed) throw new CrossdockError('CD_PROCESS_BUSY', { order: key });
  return messages.map(({ queue }) => queue);
}
