import type {
  ExchangeRate,
  InvoiceNationalTax,
  InvoiceTaxRate,
  TaxRule,
} from '../canonical/types.generated.ts';
import { big } from './decimal.ts';
import { conversionBy, convertMoney } from './exchange.ts';
import type { Money, RoundingMode } from './money.ts';
import type { RatingInput } from './types.ts';

/**
 * A tax in the currency of the country whose tax it is, as the country's rule wants it told; null where the document is in
 * that currency, the rule wants nothing, or no tax is charged.
 *
 * Source: Council Directive 2006/112/EC, articles 91 (which rate) and 230 (the tax in national currency).
 * @throws CD_RATING_EXCHANGE_MISSING, CD_RATING_EXCHANGE_STALE, CD_RATING_EXCHANGE_AMBIGUOUS
 */
export function nationalTax(
  tax: Money,
  { id, version, rate, nationalCurrency: wanted }: TaxRule,
  { agreement, date: shipDate, exchange }: RatingInput,
): InvoiceNationalTax | null {
  if (!wanted || wanted.currency === tax.currency || big(rate).eq(0)) return null;
  const { rates = [], invoiceDate = shipDate, orderDate = shipDate, issuedOn = invoiceDate } = exchange ?? {};
  const dates = { shipDate, invoiceDate: issuedOn, orderDate };
  const pair = { from: tax.currency, to: wanted.currency };
  const path = `tax-rule ${id} v${version}`;
  const terms = { id: path, exchange: { table: wanted }, pathOf: (at: string) => `${path} ${at}` };
  const { published = [] } = conversionBy(terms, pair, rates, dates);
  const date = wanted.date === 'ship-date' ? shipDate : issuedOn;
  const told = published.map((each) => rateTold(each, date));
  return { amount: inNational(tax, told, agreement.rounding.mode), rates: told };
}

const rateTold = ({ source, base, quote, rate, validFrom }: ExchangeRate, date: string): InvoiceTaxRate => ({
  source,
  base,
  quote,
  rate,
  validFrom,
  date,
});

/** An amount after all rates, each in the direction that leads on, rounded once. */
export function inNational(value: Money, rates: readonly InvoiceTaxRate[], mode: RoundingMode): Money {
  let { currency } = value;
  const steps = rates.map(({ base, quote, rate }) => {
    const isInverse = base !== currency;
    currency = isInverse ? base : quote;
    return { rate, isInverse };
  });
  return convertMoney(value, { currency, steps, inputs: [] }, { mode }).amount;
}
