import type { Quantity, RateAgreement } from '../canonical/types.generated.ts';
import { type Decimal, isZero, least, minus } from '../process/quantity.ts';
import { type Condition, dueOf } from '../process/returns.ts';
import { big } from './decimal.ts';
import { agreementPath, calculate, explained, type Input } from './explain.ts';
import { add, compare, type Money, money, multiply, readable, round, zero } from './money.ts';
import type { RatingInput, UntaxedLine } from './types.ts';

/** What of a line is credited and no document has settled. */
export interface DueReturn {
  readonly quantity: Decimal;
  readonly inputs: readonly Input[];
}

/** Conditions in which goods that came back are credited. */
export const creditedConditions = ({ returns }: Pick<RateAgreement, 'returns'>): readonly Condition[] =>
  returns?.credited ?? ['good'];

/** By line number, what is to be taken off goods that are billed now. */
export function dueReturns({ facts: { returns = [] }, agreement }: RatingInput): Map<string, DueReturn> {
  const conditions = creditedConditions(agreement);
  return new Map(
    returns.map((each) => [
      each.lineNumber,
      {
        quantity: dueOf(each, conditions),
        inputs: each.parts
          .filter(({ condition }) => conditions.includes(condition))
          .map(({ condition, quantity, receiptNumber, messageId }) => ({
            name: 'returned quantity',
            value: `${quantity} ${condition}`,
            source: `goods-receipt ${receiptNumber}, message ${messageId}`,
          })),
      },
    ]),
  );
}

/** Takes from what is due of a line as much as is billed of it. */
export function taken(due: Map<string, DueReturn>, lineNumber: string, billed: Decimal): DueReturn {
  const found = due.get(lineNumber);
  if (!found || isZero(found.quantity)) return { quantity: '0', inputs: [] };
  const quantity = least(found.quantity, billed);
  due.set(lineNumber, { ...found, quantity: minus(found.quantity, quantity) });
  return { quantity, inputs: found.inputs };
}

type Kept = Pick<UntaxedLine, 'code' | 'kind' | 'quantity' | 'rate' | 'amount' | 'explanation'>;

/** What is kept of the price of goods that came back, per unit; null when the agreement keeps nothing. */
export function restocking(agreement: RateAgreement, returned: Quantity, price: Money): Kept | null {
  const { restockingPercent: percent, restockingPerUnit } = agreement.returns ?? {};
  const nothing = zero(price.currency);
  const share =
    percent === undefined
      ? nothing
      : round(multiply(price, big(percent).div(100)), { mode: agreement.rounding.mode });
  const flat = restockingPerUnit && money(restockingPerUnit.amount, restockingPerUnit.currency);
  const both = flat ? add(share, flat) : share;
  const perUnit = compare(both, price) > 0 ? price : both;
  if (compare(perUnit, nothing) === 0) return null;
  const { amount, arithmetic } = calculate(big(returned.value), returned.unit, perUnit, agreement);
  const inputs: readonly Input[] = [
    { name: 'unit price', value: readable(price), source: 'of the goods that came back' },
    ...(percent === undefined
      ? []
      : [
          {
            name: 'restocking percent',
            value: percent,
            source: agreementPath(agreement, 'returns.restockingPercent'),
          },
        ]),
    ...(flat
      ? [
          {
            name: 'restocking per unit',
            value: readable(flat),
            source: agreementPath(agreement, 'returns.restockingPerUnit'),
          },
        ]
      : []),
  ];
  return {
    ...{ code: 'restocking', kind: 'other', quantity: returned, rate: perUnit, amount },
    explanation: explained(agreement, 'restocking of returned goods', inputs, arithmetic),
  };
}
