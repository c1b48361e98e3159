import {
  type BillingData,
  type BillingRun,
  type Draft,
  draftInvoice,
  issueDraft,
  together,
} from '../billing/bill-order.ts';
import { invoicingRule } from '../billing/invoicing-rule.ts';
import { draftProForma } from '../billing/pro-forma.ts';
import type { Invoice, RateAgreementInvoicingRule } from '../canonical/types.generated.ts';
import { apply } from '../process/apply.ts';
import type { Applied, OrderProcess } from '../process/types.ts';
import { type ChangedPeriod, collect, openPeriod, type PeriodReader, released, withdraw } from './collect.ts';
import { groupOf, isSameGroup } from './group.ts';
import type { FoundPeriod } from './locate.ts';
import type { BillingGroup } from './types.ts';

/** What a billing check comes to. */
export interface CheckedOrder {
  readonly applied: Applied;
  /** Issued now, with a number of the legal sequence. */
  readonly invoice: Invoice | null;
  /** Issued now, to be posted nowhere. */
  readonly proForma: Invoice | null;
  /** Periods of which the list has changed. */
  readonly periods: readonly ChangedPeriod[];
}

/**
 * Checks an order as `billOrder` does, and invoices it as its agreement says: on its own at once, or with the others of
 * a period. An order that waits for a period and may not be billed any more leaves it.
 *
 * @throws as `billOrder`
 */
export async function checkOrder(
  before: OrderProcess,
  data: BillingData,
  run: BillingRun,
  read: PeriodReader,
): Promise<CheckedOrder> {
  const draft = draftInvoice(before, data, run);
  const target = await targetOf(draft, data, run, read);
  if (target) {
    const collected = await collect(before, draft, target, run, read);
    return { ...collected, invoice: null, proForma: null };
  }
  const { applied, invoice } = issueDraft(before, draft, run);
  if (before.collected) {
    const periods = await withdraw(before, run, read);
    const why = invoice ? 'it has an invoice of its own' : 'it may not be billed now';
    return { applied: released(applied, before, run, why), invoice, proForma: null, periods };
  }
  const proForma = invoice ? null : draftProForma(applied.process, data, run);
  return proForma
    ? { applied: withProForma(applied, before, proForma, run), invoice, proForma, periods: [] }
    : { applied, invoice, proForma, periods: [] };
}

/** The period for the document of a draft; null when it goes out on its own. A debit memo does: it is late already. */
async function targetOf(
  { invoice, agreement, process }: Draft,
  { customer, billingEntity }: BillingData,
  { now, terms }: BillingRun,
  read: PeriodReader,
): Promise<FoundPeriod | null> {
  const rule = agreement && invoice?.kind === 'invoice' ? invoicingRule(agreement, process) : null;
  if (!rule?.consolidate || !invoice || !agreement) return null;
  const group = groupOf(process, invoice, { rule, agreement: agreement.id, taxStatus: customer.taxStatus });
  const own = await ownPeriod(process, group, rule, read);
  const when = { now, zone: billingEntity.zone, calendar: terms.calendar };
  return own ?? (await openPeriod(group, rule.consolidate, when, read));
}

/** The period it waits in already: its time may have come without its having been closed yet. */
async function ownPeriod(
  { collected }: OrderProcess,
  group: BillingGroup,
  { consolidate }: RateAgreementInvoicingRule,
  read: PeriodReader,
): Promise<FoundPeriod | null> {
  const found = collected && consolidate ? await read(collected.period) : null;
  return found && !found.period.closed && isSameGroup(found.period.group, group) ? found : null;
}

function withProForma(
  checked: Applied,
  before: OrderProcess,
  document: Invoice,
  { messageId, now: at, terms }: BillingRun,
): Applied {
  const step = apply(checked.process, { type: 'invoice-issued', document, messageId, at }, terms);
  return together([checked, step], before);
}
