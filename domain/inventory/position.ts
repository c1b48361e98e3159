import { Big, big, plain } from '../rating/decimal.ts';
import type { Instant, StockChange, StockPosition, StockStatus } from './types.ts';

/** Enough for what is on its way between a warehouse's list and its arrival here. */
const mostRecent = 200;

export const stockKey = (warehouse: string, sku: string, owner?: string): string =>
  ['stock', ...[warehouse, sku, ...(owner === undefined ? [] : [owner])].map(stockPart)].join('/');

/** A slash in a number separates nothing. */
export const stockPart = (text: string): string => text.replaceAll(/[%/]/g, encodeURIComponent);

/** True of the key of a stock position, which is no order's. */
export const isStockKey = (key: string): boolean => key.startsWith('stock/');

export const emptyPosition = (
  of: Pick<StockPosition, 'warehouse' | 'sku' | 'owner' | 'unit'>,
  now: Instant,
): StockPosition => ({
  ...of,
  key: stockKey(of.warehouse, of.sku, of.owner),
  ...{ quantities: {}, recent: [], updatedAt: now },
});

/** The position after a change. */
export function changed(position: StockPosition, change: StockChange, now: Instant): StockPosition {
  const before = big(position.quantities[change.status] ?? '0');
  const quantities = {
    ...position.quantities,
    [change.status]: plain(before.plus(big(change.quantity))),
  };
  const all = [...position.recent, change];
  const forgotten = all.slice(0, Math.max(0, all.length - mostRecent));
  const last = latest([...forgotten.map(({ occurredAt }) => occurredAt), position.forgottenUpTo]);
  return {
    ...position,
    quantities,
    recent: all.slice(forgotten.length),
    ...(last !== undefined && { forgottenUpTo: last }),
    updatedAt: now,
  };
}

/** How much there was at an instant, by what is known now; null when that is too long ago to tell. */
export function quantityAt(position: StockPosition, status: StockStatus, at: Instant): Big | null {
  const { forgottenUpTo } = position;
  if (forgottenUpTo !== undefined && Date.parse(forgottenUpTo) > Date.parse(at)) return null;
  const later = position.recent.filter(
    (change) => change.status === status && Date.parse(change.occurredAt) > Date.parse(at),
  );
  const since = later.reduce((sum, { quantity }) => sum.plus(big(quantity)), new Big(0));
  return big(position.quantities[status] ?? '0').minus(since);
}

/** What is below nothing: the warehouse has told less than it did. */
export const belowZero = ({ quantities }: StockPosition): readonly StockStatus[] =>
  (Object.keys(quantities) as StockStatus[]).filter((status) => big(quantities[status] ?? '0').lt(0));

const latest = (instants: readonly (Instant | undefined)[]): Instant | undefined =>
  instants
    .filter((instant) => instant !== undefined)
    .sort((one, other) => Date.parse(one) - Date.parse(other))
    .at(-1);
