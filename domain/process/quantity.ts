import { big, type Decimal, plain } from '../rating/decimal.ts';

export type { Decimal } from '../rating/decimal.ts';

export const plus = (left: Decimal, right: Decimal): Decimal =>
  left === '0' ? right : right === '0' ? left : plain(big(left).plus(big(right)));

export const minus = (left: Decimal, right: Decimal): Decimal =>
  right === '0' ? left : plain(big(left).minus(big(right)));

export const isMore = (left: Decimal, right: Decimal): boolean => left !== right && big(left).gt(big(right));

export const isZero = (value: Decimal): boolean => value === '0' || big(value).eq(0);

export const most = (left: Decimal, right: Decimal): Decimal => (isMore(right, left) ? right : left);

/** The difference, but never below zero. */
export const remaining = (whole: Decimal, part: Decimal): Decimal =>
  isMore(whole, part) ? minus(whole, part) : '0';
