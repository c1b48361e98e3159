import { multiply, round, sum } from '../rating/money.ts';
import { causeOf } from './causes.ts';
import { type Deadline, deadlines } from './expectations.ts';
import { isZero, minus, plus, remaining } from './quantity.ts';
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
