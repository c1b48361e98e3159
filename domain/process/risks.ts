import { multiply, round, sum } from '../rating/money.ts';
import { causeOf } from './causes.ts';
import { type Deadline, deadlines } from './expectations.ts';
import { isMore, isZero, minus, plus, remaining } from './quantity.ts';
import type { ProcessTerms } from './terms.ts';
import type { Alert, Instant, OrderProcess } from './types.ts';

/** Something expected that has not come, with what it may cost. */
export interface Risk {
  readonly id: string;
  readonly milestone: Deadline['milestone'];
  readonly level: Alert['level'];
  readonly dueAt: Instant;
  readonly because: string;
  readonly cause: string;
  readonly owner: string;
  readonly shipmentId?: string;
  /** Net of the open lines at the order's prices, or gross of what is not booked; absent where a price is missing. */
  readonly money?: { readonly amount: string; readonly currency: string };
}

/** How late a deadline is at an instant; null while there is time. */
export function levelOf({ dueAt, warnAt }: Deadline, now: Instant): Alert['level'] | null {
  if (Date.parse(dueAt) <= Date.parse(now)) return 'overdue';
  return Date.parse(warnAt) <= Date.parse(now) ? 'at-risk' : null;
}

/** Everything of an order that is overdue at an instant, or so near that silence is a risk. */
export const risksOf = (process: OrderProcess, terms: ProcessTerms, now: Instant): readonly Risk[] =>
  deadlines(process, terms).flatMap((deadline) => {
    const level = levelOf(deadline, now);
    return level ? [riskOf(process, deadline, level, terms)] : [];
  });

export function riskOf(
  process: OrderProcess,
  deadline: Deadline,
  level: Alert['level'],
  terms: ProcessTerms,
): Risk {
  const { id, milestone, dueAt, because, shipmentId } = deadline;
  const { text, owner } = causeOf(process, deadline, terms);
  const money = milestone === 'posted' ? unbooked(process, terms) : openValue(process);
  return {
    ...{ id, milestone, level, dueAt, because, cause: text, owner },
    ...(shipmentId === undefined ? {} : { shipmentId }),
    ...(money && { money }),
  };
}

/** What is ordered and neither closed as short nor billed, at the order's prices; null when a line has none. */
export function openValue({ order, lines }: OrderProcess): Risk['money'] | null {
  const amounts = lines.flatMap(({ lineNumber, quantities: { ordered, short, billed, credited } }) => {
    const open = remaining(ordered, plus(short, minus(billed, credited)));
    if (isZero(open)) return [];
    const price = order.lines.find((line) => line.lineNumber === lineNumber)?.unitPrice;
    return [
      price?.currency === order.currency
        ? multiply({ amount: price.amount, currency: price.currency }, open)
        : null,
    ];
  });
  const known = amounts.filter((amount) => amount !== null);
  return known.length < amounts.length ? null : round(sum(order.currency, known), { mode: 'half-up' });
}

function unbooked({ order, invoices, postings }: OrderProcess, { postings: systems }: ProcessTerms) {
  const open = invoices.filter(
    ({ invoiceNumber, kind }) =>
      kind !== 'pro-forma' &&
      systems.some(
        (system) => !postings.some((each) => each.invoiceNumber === invoiceNumber && each.system === system),
      ),
  );
  return sum(
    order.currency,
    open.map(({ gross, currency }) => ({ amount: gross, currency })),
  );
}

/** An order with what of it is overdue or nearly so. */
export interface OrderAtRisk {
  readonly tenant: string;
  readonly key: string;
  readonly orderNumber: string;
  readonly customer: string;
  readonly status: string;
  /** Soonest first, at least one. */
  readonly risks: readonly Risk[];
}

/** The money of an order that is at risk: that of its largest risk, for they are over the same lines. */
export const moneyOf = ({ risks }: Pick<OrderAtRisk, 'risks'>): Risk['money'] | null =>
  risks
    .flatMap(({ money }) => money ?? [])
    .reduce<Risk['money'] | null>(
      (most, each) => (most && !isMore(each.amount, most.amount) ? most : each),
      null,
    );

/** Orders by the money at risk, the most first; those in the currency with the most orders before others, unpriced last. */
export function rankRisks(orders: readonly OrderAtRisk[]): {
  readonly sums: readonly { readonly amount: string; readonly currency: string }[];
  readonly ranked: readonly OrderAtRisk[];
} {
  const valued = orders.flatMap((order) => {
    const money = moneyOf(order);
    return money ? [{ order, money }] : [];
  });
  const byCurrency = [...Map.groupBy(valued, ({ money }) => money.currency)].sort(
    ([, one], [, other]) => other.length - one.length,
  );
  const dearest = byCurrency.flatMap(([, all]) =>
    all
      .sort((one, other) => (isMore(one.money.amount, other.money.amount) ? -1 : 1))
      .map(({ order }) => order),
  );
  const unpriced = orders.filter((order) => moneyOf(order) === null);
  return {
    sums: byCurrency.map(([currency, all]) =>
      sum(
        currency,
        all.map(({ money }) => money),
      ),
    ),
    ranked: [...dearest, ...unpriced],
  };
}
