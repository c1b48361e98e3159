import type { StockSnapshot, StockSnapshotLine } from '../canonical/types.generated.ts';
import { compareStockInSteps } from '../inventory/compare.ts';
import { changed, emptyPosition, quantityAt, stockKey } from '../inventory/position.ts';
import { finished, mapInSteps, type Steps } from '../inventory/steps.ts';
import type { Instant, StockPosition, StockStatus } from '../inventory/types.ts';
import { Big, big, plain } from '../rating/decimal.ts';
import { indexBook, notBooked } from './book-index.ts';
import { type Books, compareBook } from './compare-book.ts';
import { reconciliationKey } from './keys.ts';
import { bookProposals, remembered, stockProposals } from './propose.ts';
import type { Approved, Proposal, ReconciledLine, StockBook, StockReconciliation } from './types.ts';

export interface Reconciling {
  /** A list of the warehouse; of it, the lines of `owner` count. */
  readonly snapshot: StockSnapshot;
  readonly warehouse: string;
  readonly owner?: string;
  readonly book: StockBook;
  /** Those that are known of all items in list and book, by key. */
  readonly positions: ReadonlyMap<string, StockPosition>;
  /** What was compared last; null the first time. */
  readonly before: StockReconciliation | null;
  readonly graceMs: number;
  readonly now: Instant;
}

export interface Reconciled {
  readonly reconciliation: StockReconciliation;
  /** Positions with what this list says of them; the same object when that is no news. */
  readonly positions: readonly StockPosition[];
}

/** Lines and decisions that are kept; a list that differs in more has another problem. */
const mostLines = 2000;
const mostDecided = 50;

/**
 * Compares the list of a warehouse with what it told up to the instant of the list, and what it told with the ERP's
 * books and what is on the way between the two. Proposes what would make them even; changes no quantity.
 *
 * @returns null when a list as new or newer was compared before: what is older decides nothing any more
 * @throws CD_INVENTORY_UNIT
 */
export const reconcileStock = (reconciling: Reconciling): Reconciled | null =>
  finished(reconcileStockInSteps(reconciling));

/** `reconcileStock` for long lists: in steps between which others get their turn. @throws as `reconcileStock` */
export function* reconcileStockInSteps(reconciling: Reconciling): Steps<Reconciled | null> {
  const { snapshot, warehouse, owner, book, before, graceMs, now } = reconciling;
  const { snapshotId, asOf } = snapshot;
  if (before && Date.parse(before.asOf) >= Date.parse(asOf)) return null;
  const approved = stillOnTheWay(reconciling);
  const own = snapshot.lines.filter((line) => line.owner === owner);
  const as = assumed(reconciling, approved);
  const compared = own.length === 0 ? null : yield* compareStockInSteps({ ...snapshot, lines: own }, as, now);
  const bySku = Map.groupBy(own, ({ item }) => item.sku ?? '');
  const booked = yield* indexBook(book, owner);
  const items = [...new Set([...bySku.keys(), ...booked.keys()])].sort();
  const rows = yield* mapInSteps(items, (sku) =>
    row(sku, {
      ...{ lines: bySku.get(sku) ?? [], position: as.get(stockKey(warehouse, sku, owner)) },
      ...{ asOf, book, approved, graceMs, item: booked.get(sku) ?? notBooked },
    }),
  );
  const origin = { warehouse, snapshotId, asOf, ...(owner !== undefined && { owner }) };
  const proposals = [...stockProposals(compared?.report.lines ?? [], origin), ...bookProposals(rows, origin)];
  // States may differ that together do not.
  const proposed = new Set(proposals.map(({ sku }) => sku));
  const open = rows.filter((line) => isNews(line) || proposed.has(line.sku));
  const known = new Map(reconciling.positions);
  return {
    reconciliation: {
      ...{ key: reconciliationKey(warehouse, owner), ...origin },
      ...{ readAt: book.readAt, comparedAt: now, items: items.length },
      ...{ lines: open.slice(0, mostLines), complete: open.length <= mostLines },
      proposals: proposals.slice(0, mostLines).map((proposal) => remembered(proposal, before)),
      approved,
      decided: decidedOf(before),
    },
    positions: (compared?.positions ?? []).flatMap((marked) => {
      const position = known.get(marked.key);
      return position ? [withDifference(position, marked)] : [];
    }),
  };
}

