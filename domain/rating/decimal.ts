import BigJs from 'big.js';
import { CrossdockError } from '../errors.ts';

/** Own constructor: division keeps 20 decimals and nobody else's settings reach it. */
export const Big = BigJs();
Big.DP = 20;
export type Big = BigJs;

/** Decimal string of the canonical schemas: no exponent, no leading zeros, up to nine decimals. */
export type Decimal = string;

const decimalText = /^-?(0|[1-9]\d*)(\.\d+)?$/;

/** The number a decimal string stands for. @throws CD_MONEY_INVALID */
export function big(value: Decimal): Big {
  if (!decimalText.test(value)) {
    throw new CrossdockError('CD_MONEY_INVALID', { value, expected: 'a decimal number' });
  }
  return new Big(value);
}

/** Without exponent, without trailing zeros, never "-0". */
export function plain(value: Big): Decimal {
  const text = value.toFixed();
  const trimmed = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return trimmed === '-0' ? '0' : trimmed;
}

/** For people: thousands separated by commas, as in `1,240.5`. */
export function grouped(value: Decimal): string {
  const point = value.indexOf('.');
  const end = point === -1 ? value.length : point;
  const start = value.startsWith('-') ? 1 : 0;
  if (end - start <= 3) return value;
  const whole = value.slice(0, end).replace(/\B(?=(\d{3})+$)/g, ',');
  return whole + value.slice(end);
}
