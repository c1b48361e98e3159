import { mapInSteps, type Steps } from '../inventory/steps.ts';
import { Big, big } from '../rating/decimal.ts';
import type { BookDocument, BookLine, StockBook } from './types.ts';

/** A document as far as it is about one item. */
export interface Booking {
  readonly document: BookDocument;
  /** The movement that it books. */
  readonly movementId: string;
  readonly quantity: Big;
}

/** What the ERP says of one item. */
export interface BookedItem {
  readonly quantity: Big;
  readonly unit: string | undefined;
  readonly bookings: readonly Booking[];
}

export const notBooked: BookedItem = { quantity: new Big(0), unit: undefined, bookings: [] };

/** The book of an owner's stock by item. */
export function* indexBook(
  { lines, documents, warehouse }: StockBook,
  owner: string | undefined,
): Steps<ReadonlyMap<string, BookedItem>> {
  const items = new Map<string, { quantity: Big; unit: string | undefined; bookings: Booking[] }>();
  const itemOf = (sku: string) => {
    const item = items.get(sku) ?? { quantity: new Big(0), unit: undefined, bookings: [] };
    items.set(sku, item);
    return item;
  };
  const isOwn = (line: BookLine): boolean => line.owner === owner;
  yield* mapInSteps(lines.filter(isOwn), (line) => {
    const item = itemOf(line.sku);
    item.quantity = item.quantity.plus(big(line.quantity));
    item.unit ??= line.unit;
  });
  yield* mapInSteps(documents, (document) => {
    const movementId = movementOf(document, warehouse);
    for (const [sku, own] of Map.groupBy(document.lines.filter(isOwn), (line) => line.sku)) {
      itemOf(sku).bookings.push({ document, movementId, quantity: sum(own) });
    }
  });
  return items;
}

/** References are the movement's number alone, or behind the warehouse and a colon. */
function movementOf({ reference }: BookDocument, warehouse: string): string {
  const own = `${warehouse}:`;
  return reference.startsWith(own) ? reference.slice(own.length) : reference;
}

export const sum = (each: readonly { readonly quantity: string }[]): Big =>
  each.reduce((total, { quantity }) => total.plus(big(quantity)), new Big(0));
