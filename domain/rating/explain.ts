import type { Explanation, Money, RateAgreement } from '../canonical/types.generated.ts';
import { type Big, grouped, plain } from './decimal.ts';
import { compare, money, multiply, type Rounding, readable, round } from './money.ts';

export interface Input {
  readonly name: string;
  readonly value: string;
  readonly source: string;
}

/** A charge's amount with the arithmetic written out step by step. */
export interface Calculation {
  readonly amount: Money;
  readonly arithmetic: string;
}

/** Quantity times rate, held between minimum and maximum, rounded by the agreement. */
export function calculate(
  quantity: Big,
  unit: string,
  rate: Money,
  agreement: RateAgreement,
  bounds: { readonly minimum?: Money | undefined; readonly maximum?: Money | undefined } = {},
): Calculation {
  const exact = multiply(rate, quantity);
  const product = `${grouped(plain(quantity))} ${unit} × ${grouped(rate.amount)} ${rate.currency}/${unit}`;
  return bounded(exact, product, agreement, bounds);
}

/** An exact amount, held between minimum and maximum, rounded by the agreement. */
export function bounded(
  exact: Money,
  formula: string,
  agreement: RateAgreement,
  { minimum, maximum }: { readonly minimum?: Money | undefined; readonly maximum?: Money | undefined } = {},
): Calculation {
  const rounding = roundingOf(exact, agreement);
  const rounded = round(exact, rounding);
  const settled =
    compare(rounded, exact) === 0
      ? `${formula} = ${readable(rounded)}`
      : `${formula} = ${readable(exact)}, rounded ${agreement.rounding.mode} to ${readable(rounded)}`;
  if (minimum && compare(rounded, minimum) < 0) {
    const least = round(minimum, rounding);
    return { amount: least, arithmetic: `${settled}; minimum ${readable(least)} applies` };
  }
  if (maximum && compare(rounded, maximum) > 0) {
    const most = round(maximum, rounding);
    return { amount: most, arithmetic: `${settled}; maximum ${readable(most)} applies` };
  }
  return { amount: rounded, arithmetic: settled };
}

/** Decimals are agreed for the agreement's own currency; any other has those of its minor unit. */
const roundingOf = ({ currency }: Money, agreement: RateAgreement): Rounding =>
  currency === agreement.currency ? agreement.rounding : { mode: agreement.rounding.mode };

/** What a line says about itself. */
export const explained = (
  agreement: RateAgreement,
  rule: string,
  inputs: readonly Input[],
  arithmetic: string,
): Explanation => ({
  rule: `${agreement.id} ${rule}`,
  version: agreement.version,
  inputs: [...inputs],
  arithmetic,
});

/** Where in an agreement a value stands: `rate-agreement AG-1 v2 freight[DE-DE].rate`. */
export const agreementPath = (agreement: RateAgreement, path: string): string =>
  `rate-agreement ${agreement.id} v${agreement.version} ${path}`;

/** An amount as canonical documents hold it. */
export const canonicalMoney = ({ amount, currency }: { amount: string; currency: string }): Money =>
  money(amount, currency);
