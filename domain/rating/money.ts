import { CrossdockError } from '../errors.ts';
import { minorUnits } from './currency.ts';
import { Big, big, type Decimal, grouped } from './decimal.ts';

export interface Money {
  readonly amount: Decimal;
  readonly currency: string;
}

/** How a value between two representable amounts is settled; ties go away from zero or to the even neighbour. */
export type RoundingMode = 'half-up' | 'half-even';

export interface Rounding {
  readonly mode: RoundingMode;
  /** Decimals kept; the currency's minor unit when absent. */
  readonly decimals?: number;
}

const modes = { 'half-up': Big.roundHalfUp, 'half-even': Big.roundHalfEven } as const;
const currencyCode = /^[A-Z]{3}$/;

/** An amount in a currency, written with at least the decimals of its minor unit. @throws CD_MONEY_INVALID */
export function money(amount: Decimal | Big, currency: string): Money {
  if (!currencyCode.test(currency)) {
    throw new CrossdockError('CD_MONEY_INVALID', { value: currency, expected: 'an ISO 4217 currency code' });
  }
  return { amount: written(typeof amount === 'string' ? big(amount) : amount, currency), currency };
}

/** Nothing, in a currency. */
export const zero = (currency: string): Money => money('0', currency);

/** The sum; the currency is stated because a list may be empty. @throws CD_MONEY_CURRENCY_MISMATCH */
export function sum(currency: string, amounts: readonly Money[], where = 'a sum'): Money {
  let total = new Big(0);
  for (const each of amounts) {
    requireCurrency(each, currency, where);
    total = total.plus(big(each.amount));
  }
  return money(total, currency);
}

/** @throws CD_MONEY_CURRENCY_MISMATCH */
export const add = (left: Money, right: Money): Money => sum(left.currency, [left, right]);

/** @throws CD_MONEY_CURRENCY_MISMATCH */
export const subtract = (left: Money, right: Money): Money => add(left, negate(right));

export const negate = (value: Money): Money => money(big(value.amount).times(-1), value.currency);

/** Exact product; round it when it becomes an amount on a document. */
export const multiply = (value: Money, factor: Decimal | Big): Money =>
  money(big(value.amount).times(typeof factor === 'string' ? big(factor) : factor), value.currency);

/** -1, 0 or 1. @throws CD_MONEY_CURRENCY_MISMATCH */
export function compare(left: Money, right: Money): -1 | 0 | 1 {
  requireCurrency(right, left.currency, 'a comparison');
  return big(left.amount).cmp(big(right.amount));
}

/** The amount at the given decimals (the currency's minor unit when not given). */
export function round(value: Money, rounding: Rounding): Money {
  const decimals = rounding.decimals ?? minorUnits(value.currency);
  return money(big(value.amount).round(decimals, modes[rounding.mode]), value.currency);
}

/**
 * Shares of an amount in proportion to weights, in minor units, that add up to the amount exactly.
 * What the division leaves over goes, one minor unit each, to the largest remainders, earlier shares first.
 *
 * @param weights non-negative decimals; equal shares when all are zero
 * @throws CD_MONEY_INVALID for no weights, a negative one, or an amount finer than the minor unit
 */
export function allocate(value: Money, weights: readonly Decimal[]): Money[] {
  const decimals = minorUnits(value.currency);
  const unit = new Big(10).pow(-decimals);
  const amount = big(value.amount);
  if (!amount.eq(amount.round(decimals, Big.roundDown))) {
    throw new CrossdockError('CD_MONEY_INVALID', {
      value: value.amount,
      expected: `an amount in minor units of ${value.currency}`,
    });
  }
  const parts = weights.map(big);
  if (parts.length === 0 || parts.some((part) => part.lt(0))) {
    throw new CrossdockError('CD_MONEY_INVALID', {
      value: weights.join(', '),
      expected: 'a list of weights, none negative',
    });
  }
  const total = parts.reduce((whole, part) => whole.plus(part), new Big(0));
  const even = total.eq(0);
  const sign = amount.lt(0) ? -1 : 1;
  const units = amount.abs().div(unit);
  const exact = parts.map((part) => (even ? units.div(parts.length) : units.times(part).div(total)));
  const shares = exact.map((share) => share.round(0, Big.roundDown));
  const left = units.minus(shares.reduce((whole, share) => whole.plus(share), new Big(0))).toNumber();
  const byRemainder = exact
    .map((share, index) => ({ index, remainder: share.minus(shares[index] ?? 0) }))
    .sort((a, b) => b.remainder.cmp(a.remainder) || a.index - b.index);
  const extra = new Set(byRemainder.slice(0, left).map((share) => share.index));
  return shares.map((share, index) =>
    money(
      share
        .plus(extra.has(index) ? 1 : 0)
        .times(unit)
        .times(sign),
      value.currency,
    ),
  );
}

/** For people: `1,260.40 EUR`. */
export const readable = (value: Money): string => `${grouped(value.amount)} ${value.currency}`;

/** @throws CD_MONEY_CURRENCY_MISMATCH naming the place */
export function requireCurrency(value: Money, currency: string, where: string): void {
  if (value.currency !== currency) {
    throw new CrossdockError('CD_MONEY_CURRENCY_MISMATCH', { left: currency, right: value.currency, where });
  }
}

function written(value: Big, currency: string): Decimal {
  const decimals = minorUnits(currency);
  const unsigned = value.eq(0) ? value.abs() : value;
  const exact = unsigned.toFixed();
  const point = exact.indexOf('.');
  const places = point === -1 ? 0 : exact.length - point - 1;
  return places >= decimals ? exact : unsigned.toFixed(decimals);
}
