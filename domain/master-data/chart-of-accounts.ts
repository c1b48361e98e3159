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
  const day = dayOf({ kind: 'instant', instant: occurredAt }, chart.zone);
  for (const { lineNumber, account: number, value } of lines) {
    if (number === undefined) continue;
    const reason = problemOf(chart.account(number), day, value?.currency);
    if (reason === null) continue;
    throw new CrossdockError('CD_POSTING_ACCOUNT', {
      ...{ posting: postingNumber, line: lineNumber, account: number, reason },
    });
  }
}

function problemOf(account: Account | null, day: string, currency: string | undefined): string | null {
  if (!account) return 'is not in the chart of accounts';
  const { from, to } = account.effective;
  if (day < from) return `is open from ${from}, not on ${day}`;
  if (to !== undefined && day > to) return `is closed since ${to}, before ${day}`;
  return currency !== undefined && account.currency !== undefined && account.currency !== currency
    ? `takes ${account.currency}, not ${currency}`
    : null;
}
