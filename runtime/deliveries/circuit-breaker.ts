/**
 * | State | Calls | Leaves it by |
 * |---|---|---|
 * | closed | all | so many failures in a row → open |
 * | open | none | the time is over → half-open |
 * | half-open | one | its success → closed, its failure → open |
 */
export class CircuitBreaker {
  private readonly threshold: number;
  private readonly openMs: number;
  private failures = 0;
  private openUntil: number | null = null;
  private probing = false;

  constructor({ failures, openMs }: { readonly failures: number; readonly openMs: number }) {
    this.threshold = failures;
    this.openMs = openMs;
  }

  /** Milliseconds since the epoch at which the next call may go; null when closed. */
  get until(): number | null {
    return this.openUntil;
  }

  admits(now: number): boolean {
    return this.openUntil === null || (now >= this.openUntil && !this.probing);
  }

  started(): void {
    if (this.openUntil !== null) this.probing = true;
  }

  /** The system answered, with whatever it said. */
  answered(): void {
    this.failures = 0;
    this.openUntil = null;
    this.probing = false;
  }

  failed(now: number): void {
    this.failures += 1;
    if (this.probing || this.failures >= this.threshold) this.openUntil = now + this.openMs;
    this.probing = false;
  }

  /** The system asked to be left alone. */
  rest(until: number): void {
    this.openUntil = Math.max(this.openUntil ?? 0, until);
    this.probing = false;
  }
}
