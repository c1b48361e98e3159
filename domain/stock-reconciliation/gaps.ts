import type { Money } from '../canonical/types.generated.ts';
import type { Gap } from '../process/gaps.ts';
import { big } from '../rating/decimal.ts';
import { multiply, round } from '../rating/money.ts';
import type { ReconciledLine, StockReconciliation } from './types.ts';

/** What one unit of an item is worth; null where nobody says, or in another unit. */
export type PriceOf = (sku: string, unit: string) => Money | null;

/**
 * What a warehouse has told and the ERP has not booked: movements that wait for longer than the grace of the comparison, and
 * what the books lack although nothing is on its way. Valued at the prices given, whichever side has more.
 */
export function stockGaps(
  { warehouse, owner, lines, proposals, asOf }: StockReconciliation,
  priceOf: PriceOf,
): readonly Gap[] {
  const kind = 'wms-not-in-erp' as const;
  const of = owner === undefined ? warehouse : `${warehouse}, stock of ${owner}`;
  const gap = (
    line: Pick<ReconciledLine, 'sku' | 'unit'>,
    quantity: string,
    since: string,
    text: string,
  ): Gap => {
    const price = priceOf(line.sku, line.unit);
    const money = price && round(multiply(price, big(quantity).abs()), { mode: 'half-up' });
    return { ...{ kind, subject: line.sku, since, owner: 'stock', text }, ...(money && { money }) };
  };
  const late = lines.flatMap((line) => {
    const { sku, lateSince, inFlight, remarks } = line;
    return lateSince === undefined
      ? []
      : [gap(line, inFlight, lateSince, `${sku} in ${of}: ${remarks.join('; ')}`)];
  });
  const lacking = proposals
    .filter(({ corrects, state }) => corrects === 'book' && state === 'open')
    .map((one) =>
      gap(one, one.quantity, one.openedAt ?? asOf, `${one.sku} in ${of}: ${one.why} ${one.unit}`),
    );
  return [...late, ...lacking];
}
