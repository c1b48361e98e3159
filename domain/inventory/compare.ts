import type {
  InventoryMovement,
  StockDifference,
  StockDifferenceLine,
  StockSnapshot,
  StockSnapshotLine,
} from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import { fingerprint } from '../process/fingerprint.ts';
import { Big, big, plain } from '../rating/decimal.ts';
import { quantityAt, stockKey } from './position.ts';
import { finished, mapInSteps, type Steps } from './steps.ts';
import type { Instant, StockPosition } from './types.ts';

/** What a warehouse's list says otherwise than all that it told before, and what would make it even. */
export interface Comparison {
  readonly report: StockDifference;
  /** Moves our positions to what the list says; null when nothing differs. */
  readonly correction: InventoryMovement | null;
  /** Positions with what the list said of them. */
  readonly positions: readonly StockPosition[];
}

/** Keys of the positions that a list is about. @throws CD_INVENTORY_SNAPSHOT */
export const keysOf = (snapshot: StockSnapshot): readonly string[] => [
  ...new Set(snapshot.lines.map((line) => keyOf(snapshot, line))),
];

/**
 * Compares a list of stock with our positions as they were at its instant: what moved since does not count. Lines of
 * which it cannot be told any more are named and not compared.
 *
 * @param positions those that are known, by key
 * @throws CD_INVENTORY_SNAPSHOT, CD_INVENTORY_UNIT
 */
export const compareStock = (
  snapshot: StockSnapshot,
  positions: ReadonlyMap<string, StockPosition>,
  now: Instant,
): Comparison => finished(compareStockInSteps(snapshot, positions, now));

/** `compareStock` for long lists: in steps between which others get their turn. @throws as `compareStock` */
export function* compareStockInSteps(
  snapshot: StockSnapshot,
  positions: ReadonlyMap<string, StockPosition>,
  now: Instant,
): Steps<Comparison> {
  const { snapshotId, asOf, warehouse, source } = snapshot;
  const lines: StockDifferenceLine[] = [];
  const skipped: string[] = [];
  const told = yield* summedUp(snapshot);
  const compared = new Set<string>();
  yield* mapInSteps(told, (line) => {
    const key = keyOf(snapshot, line);
    const position = positions.get(key);
    if (position && position.unit !== line.quantity.unit) {
      throw new CrossdockError('CD_INVENTORY_UNIT', {
        ...{ position: key, unit: line.quantity.unit, expected: position.unit },
      });
    }
    const ours = position ? quantityAt(position, line.status, asOf) : new Big(0);
    if (ours === null) skipped.push(`${key} ${line.status}`);
    else {
      compared.add(`${line.status} ${key}`);
      if (!ours.eq(big(line.quantity.value))) lines.push(differenceOf(line, ours, lines.length + 1));
    }
  });
  const byKey = Map.groupBy(lines, (line) => keyOf(snapshot, line));
  const report: StockDifference = {
    ...{
      snapshotId,
      asOf,
      warehouse,
      comparedAt: now,
      compared: snapshot.lines.length - skipped.length,
      lines,
    },
    ...(source !== undefined && { source }),
    ...(skipped.length > 0 && { notCompared: skipped }),
  };
  return {
    report,
    correction: lines.length === 0 ? null : correctionOf(snapshot, lines),
    positions: yield* mapInSteps(positions.values(), (position) =>
      marked(position, snapshot.snapshotId, byKey.get(position.key) ?? [], compared, now),
    ),
  };
}

function differenceOf(
  { item, status, quantity, owner }: StockSnapshotLine,
  ours: Big,
  number: number,
): StockDifferenceLine {
  const { unit, value } = quantity;
  return {
    ...{ lineNumber: String(number), item, status },
    ...{ ours: { value: plain(ours), unit }, theirs: { value, unit } },
    difference: { value: plain(big(value).minus(ours)), unit },
    ...(owner !== undefined && { owner }),
  };
}

function correctionOf(
  { snapshotId, asOf, warehouse }: StockSnapshot,
  lines: readonly StockDifferenceLine[],
): InventoryMovement {
  return {
    // Warehouses use the number of a list again.
    movementId: `COR-${snapshotId}-${fingerprint([snapshotId, Date.parse(asOf)])}`,
    ...{ kind: 'count', occurredAt: asOf, warehouse },
    reference: { type: 'stock-count', number: snapshotId },
    reason: 'reconciliation',
    lines: lines.map(({ lineNumber, item, status, difference, ours, owner }) => {
      const stock = { status, ...(owner !== undefined && { owner }) };
      const isMore = big(difference.value).gt(0);
      const quantity = { value: plain(big(difference.value).abs()), unit: difference.unit };
      const counted = { lineNumber, item, quantity, bookQuantity: ours };
      return { ...counted, ...(isMore ? { to: stock } : { from: stock }) };
    }),
  };
}

/**
 * The position with what this list says of it; the same object when that is no news. What a list does not compare
 * stays as the list before left it.
 */
function marked(
  position: StockPosition,
  snapshotId: string,
  own: readonly StockDifferenceLine[],
  compared: ReadonlySet<string>,
  now: Instant,
): StockPosition {
  const { difference: before, ...rest } = position;
  if (own.length === 0) {
    const agrees = before?.statuses.every((status) => compared.has(`${status} ${position.key}`));
    return agrees ? { ...rest, updatedAt: now } : position;
  }
  const text = own
    .map(({ status, ours, theirs }) => `${status}: ${ours.value} here, ${theirs.value} ${theirs.unit} there`)
    .join('; ');
  const statuses = own.map(({ status }) => status);
  return { ...rest, difference: { snapshotId, statuses, text }, updatedAt: now };
}

/** One line for each position and status: warehouses list lots and bins one by one. */
function* summedUp(snapshot: StockSnapshot): Steps<readonly StockSnapshotLine[]> {
  const lines = new Map<string, StockSnapshotLine>();
  yield* mapInSteps(snapshot.lines, (line) => {
    const { unit } = line.quantity;
    const at = `${line.status} ${unit} ${keyOf(snapshot, line)}`;
    const before = lines.get(at)?.quantity.value ?? '0';
    const value = plain(big(before).plus(big(line.quantity.value)));
    lines.set(at, { ...line, quantity: { value, unit } });
  });
  return [...lines.values()];
}

function keyOf(
  { snapshotId, warehouse }: StockSnapshot,
  { item, owner }: Pick<StockSnapshotLine, 'item' | 'owner'>,
): string {
  if (warehouse.id === undefined || item.sku === undefined) {
    const missing = warehouse.id === undefined ? 'warehouse id' : 'item number of a line';
    throw new CrossdockError('CD_INVENTORY_SNAPSHOT', { snapshot: snapshotId, missing });
  }
  return stockKey(warehouse.id, item.sku, owner);
}
