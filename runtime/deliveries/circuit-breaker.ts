import { type Recovery, RecoveryPace } from './recovery-pace.ts';

export type Circuit = 'closed' | 'open' | 'half-open' | 'recovering';

export interface CircuitBreakerLimits {
  /** Failures in a row. */
  readonly failures: number;
  readonly openMs: number;
  /** All at once when absent. */
  readonly recovery?: Recovery;
}

/** A call that was let through. What became of it counts only as long as the circuit is what it was then. */
export interface CircuitCall {
  readonly generation: number;
  readonly trial: boolean;
}

interface Pause {
  from: number;
  readonly ms: number;
}

/**
 * | State | Calls | Leaves it by |
 * |---|---|---|
 * | closed | all | so many failures in a row, or a pause asked for → open |
 * | open | none | the time is over → half-open |
 * | half-open | one at a time | its answer → recovering, or closed when only a pause was asked for; its failure → open |
 * | recovering | at a pace that grows | the pace has grown up → closed; so many failures in a row → open |
 *
 * A trial that ends without having been made leaves the circuit half-open, for the next one.
 * Calls that began before the circuit opened or closed last change nothing when they end.
 */
export class CircuitBreaker {
  private readonly limits: CircuitBreakerLimits;
  private share = 1;
  private failures = 0;
  private pause: Pause | null = null;
  private trying = false;
  private generation = 0;
  private pace: RecoveryPace | null = null;
  private failingFrom: number | null = null;

  constructor(limits: CircuitBreakerLimits) {
    this.limits = limits;
  }

  /** Part of the recovery's pace that is this process's; holds for the next recovery. */
  setShare(share: number): void {
    this.share = share;
  }

  state(now: number): Circuit {
    if (this.pause) return now >= this.openUntil(this.pause, now) ? 'half-open' : 'open';
    return this.paceAt(now) ? 'recovering' : 'closed';
  }

  /** Milliseconds since the epoch: when an open circuit lets one try, when a recovery ends. */
  until(now: number): number | null {
    if (this.pause) return this.openUntil(this.pause, now);
    return this.paceAt(now)?.endsAt ?? null;
  }

  /** Since when the system has been failing, in milliseconds since the epoch; null when it answers or only rests. */
  get downSince(): number | null {
    return this.failingFrom;
  }

  /** When the next call may go, in milliseconds since the epoch; null: when the trial has ended. */
  nextAt(now: number): number | null {
    if (this.pause) return this.trying ? null : this.openUntil(this.pause, now);
    return this.paceAt(now)?.nextAt(now) ?? now;
  }

  begin(): CircuitCall {
    if (this.pause) this.trying = true;
    this.pace?.take();
    return { generation: this.generation, trial: this.pause !== null };
  }

  /** The system answered, with whatever it said. */
  answered(call: CircuitCall, now: number): void {
    if (call.generation !== this.generation) return;
    this.failures = 0;
    if (!call.trial) return;
    const { recovery } = this.limits;
    const paced = recovery && this.failingFrom !== null;
    this.pace = paced
      ? new RecoveryPace(
          { ...recovery, startPerSecond: Math.max(1, recovery.startPerSecond * this.share) },
          now,
        )
      : null;
    this.failingFrom = null;
    this.turn(null);
  }

  /** It failed, and may have asked to be left alone for so long. */
  failed(call: CircuitCall, now: number, askedMs = 0): void {
    if (call.generation !== this.generation) return;
    this.failures += 1;
    if (!call.trial && askedMs <= 0 && this.failures < this.limits.failures) return;
    this.failingFrom ??= now;
    this.turn({ from: now, ms: Math.max(askedMs, call.trial || askedMs <= 0 ? this.limits.openMs : 0) });
  }

  /** It works, but asked to be left alone for so long. */
  rested(call: CircuitCall, now: number, askedMs: number): void {
    if (this.pause && now + askedMs <= this.openUntil(this.pause, now)) return this.dropped(call);
    this.turn({ from: now, ms: askedMs });
  }

  /** The call was never made. */
  dropped(call: CircuitCall): void {
    if (call.trial && call.generation === this.generation) this.trying = false;
  }

  private turn(pause: Pause | null): void {
    this.pause = pause;
    this.trying = false;
    this.failures = 0;
    this.generation += 1;
    if (pause) this.pace = null;
  }

  private openUntil(pause: Pause, now: number): number {
    // A clock that was set back must not lengthen the pause.
    pause.from = Math.min(pause.from, now);
    return pause.from + pause.ms;
  }

  private paceAt(now: number): RecoveryPace | null {
    if (this.pace && now >= this.pace.endsAt) this.pace = null;
    return this.pace;
  }
}
