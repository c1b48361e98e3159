import type { ChargedSums } from '../process/types.ts';
import { accessorialLines } from './accessorial-lines.ts';
import { bounded, explained, type Input } from './explain.ts';
import { freightLines, minimumLine } from './freight-lines.ts';
import type { InOrderCurrency } from './in-order-currency.ts';
import { compare, money, readable, subtract, sum, zero } from './money.ts';
import type { RatingInput, SupplementFacts, UntaxedLine } from './types.ts';

type Kind = keyof ChargedSums;

const words: Readonly<Record<Kind, string>> = {
  freight: 'Freight',
  fuel: 'Fuel surcharge',
  accessorial: 'Extra services',
};

/**
 * What shipments cost on top of what earlier invoices charged for them: all that left with them and all that the
 * carrier did is rated as one, minimum included, and the charges of the earlier invoices are taken off. A kind of
 * charge that comes to no more than before has no line.
 */
export function supplementLines(
  input: RatingInput,
  { line: inOrder }: Pick<InOrderCurrency, 'line'>,
): readonly UntaxedLine[] {
  const { facts, agreement } = input;
  const { supplement } = facts;
  const [first] = supplement?.shipments ?? [];
  if (!supplement || !first) return [];
  const whole: RatingInput = {
    ...input,
    facts: { ...facts, goods: supplement.goods, shipments: supplement.shipments },
  };
  const carried = supplement.kinds.includes('freight')
    ? supplement.shipments.flatMap((shipment) => freightLines(whole, shipment))
    : [];
  const minimum = minimumLine(agreement, carried);
  const extras = supplement.kinds.includes('accessorial')
    ? supplement.shipments.flatMap((shipment) => accessorialLines(whole, shipment))
    : [];
  const all = [...carried, ...(minimum ? [minimum] : []), ...extras].map(inOrder);
  return supplement.kinds.flatMap((kind) => {
    const own = all.filter((line) => line.kind === kind);
    const line = differenceLine(input, supplement, kind, own);
    return line ? [{ ...line, destination: first.destination }] : [];
  });
}

function differenceLine(
  { agreement, facts: { currency } }: RatingInput,
  { charged, invoiceNumbers }: SupplementFacts,
  kind: Kind,
  lines: readonly UntaxedLine[],
): Omit<UntaxedLine, 'destination'> | null {
  const amounts = lines.map((line) => line.amount);
  const total = sum(currency, amounts, `agreement ${agreement.id}`);
  const before = money(charged[kind], currency);
  const difference = subtract(total, before);
  if (compare(difference, zero(currency)) <= 0) return null;
  const formula = `all together ${readable(total)} − charged before ${readable(before)}`;
  const { amount, arithmetic } = bounded(difference, formula, agreement);
  const numbers = invoiceNumbers.join(', ');
  const inputs: readonly Input[] = [
    ...lines.map((line) => ({
      name: line.description,
      value: readable(line.amount),
      source: `${line.explanation.rule}: ${line.explanation.arithmetic}`,
    })),
    { name: 'charged before', value: readable(before), source: `invoice ${numbers}` },
  ];
  return {
    code: 'supplement',
    kind,
    description: `${words[kind]}, supplement to invoice ${numbers}`,
    amount,
    explanation: explained(agreement, `${kind} supplement`, inputs, arithmetic),
  };
}
