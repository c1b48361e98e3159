export interface RateLimit {
  readonly requests: number;
  readonly perMs: number;
  /** Calls that may go at once after a pause; `requests` when absent. */
  readonly burst?: number;
}

/**
 * So many calls per time. Kept as the instant at which the bucket is full again, so that nothing has to be counted
 * while nothing happens (generic cell rate algorithm, ITU-T I.371 annex A).
 *
 * | Bucket | Calls | Left by |
 * |---|---|---|
 * | something in it | go, each takes one | the last one taken → empty |
 * | empty | none before `nextAt` | time, one token per `perMs / requests` |
 */
export class TokenBucket {
  private readonly limit: RateLimit;
  private share = 1;
  private fullAt = Number.NEGATIVE_INFINITY;

  constructor(limit: RateLimit) {
    this.limit = limit;
  }

  /** Part of the limit that is this process's, more than 0 and at most 1. What was taken stays taken. */
  setShare(share: number, now: number): void {
    const taken = Math.max(0, this.fullAt - now) / this.stepMs;
    this.share = share;
    this.fullAt = now + taken * this.stepMs;
  }

  /** Milliseconds since the epoch at which the next call may go; not later than now when it may go at once. */
  nextAt(now: number): number {
    // After the clock was set back, what was taken would otherwise weigh for as long as it went back.
    const { requests, burst = requests } = this.limit;
    this.fullAt = Math.min(this.fullAt, now + Math.max(requests, burst) * this.stepMs);
    return this.fullAt - this.spareMs;
  }

  take(now: number): void {
    this.fullAt = Math.max(now, this.fullAt) + this.stepMs;
  }

  private get stepMs(): number {
    return this.limit.perMs / (this.limit.requests * this.share);
  }

  /** How far ahead of an even pace calls may be: whole bucket but one. */
  private get spareMs(): number {
    const { requests, burst = requests } = this.limit;
    return Math.max(0, burst * this.share - 1) * this.stepMs;
  }
}
