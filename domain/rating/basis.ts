import type { RateAgreementFreightRule } from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import { type Big, Big as BigNumber, big, grouped, plain } from './decimal.ts';
import { agreementPath, type Input } from './explain.ts';
import { itemOf } from './goods-lines.ts';
import type { RatingInput, ShipmentFact } from './types.ts';
import { convert } from './units.ts';

type Rule = RateAgreementFreightRule;

/** How much there is to multiply a rate by, and where it comes from. */
export interface Basis {
  /** In the unit of the rule. */
  readonly quantity: Big;
  readonly inputs: readonly Input[];
  /** How the quantity came about, with a semicolon at its end; empty when there is nothing to tell. */
  readonly arithmetic: string;
}

/**
 * The quantity by which a rule prices the freight of a shipment.
 *
 * @throws CD_RATING_QUANTITY_MISSING, CD_RATING_UNIT_MISMATCH, CD_RATING_DIMENSIONAL_MISSING, CD_RATING_VOLUME_MISSING
 */
export function basisOf(input: RatingInput, shipment: ShipmentFact, rule: Rule): Basis {
  const { source, shipmentId } = shipment;
  const told = (name: string, value: string, quantity: Big): Basis => ({
    quantity,
    inputs: [{ name, value, source }],
    arithmetic: '',
  });
  const required = <T>(value: T | undefined, quantity: string): T => {
    if (value !== undefined) return value;
    const { id: rate } = rule;
    throw new CrossdockError('CD_RATING_QUANTITY_MISSING', {
      ...{ shipment: shipmentId, quantity, rate, agreement: input.agreement.id },
    });
  };
  switch (rule.basis) {
    case 'flat':
      return told('shipment', shipmentId, new BigNumber(1));
    case 'gross-weight':
      return grossWeight(input, shipment, rule.unit);
    case 'volume':
      return volume(input, shipment, rule.unit);
    case 'dimensional-weight':
      return dimensionalWeight(input, shipment, rule);
    case 'chargeable-weight':
      return chargeableWeight(input, shipment, rule);
    case 'pallet': {
      const pallets = required(shipment.pallets, 'pallet count');
      return told('pallets', pallets, big(pallets));
    }
    case 'stop': {
      const stops = String(required(shipment.stops, 'number of stops'));
      return told('stops', stops, big(stops));
    }
    case 'distance': {
      const distance = required(shipment.distance, 'distance');
      const quantity = convert(distance, rule.unit, `distance of shipment ${shipmentId}`);
      return told('distance', `${distance.value} ${distance.unit}`, quantity);
    }
  }
}

/** What the shipped goods weigh by item master: the same for every carrier and every scale. */
const grossWeight = (input: RatingInput, shipment: ShipmentFact, unit: string): Basis =>
  ofGoods(input, shipment, unit, { name: 'gross weight', property: 'grossWeight' });

const volume = (input: RatingInput, shipment: ShipmentFact, unit: string): Basis =>
  ofGoods(input, shipment, unit, { name: 'volume', property: 'volume' });

/** A measure of the goods by item master, times what was shipped. */
function ofGoods(
  input: RatingInput,
  shipment: ShipmentFact,
  unit: string,
  { name, property }: { readonly name: string; readonly property: 'grossWeight' | 'volume' },
): Basis {
  let quantity = new BigNumber(0);
  const inputs: Input[] = [];
  for (const fact of input.facts.goods) {
    if (fact.shipmentId !== shipment.shipmentId) continue;
    const item = itemOf(input, fact);
    if (fact.quantity.unit !== item.baseUnit) {
      throw new CrossdockError('CD_RATING_UNIT_MISMATCH', {
        what: `line ${fact.lineNumber} of order ${input.facts.orderNumber}`,
        unit: fact.quantity.unit,
        expected: `${item.baseUnit}, in which item ${item.sku} is measured`,
      });
    }
    const measure = item[property];
    if (measure === undefined) throw new CrossdockError('CD_RATING_VOLUME_MISSING', { item: item.sku });
    const each = convert(measure, unit, `${name} of item ${item.sku}`);
    const total = each.times(big(fact.quantity.value));
    quantity = quantity.plus(total);
    inputs.push({
      name: `${name} line ${fact.lineNumber}`,
      value: `${grouped(fact.quantity.value)} ${fact.quantity.unit} × ${plain(each)} ${unit} = ${grouped(plain(total))} ${unit}`,
      source: `${fact.source}; item ${item.sku} ${property}`,
    });
  }
  return { quantity, inputs, arithmetic: '' };
}

/** Volume divided by the agreed divisor, with nine decimals at most. */
function dimensionalWeight(input: RatingInput, shipment: ShipmentFact, rule: Rule): Basis {
  const { agreement } = input;
  const { id, unit, dimensional } = rule;
  if (!dimensional)
    throw new CrossdockError('CD_RATING_DIMENSIONAL_MISSING', { rate: id, agreement: agreement.id });
  const { divisor, volumeUnit, weightUnit } = dimensional;
  const space = volume(input, shipment, volumeUnit);
  const weight = space.quantity.div(big(divisor)).round(9);
  const what = `dimensional weight of freight rate ${id}`;
  const quantity = convert({ value: plain(weight), unit: weightUnit }, unit, what);
  const words = (value: Big, of: string): string => `${grouped(plain(value))} ${of}`;
  const converted = weightUnit === unit ? '' : ` = ${words(quantity, unit)}`;
  return {
    quantity,
    inputs: [
      ...space.inputs,
      {
        name: 'divisor',
        value: `${grouped(divisor)} ${volumeUnit} per ${weightUnit}`,
        source: agreementPath(agreement, `freight[${id}].dimensional`),
      },
    ],
    arithmetic: `${words(space.quantity, volumeUnit)} / ${grouped(divisor)} = ${words(weight, weightUnit)}${converted}; `,
  };
}

function chargeableWeight(input: RatingInput, shipment: ShipmentFact, rule: Rule): Basis {
  const gross = grossWeight(input, shipment, rule.unit);
  const dimensional = dimensionalWeight(input, shipment, rule);
  const isBulky = dimensional.quantity.gt(gross.quantity);
  const quantity = isBulky ? dimensional.quantity : gross.quantity;
  const more = isBulky ? 'more' : 'not more';
  return {
    quantity,
    inputs: [...gross.inputs, ...dimensional.inputs],
    arithmetic: `${dimensional.arithmetic}${more} than gross weight ${grouped(plain(gross.quantity))} ${rule.unit}; `,
  };
}
