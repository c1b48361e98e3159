import { type Conversion, conversion, convertMoney } from './exchange.ts';
import type { Money } from './money.ts';
import type { RatingInput, UntaxedLine } from './types.ts';

/** Gives amounts and lines in the order's currency; what is in it already stays as it is. */
export interface InOrderCurrency {
  /** @throws CD_RATING_EXCHANGE_* */
  readonly line: (line: UntaxedLine) => UntaxedLine;
  /** @throws CD_RATING_EXCHANGE_* */
  readonly amount: (value: Money) => Money;
}

/**
 * One rate for each other currency of a document, looked up when it is needed. A converted line keeps no price per
 * unit: that is in the other currency, and the explanation tells it.
 */
export function inOrderCurrency({
  agreement,
  facts,
  date: shipDate,
  exchange,
}: Pick<RatingInput, 'agreement' | 'facts' | 'date' | 'exchange'>): InOrderCurrency {
  const { rates = [], invoiceDate = shipDate, orderDate = shipDate } = exchange ?? {};
  const known = new Map<string, Conversion>();
  const rateOf = (from: string): Conversion => {
    const before = known.get(from);
    if (before) return before;
    const pair = { from, to: facts.currency };
    const found = conversion(agreement, pair, rates, { shipDate, invoiceDate, orderDate });
    known.set(from, found);
    return found;
  };
  const converted = (value: Money) => convertMoney(value, rateOf(value.currency), agreement.rounding);
  return {
    amount: (value) => (value.currency === facts.currency ? value : converted(value).amount),
    line(line) {
      const { rate: _, ...rest } = line;
      if (line.amount.currency === facts.currency) return line;
      const { amount, arithmetic } = converted(line.amount);
      const { explanation } = line;
      const inputs = [...explanation.inputs, ...rateOf(line.amount.currency).inputs];
      const told = { ...explanation, inputs, arithmetic: `${explanation.arithmetic}; ${arithmetic}` };
      return { ...rest, amount, explanation: told };
    },
  };
}
