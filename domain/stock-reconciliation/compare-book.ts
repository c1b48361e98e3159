import type { Instant, StockChange, StockPosition } from '../inventory/types.ts';
import { Big, plain } from '../rating/decimal.ts';
import { type BookedItem, type Booking, sum } from './book-index.ts';
import type { Approved, StockBook } from './types.ts';

/** One item in our positions and in the ERP's books. */
export interface ItemInBooks {
  /** By all movements so far: `booked`, `inFlight` and `unbooked` together. */
  readonly there: Big;
  readonly booked: Big;
  /** Told or approved and not booked yet, less what is booked and not told yet. */
  readonly inFlight: Big;
  /** What the ERP should have, less what it has, when all that is on the way has arrived. */
  readonly unbooked: Big;
  /** When the oldest movement was that has waited for the books for too long. */
  readonly lateSince?: Instant;
  readonly remarks: readonly string[];
}

export interface Books {
  readonly sku: string;
  readonly item: BookedItem;
  /** Undefined when nothing was ever told of the item. */
  readonly position: StockPosition | undefined;
  readonly book: Pick<StockBook, 'readAt' | 'since' | 'unsettled'>;
  readonly approved: readonly Approved[];
  /** What is on the way for longer than this is named. */
  readonly graceMs: number;
}

interface OnTheWay {
  readonly quantity: Big;
  readonly since?: Instant | undefined;
  readonly remarks: readonly string[];
}

const mostRemarks = 20;

/**
 * Compares what was told of an item with what the ERP has booked, in all states together, since finance does not tell
 * them apart. A movement that no document names is on its way; so is a young document of which no movement was told.
 */
export function compareBook(books: Books): ItemInBooks {
  const { position, book, approved, sku, item } = books;
  const { bookings, quantity: booked } = item;
  const known = new Set(bookings.map(({ movementId }) => movementId));
  const toldOnly = unbookedMovements(position?.recent ?? [], known, books);
  const bookedOnly = untoldBookings(bookings, books);
  const corrections = approved.filter(
    ({ corrects, sku: of, number }) => corrects === 'book' && of === sku && !known.has(number),
  );
  const there = sum(Object.values(position?.quantities ?? {}).map((quantity) => ({ quantity })));
  if (book.unsettled.includes(sku)) {
    const remarks = ['it was booked while the ERP was read, and is compared with the next list'];
    return { there, booked, inFlight: new Big(0), unbooked: new Big(0), remarks };
  }
  const inFlight = toldOnly.quantity.plus(sum(corrections)).minus(bookedOnly.quantity);
  const unbooked = there.minus(booked).minus(inFlight);
  const strangers = unbooked.eq(0) ? [] : bookedOnly.remarks;
  return {
    ...{ there, booked, unbooked, inFlight },
    ...(toldOnly.since !== undefined && { lateSince: toldOnly.since }),
    remarks: [...toldOnly.remarks, ...strangers].slice(0, mostRemarks),
  };
}

/** What was told and no document names. What stayed in the warehouse concerns no books. */
function unbookedMovements(
  recent: readonly StockChange[],
  known: ReadonlySet<string>,
  { book, graceMs }: Books,
): OnTheWay {
  const movements = [...Map.groupBy(recent, ({ movementId }) => movementId)].map(([movementId, changes]) => ({
    ...{ movementId, quantity: sum(changes), at: changes[0]?.occurredAt ?? book.since },
  }));
  const open = movements.filter(
    ({ movementId, quantity, at }) =>
      !quantity.eq(0) && !known.has(movementId) && Date.parse(at) >= Date.parse(book.since),
  );
  const late = open.filter(({ at }) => isOld(at, book, graceMs));
  return {
    quantity: open.reduce((total, { quantity }) => total.plus(quantity), new Big(0)),
    since: late.map(({ at }) => at).sort((one, other) => Date.parse(one) - Date.parse(other))[0],
    remarks: late.map(
      ({ movementId, quantity, at }) => `${movementId} of ${at} (${plain(quantity)}) is not booked yet`,
    ),
  };
}

/** What is booked and nobody has told: it may yet be while it is young. */
function untoldBookings(
  bookings: readonly Booking[],
  { position, book, approved, graceMs }: Books,
): OnTheWay {
  const told = new Set(position?.recent.map(({ movementId }) => movementId));
  const corrections = new Set(approved.map(({ number }) => number));
  const strange = bookings.filter(({ movementId }) => !told.has(movementId) && !corrections.has(movementId));
  const forgotten = Date.parse(position?.forgottenUpTo ?? book.since);
  const [old, young] = [true, false].map((wanted) =>
    strange.filter(({ document }) => isOld(document.bookedAt, book, graceMs) === wanted),
  );
  return {
    quantity: (young ?? []).reduce((total, { quantity }) => total.plus(quantity), new Big(0)),
    remarks: (old ?? [])
      .filter(({ document }) => Date.parse(document.bookedAt) > forgotten)
      .map(
        ({ document: { number, by }, quantity }) =>
          `${number} (${plain(quantity)}) was booked by ${by}, and no movement was told`,
      ),
  };
}

const isOld = (at: Instant, { readAt }: Pick<StockBook, 'readAt'>, graceMs: number): boolean =>
  Date.parse(readAt) - Date.parse(at) > graceMs;
