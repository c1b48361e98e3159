import { type Draft, together } from '../billing/bill-order.ts';
import type { RateAgreementConsolidation } from '../canonical/types.generated.ts';
import { applied } from '../process/apply.ts';
import type { Calendar } from '../process/calendar.ts';
import { recorded } from '../process/record/recording.ts';
import type { ProcessTerms } from '../process/terms.ts';
import type { Applied, OrderProcess } from '../process/types.ts';
import { localDate } from '../rating/in-force.ts';
import { type FoundPeriod, periodKey } from './locate.ts';
import { spanAt } from './span.ts';
import type { BillingGroup, BillingPeriod, Collected, Span } from './types.ts';

/** Reads a period by its key; null when nothing was collected in it yet. */
export type PeriodReader = (key: string) => Promise<FoundPeriod | null>;

/** A period after a change, and the version it was read at. */
export interface ChangedPeriod {
  readonly version: number;
  readonly period: BillingPeriod;
  readonly text: string;
}

export interface CollectedOrder {
  readonly applied: Applied;
  readonly periods: readonly ChangedPeriod[];
}

export interface Collecting {
  readonly now: string;
  readonly terms: ProcessTerms;
}

/** The open period that an instant falls into; the one after it when somebody has closed that early. */
export async function openPeriod(
  group: BillingGroup,
  rule: RateAgreementConsolidation,
  { now, zone, calendar }: { readonly now: string; readonly zone: string; readonly calendar: Calendar },
  read: PeriodReader,
): Promise<FoundPeriod> {
  let span = spanAt(rule, now, zone, calendar);
  for (;;) {
    const key = periodKey(group, span);
    const found = await read(key);
    if (!found) return { version: 0, period: newPeriod(key, group, rule, span, { now, zone }) };
    if (!found.period.closed) return found;
    span = spanAt(rule, found.period.span.closesAt, zone, calendar);
  }
}

/** One that follows a period closed early begins with its first order. */
function newPeriod(
  key: string,
  group: BillingGroup,
  rule: RateAgreementConsolidation,
  span: Span,
  { now, zone }: { readonly now: string; readonly zone: string },
): BillingPeriod {
  const today = localDate(now, rule.zone ?? zone);
  const [first = today] = [today, span.first].sort();
  const begun = { openedAt: now, updatedAt: now };
  return { key, status: 'billing-open', group, rule, span: { ...span, first }, orders: [], ...begun };
}

/**
 * Puts an order that may be billed on the list of a period; one that is there already keeps its place, with what it
 * would be billed now. It leaves the period it was in before.
 */
export async function collect(
  before: OrderProcess,
  { steps, process, invoice }: Draft,
  found: FoundPeriod,
  { now, terms }: Collecting,
  read: PeriodReader,
): Promise<CollectedOrder> {
  if (!invoice) throw new Error(`order ${before.key} has nothing to collect`);
  const { period, version } = found;
  const { net, gross } = invoice.totals;
  const { key, order } = process;
  const known = period.orders.find((each) => each.key === key);
  const entry: Collected = {
    ...{ key, orderNumber: order.orderNumber, net: net.amount, gross: gross.amount },
    since: known?.since ?? now,
  };
  const isIn = process.collected?.period === period.key && known !== undefined;
  if (isIn && known.net === entry.net && known.gross === entry.gross)
    return { applied: together(steps, before), periods: [] };
  const left = isIn ? [] : await withdraw(process, { now }, read);
  const { closesAt } = period.span;
  const amount = `${entry.gross} ${invoice.currency}`;
  const text = `collected for the invoice of the period that closes at ${closesAt}: ${amount}`;
  const collected = { period: period.key, closesAt, since: entry.since };
  const step = applied(recorded({ ...process, collected }, text), process, now, terms);
  const orders = known
    ? period.orders.map((each) => (each === known ? entry : each))
    : [...period.orders, entry];
  return {
    applied: together([...steps, step], before),
    periods: [
      ...left,
      {
        version,
        period: { ...period, orders, updatedAt: now },
        text: `order ${order.orderNumber}: ${amount}`,
      },
    ],
  };
}

/** The period an order waits in without it; nothing when it waits in none that is open. */
export async function withdraw(
  { key, order, collected }: OrderProcess,
  { now }: Pick<Collecting, 'now'>,
  read: PeriodReader,
): Promise<readonly ChangedPeriod[]> {
  const found = collected && (await read(collected.period));
  if (!found || found.period.closed || !found.period.orders.some((each) => each.key === key)) return [];
  const orders = found.period.orders.filter((each) => each.key !== key);
  const text = `order ${order.orderNumber} left: it cannot be billed with this period`;
  return [{ version: found.version, period: { ...found.period, orders, updatedAt: now }, text }];
}

/** The result of a check of an order that waits in a period no longer. */
export function released(
  result: Applied,
  before: OrderProcess,
  { now, terms }: Collecting,
  why: string,
): Applied {
  const { collected: _, ...free } = result.process;
  const step = applied(recorded(free, `no longer collected: ${why}`), result.process, now, terms);
  return together([result, step], before);
}
