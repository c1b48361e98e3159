import type { Invoice } from '../canonical/types.generated.ts';
import { add, sum } from './money.ts';

/** What the lines and the taxes of an invoice come to, in its currency. */
export function totalsOf(
  lines: readonly Pick<Invoice['lines'][number], 'amount'>[],
  taxes: readonly Pick<NonNullable<Invoice['taxes']>[number], 'amount'>[],
  currency: string,
): Invoice['totals'] {
  const net = sum(
    currency,
    lines.map(({ amount }) => amount),
  );
  const tax = sum(
    currency,
    taxes.map(({ amount }) => amount),
  );
  return { net, tax, gross: add(net, tax) };
}
