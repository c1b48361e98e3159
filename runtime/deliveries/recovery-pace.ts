export interface Recovery {
  /** Calls per second to begin with, and as many at once. */
  readonly startPerSecond: number;
  /** The pace doubles each time this has passed. */
  readonly doubleEveryMs: number;
}

/** From this pace on a system is trusted with everything its other limits allow. */
const fullPerSecond = 1_000;

/**
 * A pace that begins slowly and doubles at even intervals, for a system that has just come back: what has piled up
 * must not bring it down again.
 */
export class RecoveryPace {
  private readonly recovery: Recovery;
  private startedAt: number;
  private taken = 0;

  constructor(recovery: Recovery, startedAt: number) {
    this.recovery = recovery;
    this.startedAt = startedAt;
  }

  /** Milliseconds since the epoch at which the pace does not matter any more. */
  get endsAt(): number {
    const { startPerSecond, doubleEveryMs } = this.recovery;
    return this.startedAt + doubleEveryMs * Math.max(0, Math.log2(fullPerSecond / startPerSecond));
  }

  /** Milliseconds since the epoch at which the next call may go; not later than now when it may go at once. */
  nextAt(now: number): number {
    this.startedAt = Math.min(this.startedAt, now);
    const { startPerSecond, doubleEveryMs } = this.recovery;
    const ahead = this.taken + 1 - startPerSecond;
    if (ahead <= 0) return this.startedAt;
    // The pace is startPerSecond × 2^(t / doubleEveryMs); its integral up to t is what may have gone by then.
    const perDoubling = (startPerSecond * doubleEveryMs) / 1_000 / Math.LN2;
    return this.startedAt + doubleEveryMs * Math.log2(1 + ahead / perDoubling);
  }

  take(): void {
    this.taken += 1;
  }
}
