import {
  type BillingData,
  type BillingRun,
  draftInvoice,
  issueDraft,
  together,
} from '../billing/bill-order.ts';
import { invoicingRule } from '../billing/invoicing-rule.ts';
import type { Invoice, InvoiceTax } from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import type { Applied, OrderProcess } from '../process/types.ts';
import { localDate } from '../rating/in-force.ts';
import { released } from './collect.ts';
import { groupOf, isSameGroup } from './group.ts';
import { mergeInvoices } from './merge.ts';
import type { BillingPeriod } from './types.ts';

/** Somebody closes a period before its time. */
export interface EarlyClose {
  readonly by: string;
  readonly reason: string;
}

/** An order on the list of a period, with what billing needs to know of it. */
export interface Member {
  readonly process: OrderProcess;
  /** @throws CD_BILLING_MASTER_DATA_MISSING */
  readonly data: () => BillingData;
}

export interface ClosedPeriod {
  readonly period: BillingPeriod;
  readonly text: string;
  /** Null where no order could be billed: then no number is taken. */
  readonly invoice: Invoice | null;
  /** Each order on the list as it is now. */
  readonly orders: readonly { readonly before: OrderProcess; readonly applied: Applied }[];
  /** Keys of orders that are not on the invoice: another check tells where they belong. */
  readonly leftOut: readonly string[];
}

/** An order that goes on the invoice. */
interface Ready {
  readonly before: OrderProcess;
  readonly draft: ReturnType<typeof draftInvoice>;
  readonly invoice: Invoice;
  readonly rounding: 'half-up' | 'half-even';
}

interface LeftOut {
  readonly before: OrderProcess;
  readonly applied: Applied;
  readonly reason: string;
}

/**
 * Closes a period: each of its orders is checked and rated afresh, and those that may still be billed, and still have in
 * common what the period's orders must, stand on one invoice. An order that cannot go with it stops no other. Null when
 * the period is closed already, or its time has not come and nobody wants it closed.
 */
export function closePeriod(
  period: BillingPeriod,
  members: readonly Member[],
  run: BillingRun,
  { early, zone }: { readonly early?: EarlyClose | undefined; readonly zone: string },
): ClosedPeriod | null {
  const { now } = run;
  const isDue = Date.parse(now) >= Date.parse(period.span.closesAt);
  if (period.closed || !(isDue || early)) return null;
  const waiting = members.filter(({ process }) => process.collected?.period === period.key);
  const looked = oneRatePerCode(
    waiting.map((member) => look(member, period, run)),
    run,
  );
  const ready = looked.filter((each) => 'invoice' in each);
  const leftOut = looked.filter((each) => 'reason' in each);
  const to = isDue ? period.span.name : localDate(now, period.rule.zone ?? zone);
  const issued = ready.length === 0 ? null : issue(period, ready, run, { from: period.span.first, to });
  const closed = {
    at: now,
    ...(early && !isDue && { early: { by: early.by, reason: early.reason } }),
    leftOut: leftOut.map(({ before, reason }) => ({ key: before.key, reason })),
    ...(issued && { invoice: issued.told }),
  };
  const who = closed.early ? ` early by ${closed.early.by}: ${closed.early.reason}` : '';
  const what = issued
    ? `invoice ${issued.told.invoiceNumber} over ${issued.told.gross} ${period.group.currency} and ${ready.length} orders`
    : 'no invoice';
  return {
    period: {
      ...period,
      status: issued ? 'billing-invoiced' : 'billing-empty',
      updatedAt: now,
      closed,
    },
    text: [
      `closed${who}: ${what}`,
      ...closed.leftOut.map(({ key, reason }) => `${key} waits: ${reason}`),
    ].join('; '),
    invoice: issued?.invoice ?? null,
    orders: [...(issued?.orders ?? []), ...leftOut.map(({ before, applied }) => ({ before, applied }))],
    leftOut: leftOut.map(({ before }) => before.key),
  };
}

/**
 * A line names its tax by code alone: an order with another rate under a code waits, when a rate changes in a period, and
 * so does one whose tax is told in another national currency.
 */
function oneRatePerCode(looked: readonly (Ready | LeftOut)[], run: BillingRun): readonly (Ready | LeftOut)[] {
  const known = new Map<string, string>();
  return looked.map((each) => {
    if ('reason' in each) return each;
    const { before, draft, invoice } = each;
    const other = invoice.taxes.find((tax) => (known.get(tax.code) ?? rateOf(tax)) !== rateOf(tax));
    if (other) {
      const reason = `tax ${other.code} of ${rateOf(other)} is another on the invoice`;
      return { before, reason, applied: released(together(draft.steps, before), before, run, reason) };
    }
    for (const tax of invoice.taxes) known.set(tax.code, rateOf(tax));
    return each;
  });
}

const rateOf = ({ rate, national }: InvoiceTax): string =>
  [`${rate} %`, ...(national ? [`in ${national.amount.currency}`] : [])].join(' ');

function look({ process: before, data }: Member, period: BillingPeriod, run: BillingRun): Ready | LeftOut {
  const out = (reason: string, applied: Applied): LeftOut => ({
    before,
    applied: released(applied, before, run, reason),
    reason,
  });
  try {
    const known = data();
    const draft = draftInvoice(before, known, run);
    const { process, invoice, agreement, steps } = draft;
    if (!invoice || !agreement) {
      const why = process.billing.reasons.map(({ text }) => text).join('; ') || 'there is nothing to bill';
      return out(why, together(steps, before));
    }
    const rule = invoicingRule(agreement, process);
    const group =
      rule &&
      groupOf(process, invoice, { rule, agreement: agreement.id, taxStatus: known.customer.taxStatus });
    if (!group || !rule?.consolidate || invoice.kind !== 'invoice' || !isSameGroup(group, period.group))
      return out('it has another invoice by now', together(steps, before));
    return { before, draft, invoice, rounding: agreement.rounding.mode };
  } catch (thrown) {
    if (!(thrown instanceof CrossdockError && thrown.fault === 'business')) throw thrown;
    return out(thrown.message, nothing(before));
  }
}

/** An order to which nothing has happened. */
const nothing = (process: OrderProcess): Applied => ({
  ...{ process, outcome: 'ignored', journal: [], identifiers: [] },
  summary: {
    status: process.status,
    customer: process.order.customer.id ?? '',
    held: false,
    updatedAt: process.updatedAt,
  },
});

function issue(
  { key, rule }: BillingPeriod,
  ready: readonly Ready[],
  run: BillingRun,
  period: NonNullable<Invoice['period']>,
) {
  const { invoice, parts } = mergeInvoices(
    ready.map((each) => each.invoice),
    { tax: rule.tax ?? 'by-invoice', rounding: ready[0]?.rounding ?? 'half-up', period },
  );
  const { net, tax, gross } = invoice.totals;
  const consolidated = { period: key, orders: ready.length, gross: gross.amount };
  const orders = ready.map(({ before, draft }, index) => {
    const part = parts[index];
    const { collected: _, ...free } = draft.process;
    const own = part && { ...part, consolidated };
    const { applied } = issueDraft(before, { ...draft, process: free, invoice: own ?? null }, run);
    return { before, applied };
  });
  return {
    invoice,
    orders,
    told: {
      ...{ invoiceNumber: invoice.invoiceNumber, net: net.amount, tax: tax.amount, gross: gross.amount },
      orders: ready.map(({ before }) => before.key),
    },
  };
}
