import type { RateAgreement } from '../canonical/types.generated.ts';
import { basisOf } from './basis.ts';
import { big, plain } from './decimal.ts';
import { agreementPath, bounded, canonicalMoney, explained, type Input } from './explain.ts';
import { fuelStep } from './fuel-week.ts';
import { freightRule } from './lanes.ts';
import { compare, multiply, readable, subtract, sum } from './money.ts';
import { priceOf } from './tiers.ts';
import type { RatingInput, ShipmentFact, UntaxedLine } from './types.ts';

/** Freight of one shipment and the fuel surcharge on it. */
export function freightLines(input: RatingInput, shipment: ShipmentFact): readonly UntaxedLine[] {
  const { agreement } = input;
  const rule = freightRule(agreement, shipment);
  const path = `freight[${rule.id}]`;
  const basis = basisOf(input, shipment, rule);
  const { charged, rate, exact, formula, inputs: rates } = priceOf(agreement, rule, basis.quantity);
  const { minimum, maximum } = rule;
  const { amount, arithmetic } = bounded(exact, formula, agreement, { minimum, maximum });
  const inputs: readonly Input[] = [
    ...basis.inputs,
    ...rates,
    ...(minimum
      ? [{ name: 'minimum', value: readable(minimum), source: agreementPath(agreement, `${path}.minimum`) }]
      : []),
    ...(maximum
      ? [{ name: 'maximum', value: readable(maximum), source: agreementPath(agreement, `${path}.maximum`) }]
      : []),
  ];
  const freight: UntaxedLine = {
    code: rule.id,
    kind: 'freight',
    description: `Freight shipment ${shipment.shipmentId}`,
    quantity: { value: plain(charged), unit: rule.unit },
    ...(rate && { rate: canonicalMoney(rate) }),
    amount,
    explanation: explained(agreement, `freight ${rule.id}`, inputs, `${basis.arithmetic}${arithmetic}`),
    shipmentId: shipment.shipmentId,
    destination: shipment.destination,
  };
  const fuel = fuelLine(agreement, shipment, freight);
  return fuel ? [freight, fuel] : [freight];
}

/** The difference to the agreement's least freight amount of one billing document; null when it is reached. */
export function minimumLine(agreement: RateAgreement, lines: readonly UntaxedLine[]): UntaxedLine | null {
  const freight = lines.filter((line) => line.kind === 'freight');
  const [first] = freight;
  if (!agreement.minimum || !first) return null;
  const charged = sum(
    agreement.currency,
    freight.map((line) => line.amount),
    `agreement ${agreement.id}`,
  );
  if (compare(charged, agreement.minimum) >= 0) return null;
  const least = canonicalMoney(agreement.minimum);
  const { amount, arithmetic } = bounded(
    subtract(least, charged),
    `minimum ${readable(least)} − freight ${readable(charged)}`,
    agreement,
  );
  const inputs: readonly Input[] = [
    { name: 'freight charged', value: readable(charged), source: 'freight lines of this document' },
    { name: 'minimum', value: readable(least), source: agreementPath(agreement, 'minimum') },
  ];
  return {
    code: 'minimum',
    kind: 'freight',
    description: 'Minimum freight',
    amount,
    explanation: explained(agreement, 'minimum', inputs, arithmetic),
    destination: first.destination,
  };
}

function fuelLine(
  agreement: RateAgreement,
  shipment: ShipmentFact,
  freight: UntaxedLine,
): UntaxedLine | null {
  if (!agreement.fuel) return null;
  const { percent, from, because } = fuelStep(agreement, agreement.fuel, shipment);
  const exact = multiply(freight.amount, big(percent).div(100));
  const { amount, arithmetic } = bounded(exact, `${readable(freight.amount)} × ${percent} %`, agreement);
  if (big(amount.amount).eq(0)) return null;
  const inputs: readonly Input[] = [
    {
      name: 'freight',
      value: readable(freight.amount),
      source: `line ${freight.code} of shipment ${shipment.shipmentId}`,
    },
    { name: 'ship date', value: shipment.shippedOn, source: shipment.source },
    ...because,
    {
      name: 'fuel percentage',
      value: `${percent} % since ${from}`,
      source: agreementPath(agreement, `fuel.index[${from}]`),
    },
  ];
  return {
    code: 'fuel',
    kind: 'fuel',
    description: `Fuel surcharge ${percent} %`,
    amount,
    explanation: explained(agreement, `fuel ${from}`, inputs, arithmetic),
    shipmentId: shipment.shipmentId,
    destination: shipment.destination,
  };
}
