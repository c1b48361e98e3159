import type { Item, Money, RateAgreement } from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import { isZero } from '../process/quantity.ts';
import { big, plain } from './decimal.ts';
import { agreementPath, calculate, canonicalMoney, explained, type Input } from './explain.ts';
import { requireCurrency } from './money.ts';
import { type DueReturn, dueReturns, restocking, taken } from './returned-goods.ts';
import type { GoodsFact, RatingInput, UntaxedLine } from './types.ts';

/**
 * One line per order line and item shipped: what was shipped, less what came back and is credited, times the price, and a
 * line for what is kept of the price of that. A substitute is billed at the
 * price of the line it was ordered on, unless the agreement takes prices from the item.
 *
 * @throws CD_RATING_ITEM_MISSING, CD_RATING_PRICE_MISSING, CD_RATING_UNIT_MISMATCH
 */
export function goodsLines(input: RatingInput): readonly UntaxedLine[] {
  const groups = new Map<string, GoodsFact[]>();
  for (const fact of input.facts.goods) {
    const item = itemOf(input, fact);
    const key = `${fact.lineNumber}\u0000${item.sku}`;
    const group = groups.get(key);
    if (group) group.push(fact);
    else groups.set(key, [fact]);
  }
  const due = dueReturns(input);
  return [...groups.values()].flatMap((group) => goodsLine(input, group, due));
}

/** The shipped item in master data. @throws CD_RATING_ITEM_MISSING */
export function itemOf({ facts, findItem }: RatingInput, fact: GoodsFact): Item {
  const item = findItem(fact.item);
  if (item) return item;
  throw new CrossdockError('CD_RATING_ITEM_MISSING', {
    item: fact.item.sku ?? fact.item.gtin ?? fact.item.buyerItem,
    order: facts.orderNumber,
    line: fact.lineNumber,
  });
}

function goodsLine(
  input: RatingInput,
  group: readonly GoodsFact[],
  due: Map<string, DueReturn>,
): readonly UntaxedLine[] {
  const [first] = group;
  const { shipments, supplement } = input.facts;
  const shipment = [...shipments, ...(supplement?.shipments ?? [])].find(
    (each) => each.shipmentId === first?.shipmentId,
  );
  if (!first || !shipment) return [];
  const { agreement } = input;
  const item = itemOf(input, first);
  const shipped = group.reduce((total, fact) => total.plus(big(fact.quantity.value)), big('0'));
  if (shipped.eq(0)) return [];
  const back = taken(due, first.lineNumber, plain(shipped));
  const quantity = shipped.minus(big(back.quantity));
  const price = priceOf(input, first, item);
  const { unit } = first.quantity;
  const { amount, arithmetic } = calculate(quantity, unit, price.money, agreement);
  const replaced = first.substitutedFor;
  const inputs: readonly Input[] = [
    ...group.map((fact) => ({
      name: 'shipped quantity',
      value: `${fact.quantity.value} ${fact.quantity.unit}`,
      source: fact.source,
    })),
    ...back.inputs,
    { name: 'unit price', value: `${price.money.amount} ${price.money.currency}`, source: price.source },
    ...(replaced
      ? [
          {
            name: 'substitute for',
            value: replaced.sku ?? replaced.gtin ?? replaced.buyerItem ?? 'the ordered item',
            source: first.source,
          },
        ]
      : []),
  ];
  const common = {
    orderLine: first.lineNumber,
    item: { sku: item.sku, ...(item.gtin === undefined ? {} : { gtin: item.gtin }) },
    ...(item.taxClass === undefined ? {} : { taxClass: item.taxClass }),
    destination: shipment.destination,
  };
  const goods: UntaxedLine = {
    ...common,
    code: 'goods',
    kind: 'goods',
    description: replaced ? `${item.description} (substitute)` : item.description,
    quantity: { value: plain(quantity), unit },
    rate: price.money,
    amount,
    explanation: explained(agreement, `goods price from ${agreement.goods.priceFrom}`, inputs, arithmetic),
  };
  const kept = isZero(back.quantity)
    ? null
    : restocking(agreement, { value: back.quantity, unit }, price.money);
  return [
    ...(quantity.eq(0) ? [] : [goods]),
    ...(kept ? [{ ...kept, ...common, description: `Restocking, ${item.description}` }] : []),
  ];
}

function priceOf(
  { facts, agreement }: RatingInput,
  fact: GoodsFact,
  item: Item,
): { readonly money: Money; readonly source: string } {
  const where = `order ${facts.orderNumber}, line ${fact.lineNumber}`;
  if (agreement.goods.priceFrom === 'item') {
    requireOwn(item.price, agreement, `list price of item ${item.sku}`);
    requireUnit(fact, item.baseUnit, `item ${item.sku} of ${where}`);
    return {
      money: canonicalMoney(item.price),
      source: `item ${item.sku} price; ${agreementPath(agreement, 'goods.priceFrom')}`,
    };
  }
  const ordered = facts.prices.find((price) => price.lineNumber === fact.lineNumber);
  if (!ordered?.unitPrice) {
    throw new CrossdockError('CD_RATING_PRICE_MISSING', {
      order: facts.orderNumber,
      line: fact.lineNumber,
      agreement: agreement.id,
    });
  }
  requireOwn(ordered.unitPrice, agreement, where);
  requireUnit(fact, ordered.unit, where);
  return {
    money: canonicalMoney(ordered.unitPrice),
    source: `sales-order ${facts.orderNumber} lines[${fact.lineNumber}].unitPrice`,
  };
}

/** A price in another currency needs an agreement on how it is converted. */
function requireOwn(price: Money, { currency, exchange }: RateAgreement, where: string): void {
  if (exchange === undefined) requireCurrency(price, currency, where);
}

function requireUnit(fact: GoodsFact, expected: string, what: string): void {
  const { unit } = fact.quantity;
  if (unit !== expected) throw new CrossdockError('CD_RATING_UNIT_MISMATCH', { what, unit, expected });
}
