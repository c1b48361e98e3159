import type { Money, RateAgreement, RateAgreementFreightRule } from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import { type Big, Big as BigNumber, big, grouped, plain } from './decimal.ts';
import { agreementPath, bounded, calculate, canonicalMoney, explained, type Input } from './explain.ts';
import { itemOf } from './goods-lines.ts';
import { freightRule } from './lanes.ts';
import { compare, multiply, readable, subtract, sum } from './money.ts';
import type { RatingInput, ShipmentFact, UntaxedLine } from './types.ts';
import { convert } from './units.ts';

/** Freight of one shipment and the fuel surcharge on it. */
export function freightLines(input: RatingInput, shipment: ShipmentFact): readonly UntaxedLine[] {
  const { agreement } = input;
  const rule = freightRule(agreement, shipment);
  const path = `freight[${rule.id}]`;
  const basis = basisOf(input, shipment, rule);
  const { rate, source } = rateFor(agreement, rule, basis.quantity);
  const { minimum, maximum } = rule;
  const { amount, arithmetic } =
    rule.basis === 'flat'
      ? bounded(canonicalMoney(rate), `flat ${readable(rate)}`, agreement, { minimum, maximum })
      : calculate(basis.quantity, rule.unit, rate, agreement, { minimum, maximum });
  const inputs: readonly Input[] = [
    ...basis.inputs,
    { name: 'rate', value: `${rate.amount} ${rate.currency} per ${rule.unit}`, source },
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
    quantity: { value: plain(basis.quantity), unit: rule.unit },
    rate: canonicalMoney(rate),
    amount,
    explanation: explained(agreement, `freight ${rule.id}`, inputs, arithmetic),
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

interface Basis {
  readonly quantity: Big;
  readonly inputs: readonly Input[];
}

function basisOf(input: RatingInput, shipment: ShipmentFact, rule: RateAgreementFreightRule): Basis {
  const lacks = (quantity: string) =>
    new CrossdockError('CD_RATING_QUANTITY_MISSING', {
      shipment: shipment.shipmentId,
      quantity,
      rate: rule.id,
      agreement: input.agreement.id,
    });
  switch (rule.basis) {
    case 'flat':
      return {
        quantity: new BigNumber(1),
        inputs: [{ name: 'shipment', value: shipment.shipmentId, source: shipment.source }],
      };
    case 'gross-weight':
      return weightOf(input, shipment, rule.unit);
    case 'pallet': {
      if (shipment.pallets === undefined) throw lacks('pallet count');
      return {
        quantity: big(shipment.pallets),
        inputs: [{ name: 'pallets', value: shipment.pallets, source: shipment.source }],
      };
    }
    case 'distance': {
      if (shipment.distance === undefined) throw lacks('distance');
      const { value, unit } = shipment.distance;
      return {
        quantity: convert(shipment.distance, rule.unit, `distance of shipment ${shipment.shipmentId}`),
        inputs: [{ name: 'distance', value: `${value} ${unit}`, source: shipment.source }],
      };
    }
  }
}

/** What the shipped goods weigh by item master: the same for every carrier and every scale. */
function weightOf(input: RatingInput, shipment: ShipmentFact, unit: string): Basis {
  let quantity = new BigNumber(0);
  const inputs: Input[] = [];
  for (const fact of input.facts.goods) {
    if (fact.shipmentId !== shipment.shipmentId) continue;
    const item = itemOf(input, fact);
    if (fact.quantity.unit !== item.baseUnit) {
      throw new CrossdockError('CD_RATING_UNIT_MISMATCH', {
        what: `line ${fact.lineNumber} of order ${input.facts.orderNumber}`,
        unit: fact.quantity.unit,
        expected: `${item.baseUnit}, in which item ${item.sku} is weighed`,
      });
    }
    const each = convert(item.grossWeight, unit, `gross weight of item ${item.sku}`);
    const weight = each.times(big(fact.quantity.value));
    quantity = quantity.plus(weight);
    inputs.push({
      name: `gross weight line ${fact.lineNumber}`,
      value: `${grouped(fact.quantity.value)} ${fact.quantity.unit} × ${plain(each)} ${unit} = ${grouped(plain(weight))} ${unit}`,
      source: `${fact.source}; item ${item.sku} grossWeight`,
    });
  }
  return { quantity, inputs };
}

/** The tier into which the whole quantity falls sets the rate for all of it. */
function rateFor(
  agreement: RateAgreement,
  rule: RateAgreementFreightRule,
  quantity: Big,
): { readonly rate: Money; readonly source: string } {
  const path = agreementPath(agreement, `freight[${rule.id}]`);
  if (!rule.tiers || rule.tiers.length === 0) return { rate: rule.rate, source: `${path}.rate` };
  const tier = rule.tiers.find((each) => each.upTo === undefined || quantity.lte(big(each.upTo)));
  if (!tier) {
    throw new CrossdockError('CD_RATING_TIER_MISSING', {
      rate: rule.id,
      agreement: agreement.id,
      quantity: `${grouped(plain(quantity))} ${rule.unit}`,
    });
  }
  const where = tier.upTo === undefined ? 'last tier' : `tier up to ${grouped(tier.upTo)} ${rule.unit}`;
  return { rate: tier.rate, source: `${path}.tiers, ${where}` };
}

function fuelLine(
  agreement: RateAgreement,
  shipment: ShipmentFact,
  freight: UntaxedLine,
): UntaxedLine | null {
  if (!agreement.fuel) return null;
  const inForce = agreement.fuel.index
    .filter((step) => step.from <= shipment.shippedOn)
    .reduce<{ from: string; percent: string } | null>(
      (last, step) => (last && last.from >= step.from ? last : step),
      null,
    );
  if (!inForce) {
    throw new CrossdockError('CD_RATING_FUEL_INDEX_MISSING', {
      agreement: agreement.id,
      date: shipment.shippedOn,
    });
  }
  const { percent, from } = inForce;
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
