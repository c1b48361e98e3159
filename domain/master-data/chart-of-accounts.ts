import type { Account, StockPosting } from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import { dayOf } from '../mapping/convert/dates.ts';

/** The chart of accounts as it is known when something is posted. */
export interface Chart {
  account(number: string): Account | null;
  /** Zone that decides on which day something is posted. */
  readonly zone: string;
}

/**
 * Lets a posting through whose accounts are in the chart, open on the day of the posting, and in the currency of what is
 * booked to them.
 *
 * @throws CD_POSTING_ACCOUNT naming the first account that is not
 */
export function requireOpenAccounts({ postingNumber, occurredAt, lines }: StockPosting, chart: Chart): void {
  for (const { lineNumber, account, value } of lines) {
    const booked = { posting: postingNumber, line: lineNumber, occurredAt, currency: value?.currency };
    requireOpenAccount(account, booked, chart);
  }
}

/** What is booked to an account. */
export interface BookedTo {
  /** As messages name it. */
  readonly posting: string;
  readonly line: string;
  readonly occurredAt: string;
  readonly currency: string | undefined;
  /** Kinds of accounts that take it; any when absent. */
  readonly kinds?: readonly Account['kind'][];
}

/** Lets what is booked to an account through, and what names none. @throws CD_POSTING_ACCOUNT */
export function requireOpenAccount(number: string | undefined, booked: BookedTo, chart: Chart): void {
  if (number === undefined) return;
  const { posting, line, occurredAt } = booked;
  const day = dayOf({ kind: 'instant', instant: occurredAt }, chart.zone);
  const reason = problemOf(chart.account(number), day, booked);
  if (reason !== null)
    throw new CrossdockError('CD_POSTING_ACCOUNT', { posting, line, account: number, reason });
}

function problemOf(
  account: Account | null,
  day: string,
  { currency, kinds = [] }: Pick<BookedTo, 'currency' | 'kinds'>,
): string | null {
  if (!account) return 'is not in the chart of accounts';
  if (kinds.length > 0 && !kinds.includes(account.kind))
    return `is of ${account.kind}, not of ${kinds.join(' or ')}`;
  const { from, to } = account.effective;
  if (day < from) return `is open from ${from}, not on ${day}`;
  if (to !== undefined && day > to) return `is closed since ${to}, before ${day}`;
  return currency !== undefined && account.currency !== undefined && account.currency !== currency
    ? `takes ${account.currency}, not ${currency}`
    : null;
}
