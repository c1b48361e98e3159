import { big, type Decimal, plain } from '../rating/decimal.ts';

export type { Decimal } from '../rating/decimal.ts';

/** Decimals of at most 15 digits are ordered as doubles exactly as they are as decimals. */
const isShort = (value: Decimal): boolean => value.length <= 15;

/** A whole number whose sums with its like stay exact in a double; NaN for any other decimal. */
const whole = (value: Decimal): number =>
  isShort(value) && !value.includes('.') ? Number(value) : Number.NaN;

export function plus(left: Decimal, right: Decimal): Decimal {
  const sum = whole(left) + whole(right);
  return Number.isSafeInteger(sum) ? String(sum) : plain(big(left).plus(big(right)));
}

export function minus(left: Decimal, right: Decimal): Decimal {
  const difference = whole(left) - whole(right);
  return Number.isSafeInteger(difference) ? String(difference) : plain(big(left).minus(big(right)));
}

export const isMore = (left: Decimal, right: Decimal): boolean =>
  isShort(left) && isShort(right) ? Number(left) > Number(right) : big(left).gt(big(right));

export const isZero = (value: Decimal): boolean => Number(value) === 0;

export const most = (left: Decimal, right: Decimal): Decimal => (isMore(right, left) ? right : left);

export const least = (left: Decimal, right: Decimal): Decimal => (isMore(left, right) ? right : left);

/** The difference, but never below zero. */
export const remaining = (whole: Decimal, part: Decimal): Decimal =>
  isMore(whole, part) ? minus(whole, part) : '0';
