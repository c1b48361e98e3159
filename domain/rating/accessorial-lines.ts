import { CrossdockError } from '../errors.ts';
import { big, grouped, plain } from './decimal.ts';
import { agreementPath, bounded, calculate, canonicalMoney, explained, type Input } from './explain.ts';
import { allocate, type Money, readable } from './money.ts';
import type { RatingInput, ShipmentFact, UntaxedLine } from './types.ts';
import { convert } from './units.ts';

/**
 * One line per extra service the carrier reported on a shipment, all reports of a code together, less what is
 * free. Nothing is charged when the free quantity covers it.
 *
 * @throws CD_RATING_ACCESSORIAL_MISSING, CD_RATING_UNIT_MISMATCH
 */
export function accessorialLines({ agreement }: RatingInput, shipment: ShipmentFact): readonly UntaxedLine[] {
  const codes = [...new Set(shipment.accessorials.map((each) => each.code))];
  return codes.flatMap((code): UntaxedLine[] => {
    const rule = agreement.accessorials.find((each) => each.code === code);
    if (!rule) {
      throw new CrossdockError('CD_RATING_ACCESSORIAL_MISSING', {
        code,
        shipment: shipment.shipmentId,
        agreement: agreement.id,
      });
    }
    const reports = shipment.accessorials.filter((each) => each.code === code);
    const what = `${code} on shipment ${shipment.shipmentId}`;
    const total = reports.reduce((sum, each) => sum.plus(convert(each.quantity, rule.unit, what)), big('0'));
    const free = big(rule.freeQuantity ?? '0');
    const charged = total.minus(free);
    if (charged.lte(0)) return [];
    const flat = rule.basis === 'flat';
    const { maximum, unit } = rule;
    const whole = flat
      ? bounded(canonicalMoney(rule.rate), `flat ${readable(rule.rate)}`, agreement, { maximum })
      : calculate(charged, unit, rule.rate, agreement, { maximum });
    const { amount, arithmetic } = rule.sharedLoads === 'each' ? whole : shareOf(whole, shipment);
    const path = `accessorials[${code}]`;
    const inputs: readonly Input[] = [
      ...reports.map((each) => ({
        name: rule.description,
        value: `${each.quantity.value} ${each.quantity.unit}`,
        source: each.source,
      })),
      ...(rule.freeQuantity === undefined
        ? []
        : [
            {
              name: 'free',
              value: `${rule.freeQuantity} ${unit}`,
              source: agreementPath(agreement, `${path}.freeQuantity`),
            },
          ]),
      {
        name: 'rate',
        value: `${rule.rate.amount} ${rule.rate.currency} per ${unit}`,
        source: agreementPath(agreement, `${path}.rate`),
      },
    ];
    const deduction =
      rule.freeQuantity === undefined || flat
        ? ''
        : `${grouped(plain(total))} ${unit} − ${rule.freeQuantity} ${unit} free = ${grouped(plain(charged))} ${unit}; `;
    return [
      {
        code,
        kind: 'accessorial',
        description: rule.description,
        quantity: flat ? { value: '1', unit: 'C62' } : { value: plain(charged), unit },
        rate: canonicalMoney(rule.rate),
        amount,
        explanation: explained(agreement, `accessorial ${code}`, inputs, `${deduction}${arithmetic}`),
        shipmentId: shipment.shipmentId,
        destination: shipment.destination,
      },
    ];
  });
}

/** What falls to one order of a load: the shares of all add up to the whole, to the cent. */
function shareOf(
  whole: { readonly amount: Money; readonly arithmetic: string },
  { sharedLoad }: ShipmentFact,
): { readonly amount: Money; readonly arithmetic: string } {
  if (!sharedLoad) return whole;
  const { orders, position } = sharedLoad;
  const amount = allocate(whole.amount, Array<string>(orders).fill('1'))[position] ?? whole.amount;
  const shared = `share of one of the ${orders} orders on the load = ${readable(amount)}`;
  return { amount, arithmetic: `${whole.arithmetic}; ${shared}` };
}
