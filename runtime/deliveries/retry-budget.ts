export interface RetryBudgetLimit {
  /** Retries per first attempt. */
  readonly ratio: number;
  /** Retries per second that are always allowed. */
  readonly perSecond: number;
}

const slices = 10;
const sliceMs = 1_000;

interface Slice {
  index: number;
  calls: number;
  retries: number;
}

/**
 * How many retries a system gets in addition to its first attempts, over a sliding window of ten seconds, whoever
 * makes them: so that a system in trouble is not kept there by its own callers.
 * After the retry budgets of Finagle (finagle.github.io/blog/2016/02/08/retry-budgets) and of "Handling Overload" in
 * Site Reliability Engineering (O'Reilly 2016).
 *
 * | Budget | First attempts | Retries | Left by |
 * |---|---|---|---|
 * | something left | go, add `ratio` each | go, each takes one | the last one taken → used up |
 * | used up | go, add `ratio` each | none before `nextAt` | a first attempt, or old retries leave the window |
 */
export class RetryBudget {
  private readonly limit: RetryBudgetLimit;
  private share = 1;
  private window: Slice[] = [];

  constructor(limit: RetryBudgetLimit) {
    this.limit = limit;
  }

  /** Part of `perSecond` that is this process's. */
  setShare(share: number): void {
    this.share = share;
  }

  called(now: number): void {
    this.sliceAt(now).calls += 1;
  }

  retried(now: number): void {
    this.sliceAt(now).retries += 1;
  }

  left(now: number): number {
    const current = Math.floor(now / sliceMs);
    return Math.max(0, this.balance(current));
  }

  /** Milliseconds since the epoch at which a retry may go even if no other call is made until then. */
  nextAt(now: number): number {
    const current = Math.floor(now / sliceMs);
    if (this.balance(current) >= 1) return now;
    for (let later = current + 1; later < current + slices; later += 1) {
      if (this.balance(later) >= 1) return later * sliceMs;
    }
    return (current + slices) * sliceMs;
  }

  private balance(current: number): number {
    // At least one, or a small share of a small budget would never let any go.
    const always = Math.max(1, (this.limit.perSecond * this.share * slices * sliceMs) / 1_000);
    let calls = 0;
    let retries = 0;
    for (const slice of this.window) {
      // One from the future was made before the clock was set back.
      if (slice.index <= current - slices || slice.index > current) continue;
      calls += slice.calls;
      retries += slice.retries;
    }
    return Math.floor(always + calls * this.limit.ratio) - retries;
  }

  private sliceAt(now: number): Slice {
    const index = Math.floor(now / sliceMs);
    const last = this.window.at(-1);
    if (last?.index === index) return last;
    this.window = this.window.filter((slice) => slice.index > index - slices && slice.index < index);
    const slice = { index, calls: 0, retries: 0 };
    this.window.push(slice);
    return slice;
  }
}
