export interface Taker {
  /** Higher goes first. */
  readonly priority: number;
  /** The turn at which it last got a place; 0 before the first. */
  lastTurn: number;
}

/** One place in so many goes to whoever has waited longest, so that no priority keeps another from running at all. */
const fairTurn = 8;

/**
 * Who gets the next free place: the highest priority, and of those whoever has waited longest; at every eighth
 * place whoever has waited longest of all.
 */
export class Turns<T extends Taker> {
  private turn = 0;

  /** Offers the place to one after the other until `take` returns something; null when nobody wants it. */
  next<Found>(takers: readonly T[], take: (taker: T) => Found | null): Found | null {
    const [only] = takers;
    if (only && takers.length === 1) return this.give(only, take);
    const left = new Set(takers);
    const fair = (this.turn + 1) % fairTurn === 0;
    while (left.size > 0) {
      let first: T | null = null;
      for (const taker of left) if (!first || before(taker, first, fair)) first = taker;
      if (!first) return null;
      const found = this.give(first, take);
      if (found !== null) return found;
      left.delete(first);
    }
    return null;
  }

  private give<Found>(taker: T, take: (taker: T) => Found | null): Found | null {
    const found = take(taker);
    if (found === null) return null;
    this.turn += 1;
    taker.lastTurn = this.turn;
    return found;
  }
}

function before(one: Taker, other: Taker, fair: boolean): boolean {
  if (!fair && one.priority !== other.priority) return one.priority > other.priority;
  return one.lastTurn < other.lastTurn;
}
