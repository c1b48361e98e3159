import type { RetentionLimits } from '../../write/retention.ts';

/** One call of `retain`: what it may still delete, and what its steps have found. */
export class Pass {
  readonly limits: RetentionLimits;
  readonly now: number;
  readonly today: number;
  readonly deleted: Record<string, number> = {};
  /** In blocks, that rows no longer refer to. */
  readonly places: number[] = [];
  /** Ordering keys of which something was deleted. */
  readonly keys = new Set<number>();
  /** Rows deleted, by their name in the tally. */
  readonly tally = new Map<string, number>();
  #left: number;

  constructor(limits: RetentionLimits, now: number, today: number, limit: number) {
    this.limits = limits;
    this.now = now;
    this.today = today;
    this.#left = limit;
  }

  get left(): number {
    return Math.max(0, this.#left);
  }

  /** One row fewer under this name of the tally. */
  count(name: string): void {
    this.tally.set(name, (this.tally.get(name) ?? 0) + 1);
  }

  /** Rows were looked at; counted under `what` when they were deleted. */
  spend(what: string | null, rows = 1): void {
    this.#left -= rows;
    if (what !== null && rows > 0) this.deleted[what] = (this.deleted[what] ?? 0) + rows;
  }
}

/** Deletes one kind of rows, as far as the pass goes. */
export type Step = (pass: Pass) => void;
