import Big from 'big.js';
import { Refused } from './refused.ts';

export type DecimalMark = '.' | ',' | 'either';

/** Most digits before and after the point in a canonical decimal. */
const wholeDigits = 15;
const fractionDigits = 9;

const patterns: Readonly<Record<DecimalMark, RegExp>> = {
  '.': /^([+-]?)(\d*)(?:\.(\d*))?$/,
  ',': /^([+-]?)(\d*)(?:,(\d*))?$/,
  either: /^([+-]?)(\d*)(?:[.,](\d*))?$/,
};

/** Already in canonical writing, as most decimals are. */
const canonical = /^(?:0|[1-9]\d{0,14}|(?:0|[1-9]\d{0,14})\.\d{0,8}[1-9])$/;

/**
 * A decimal in the one canonical writing: no leading or trailing zeros, no plus, no negative zero ("010.50" → "10.5").
 * Exponents and thousands separators are refused, never guessed at.
 *
 * @throws Refused
 */
export function toDecimal(value: unknown, mark: DecimalMark): string {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Refused('not a finite number');
    return normal(patterns['.'], new Big(value).toFixed());
  }
  if (typeof value !== 'string') throw new Refused('not a decimal number');
  if (mark !== ',' && canonical.test(value)) return value;
  return normal(patterns[mark], value.trim());
}

/** A decimal whose point is not sent: scale 2 reads "1050" as "10.5". @throws Refused */
export function toImpliedDecimal(value: unknown, scale: number): string {
  const digits = /^([+-]?)(\d+)$/.exec(String(value).trim());
  if (!digits) throw new Refused(`not a whole number, as a number with ${scale} implied decimals must be`);
  const padded = (digits[2] ?? '').padStart(scale + 1, '0');
  const point = padded.length - scale;
  return normal(patterns['.'], `${digits[1]}${padded.slice(0, point)}.${padded.slice(point)}`);
}

/** The exact sum of decimals in canonical writing. @throws Refused */
export function sumOf(values: readonly unknown[], mark: DecimalMark): string {
  let total = new Big(0);
  for (const value of values) total = total.plus(toDecimal(value, mark));
  return toDecimal(total.toFixed(), '.');
}

/** A JSON integer. @throws Refused */
export function toInteger(value: unknown): number {
  const text = toDecimal(value, '.');
  const integer = Number(text);
  if (!Number.isSafeInteger(integer)) throw new Refused('not a whole number');
  return integer;
}

/** A JSON number, only where it holds exactly what the text says. @throws Refused */
export function toNumber(value: unknown, mark: DecimalMark): number {
  const text = toDecimal(value, mark);
  const number = Number(text);
  if (new Big(number).toFixed() !== text)
    throw new Refused('too many digits for a JSON number; keep it text');
  return number;
}

function normal(pattern: RegExp, text: string): string {
  const parts = pattern.exec(text);
  const [, sign = '', whole = '', fraction = ''] = parts ?? [];
  if (whole === '' && fraction === '') throw new Refused('not a decimal number');
  const integer = whole.replace(/^0+(?=\d)/, '') || '0';
  const decimals = trimZeros(fraction);
  if (integer.length > wholeDigits)
    throw new Refused(`more than ${wholeDigits} digits before the decimal point`);
  if (decimals.length > fractionDigits) throw new Refused(`more than ${fractionDigits} decimals`);
  const magnitude = decimals === '' ? integer : `${integer}.${decimals}`;
  return sign === '-' && magnitude !== '0' ? `-${magnitude}` : magnitude;
}

/** A loop, since `/0+$/` takes quadratic time on long runs of zeros. */
function trimZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}
