import { CrossdockError } from '../errors.ts';
import { type Big, Big as BigNumber, big } from './decimal.ts';

/** UN/ECE Rec 20 units with their factor to the first one of their kind. Pounds, feet, inches and miles are the international ones. */
const kinds: readonly Readonly<Record<string, string>>[] = [
  {
    KGM: '1',
    GRM: '0.001',
    TNE: '1000',
    DTN: '100',
    LBR: '0.45359237',
    ONZ: '0.028349523125',
    CWA: '45.359237',
  },
  {
    MTQ: '1',
    DMQ: '0.001',
    LTR: '0.001',
    CMQ: '0.000001',
    FTQ: '0.028316846592',
    INQ: '0.000016387064',
  },
  { KMT: '1', MTR: '0.001', SMI: '1.609344' },
  { HUR: '1', MIN: '0.016666666666666666667', DAY: '24' },
  { C62: '1', EA: '1', NPL: '1' },
  { XPX: '1', PX: '1', PF: '1' },
];

/** Whether two units measure the same thing. */
export const isConvertible = (from: string, to: string): boolean =>
  from === to || kinds.some((kind) => from in kind && to in kind);

/**
 * A value in another unit of the same kind, exact but for minutes.
 *
 * @throws CD_RATING_UNIT_MISMATCH when the units measure different things
 */
export function convert(
  quantity: { readonly value: string; readonly unit: string },
  unit: string,
  what: string,
): Big {
  const value = big(quantity.value);
  if (quantity.unit === unit) return value;
  const kind = kinds.find((each) => quantity.unit in each && unit in each);
  const from = kind?.[quantity.unit];
  const to = kind?.[unit];
  if (from === undefined || to === undefined) {
    throw new CrossdockError('CD_RATING_UNIT_MISMATCH', { what, unit: quantity.unit, expected: unit });
  }
  return value.times(from).div(new BigNumber(to)).round(9);
}
