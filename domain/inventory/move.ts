import type { InventoryMovement, InventoryMovementLine } from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import { big, plain } from '../rating/decimal.ts';
import { changed, emptyPosition, quantityAt, stockKey } from './position.ts';
import type { Instant, StockChange, StockPosition, StockStatus } from './types.ts';

/** One side of a movement line: a position that becomes more or less. */
export interface Side {
  readonly key: string;
  readonly warehouse: string;
  readonly sku: string;
  readonly owner?: string;
  readonly unit: string;
  readonly change: StockChange;
  /** How much there was by the books that a count was compared with. */
  readonly counted?: string;
}

/** Clocks of warehouses may be wrong by so much. */
const clockDifferenceMs = 86_400_000;

/**
 * The positions that a movement changes and how. A line takes from one stock, adds to one, or both.
 *
 * @throws CD_INVENTORY_MOVEMENT when the warehouse, an item or both sides of a line are missing, or it lies in the future
 */
export function sidesOf(movement: InventoryMovement, now: Instant): readonly Side[] {
  if (Date.parse(movement.occurredAt) > Date.parse(now) + clockDifferenceMs)
    throw wrong(movement, `it lies in the future (${movement.occurredAt})`);
  const warehouse = movement.warehouse.id;
  if (warehouse === undefined) throw wrong(movement, 'it names no warehouse id');
  return movement.lines.flatMap((line) => {
    const { from, to, item, lineNumber } = line;
    if (item.sku === undefined) throw wrong(movement, `line ${lineNumber} names no item number`);
    if (line.bookQuantity && line.bookQuantity.unit !== line.quantity.unit)
      throw wrong(movement, `line ${lineNumber} counts in another unit than its books`);
    if (!from && !to) throw wrong(movement, `line ${lineNumber} says neither where from nor where to`);
    const side = (stock: typeof from, sign: '' | '-'): readonly Side[] =>
      stock ? [sideOf(movement, line, warehouse, item.sku ?? '', stock, sign)] : [];
    return [...side(from, '-'), ...side(to, '')];
  });
}

function sideOf(
  { movementId, occurredAt }: InventoryMovement,
  { lineNumber, quantity, bookQuantity }: InventoryMovementLine,
  warehouse: string,
  sku: string,
  { status, owner }: { readonly status: StockStatus; readonly owner?: string },
  sign: '' | '-',
): Side {
  const change = { movementId, lineNumber, occurredAt, status, quantity: `${sign}${quantity.value}` };
  return {
    ...{ key: stockKey(warehouse, sku, owner), warehouse, sku, unit: quantity.unit, change },
    ...(owner !== undefined && { owner }),
    ...(bookQuantity && { counted: bookQuantity.value }),
  };
}

/**
 * Takes the sides of a movement into the positions they are about.
 *
 * @param positions those that are known, by key
 * @throws CD_INVENTORY_UNIT when a position is kept in another unit
 * @throws CD_INVENTORY_COUNT_STALE when a count was compared with other books: another correction or a late movement came
 */
export function move(
  sides: readonly Side[],
  positions: ReadonlyMap<string, StockPosition>,
  now: Instant,
): ReadonlyMap<string, StockPosition> {
  const after = new Map<string, StockPosition>();
  for (const { key, change, counted, ...of } of sides) {
    const before = after.get(key) ?? positions.get(key) ?? emptyPosition(of, now);
    if (before.unit !== of.unit) {
      throw new CrossdockError('CD_INVENTORY_UNIT', { position: key, unit: of.unit, expected: before.unit });
    }
    if (counted !== undefined) requireCounted(before, change, counted);
    const position = changed(before, change, now);
    const countedAt = { ...position.countedAt, [change.status]: change.occurredAt };
    after.set(key, counted === undefined ? position : { ...position, countedAt });
  }
  return after;
}

function requireCounted(position: StockPosition, change: StockChange, counted: string): void {
  const { movementId, status, occurredAt } = change;
  const there = quantityAt(position, status, occurredAt);
  const last = position.countedAt?.[status];
  const isNewest = last === undefined || Date.parse(last) < Date.parse(occurredAt);
  if (isNewest && there?.eq(big(counted))) return;
  throw new CrossdockError('CD_INVENTORY_COUNT_STALE', {
    ...{ movement: movementId, position: position.key, status, at: occurredAt, counted },
    there: isNewest ? (there === null ? 'not known any more' : plain(there)) : `counted as of ${last}`,
  });
}

const wrong = ({ movementId }: InventoryMovement, reason: string): CrossdockError =>
  new CrossdockError('CD_INVENTORY_MOVEMENT', { movement: movementId, reason });
