import type { FreightInvoice } from '../canonical/types.generated.ts';
import { big } from '../rating/decimal.ts';
import { allocate, type Money, money, multiply, round, subtract, sum } from '../rating/money.ts';

/**
 * Shares of a document's tax for the parts of its net amount, to the cent. Where charges and credits are mixed each part
 * bears the tax of its own sign: at the rate of the document where it has one, or as its tax is to its net.
 */
export function taxShares(
  { totals, taxes = [] }: Pick<FreightInvoice, 'totals' | 'taxes'>,
  parts: readonly Money[],
): readonly Money[] {
  const { currency } = totals.tax;
  const tax = money(totals.tax.amount, currency);
  const sizes = parts.map(({ amount }) => big(amount));
  const isMixed = sizes.some((size) => size.gt(0)) && sizes.some((size) => size.lt(0));
  const [single, ...others] = taxes;
  const net = big(totals.net.amount);
  const rate =
    single && others.length === 0 ? big(single.rate).div(100) : net.eq(0) ? null : big(tax.amount).div(net);
  // More tax than net is no rate: the charges almost cancel each other out.
  if (!isMixed || rate === null || rate.lt(0) || rate.gt(1))
    return allocate(
      tax,
      sizes.map((size) => size.abs().toFixed()),
    );
  const shares = parts.map((part) => round(multiply(part, rate), { mode: 'half-up' }));
  const largest = sizes.reduce(
    (most, size, index) => (size.abs().gt(sizes[most]?.abs() ?? 0) ? index : most),
    0,
  );
  const rest = subtract(tax, sum(currency, shares));
  return shares.map((share, index) => (index === largest ? sum(currency, [share, rest]) : share));
}