interface Item extends Omit<Books, 'sku'> {
  /** Of the list. */
  readonly lines: readonly StockSnapshotLine[];
  readonly asOf: Instant;
}

function row(sku: string, { lines, asOf, ...books }: Item): ReconciledLine {
  const { position, item } = books;
  const told = [...new Set(lines.map(({ status }) => status))].map((status) =>
    toldAt(position, status, asOf),
  );
  const known = told.filter((quantity) => quantity !== null);
  const { there, booked, inFlight, unbooked, remarks, lateSince } = compareBook({ sku, ...books });
  return {
    ...{ sku, unit: position?.unit ?? lines[0]?.quantity.unit ?? item.unit ?? '', remarks },
    listed: lines.length === 0 ? null : plain(total(lines.map(({ quantity }) => big(quantity.value)))),
    told: lines.length === 0 || known.length < told.length ? null : plain(total(known)),
    toldByNow: plain(there),
    ...{ booked: plain(booked), inFlight: plain(inFlight), unbooked: plain(unbooked) },
    ...(lateSince !== undefined && { lateSince }),
  };
}

/** How much there was by what was told: nothing, as long as nothing was. */
const toldAt = (position: StockPosition | undefined, status: StockStatus, at: Instant): Big | null =>
  position ? quantityAt(position, status, at) : new Big(0);

const isNews = ({ listed, told, inFlight, unbooked, remarks }: ReconciledLine): boolean =>
  listed !== told || inFlight !== '0' || unbooked !== '0' || remarks.length > 0;

/** Positions as if the corrections that were approved had arrived: they count from the instant of their list on. */
export function assumed(
  { warehouse, owner, positions, now }: Pick<Reconciling, 'warehouse' | 'owner' | 'positions' | 'now'>,
  approved: readonly Approved[],
): ReadonlyMap<string, StockPosition> {
  const after = new Map(positions);
  for (const { number, corrects, sku, status, quantity, asOf, unit } of approved) {
    const key = stockKey(warehouse, sku, owner);
    const of = { warehouse, sku, unit, ...(owner !== undefined && { owner }) };
    const position = after.get(key) ?? emptyPosition(of, now);
    const isHere = position.recent.some(({ movementId }) => movementId === number);
    if (corrects === 'book' || isHere) continue;
    const change = { movementId: number, lineNumber: '1', occurredAt: asOf, status, quantity };
    after.set(key, changed(position, change, now));
  }
  return after;
}

/** Corrections that may not have arrived everywhere. */
const stillOnTheWay = ({ before, book }: Reconciling): readonly Approved[] =>
  (before?.approved ?? []).filter(({ asOf }) => Date.parse(asOf) >= Date.parse(book.since));

const decidedOf = (before: StockReconciliation | null): readonly Proposal[] =>
  [
    ...(before?.proposals ?? []).filter(({ state }) => state === 'approved'),
    ...(before?.decided ?? []),
  ].slice(0, mostDecided);

/** A list that says the same as the one before is no news. */
function withDifference(position: StockPosition, marked: StockPosition): StockPosition {
  if (position.difference?.text === marked.difference?.text) return position;
  const { difference: _, ...rest } = position;
  const { difference, updatedAt } = marked;
  return { ...rest, updatedAt, ...(difference && { difference }) };
}

const total = (quantities: readonly Big[]): Big =>
  quantities.reduce((sum, quantity) => sum.plus(quantity), new Big(0));
