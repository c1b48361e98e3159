import { money, multiply, round, sum } from '../domain/rating/money.ts';
import { rate } from '../domain/rating/rate.ts';
import type { Rated } from '../domain/rating/types.ts';
import { readCase } from '../test/domain/rating/read-case.ts';
import { alternating } from './support/alternating.ts';
import { against, type Row } from './support/targets.ts';

/** Rating beside nothing but the decimals of the same amounts. */
export async function run({ scale = 1 } = {}): Promise<{ name: string; rows: Row[] }> {
  const shipment = readCase('weight-tier-and-fuel');
  const rated = rate(shipment);
  const of = alternating({ rating: () => rate(shipment), decimals: () => decimalsOf(rated) }, scale);
  return {
    name: `rating a shipment of ${rated.lines.length} charges`,
    rows: [
      against('rating', {
        value: Math.round(of('rating')),
        ratio: `${(of('rating') / of('decimals')).toFixed(2)} of the bare decimals`,
      }),
      { what: 'the decimals of the same amounts alone', value: Math.round(of('decimals')), unit: '/s' },
    ],
  };
}

/** What cannot be spared: each amount a product that is rounded, and the sums. */
function decimalsOf({ lines: charged, taxes, currency }: Rated): unknown {
  const amounts = charged.map(({ quantity, amount }) =>
    round(multiply(money(amount.amount, currency), quantity?.value ?? '1'), { mode: 'half-up' }),
  );
  const owed = taxes.map(({ base, rate: percent }) => round(multiply(base, percent), { mode: 'half-up' }));
  return sum(currency, [...amounts, ...owed]);
}
