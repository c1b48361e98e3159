import type { SystemConfig } from '../site/site.ts';
import { type Circuit, CircuitBreaker, type CircuitCall } from './circuit-breaker.ts';
import { RetryBudget } from './retry-budget.ts';
import { TokenBucket } from './token-bucket.ts';

export type SystemLimits = Pick<
  SystemConfig,
  'maxConcurrent' | 'circuitBreaker' | 'rateLimit' | 'retryBudget'
>;

/** Whether a call may go. `at`: when to ask again, in milliseconds since the epoch; null: when a call has ended. */
export type Admission =
  | { readonly go: true }
  | {
      readonly go: false;
      readonly at: number | null;
      readonly by: 'concurrency' | 'circuit' | 'rate' | 'retries';
    };

/** A call that was let through. Say once what became of it; `end` in any case. */
export interface Permit {
  answered(now: number): void;
  /** It failed, and may have asked to be left alone for so long. */
  failed(now: number, askedMs: number): void;
  /** It works, but asked to be left alone for so long. */
  rested(now: number, askedMs: number): void;
  /** The call is over; one of which nothing was said was never made. */
  end(): void;
}

export interface GateView {
  readonly circuit: Circuit;
  readonly until: number | null;
  readonly running: number;
  readonly rateLimited: boolean;
  /** Null without a budget. */
  readonly retriesLeft: number | null;
}

const go: Admission = { go: true };

/** All that stands between what waits for one system and that system; shared by all flows. */
export class SystemGate {
  private readonly limits: SystemLimits;
  private readonly breaker: CircuitBreaker;
  private readonly bucket: TokenBucket | null;
  private readonly budget: RetryBudget | null;
  private maxConcurrent: number;
  private running = 0;

  constructor(limits: SystemLimits) {
    this.limits = limits;
    this.maxConcurrent = limits.maxConcurrent;
    this.breaker = new CircuitBreaker(limits.circuitBreaker);
    this.bucket = limits.rateLimit ? new TokenBucket(limits.rateLimit) : null;
    this.budget = limits.retryBudget ? new RetryBudget(limits.retryBudget) : null;
  }

  /** The part of every limit that is this process's, more than 0 and at most 1; at least one call at a time. */
  setShare(share: number, now: number): void {
    this.maxConcurrent = Math.max(1, Math.floor(this.limits.maxConcurrent * share));
    this.breaker.setShare(share);
    this.bucket?.setShare(share, now);
    this.budget?.setShare(share);
  }

  /** Since when the system has been failing, in milliseconds since the epoch. */
  get downSince(): number | null {
    return this.breaker.downSince;
  }

  circuit(now: number): Circuit {
    return this.breaker.state(now);
  }

  admission(now: number, retry: boolean): Admission {
    if (this.running >= this.maxConcurrent) return { go: false, at: null, by: 'concurrency' };
    const circuit = this.breaker.nextAt(now);
    if (circuit === null || circuit > now) return { go: false, at: circuit, by: 'circuit' };
    const rate = this.bucket?.nextAt(now) ?? now;
    if (rate > now) return { go: false, at: rate, by: 'rate' };
    // A trial of an open circuit is made at most once per pause, whoever makes it.
    if (!retry || !this.budget || this.breaker.state(now) === 'half-open') return go;
    const retries = this.budget.nextAt(now);
    return retries > now ? { go: false, at: retries, by: 'retries' } : go;
  }

  begin(now: number, retry: boolean): Permit {
    this.running += 1;
    this.bucket?.take(now);
    if (retry) this.budget?.retried(now);
    else this.budget?.called(now);
    return this.permit(this.breaker.begin());
  }

  view(now: number): GateView {
    return {
      circuit: this.breaker.state(now),
      until: this.breaker.until(now),
      running: this.running,
      rateLimited: this.bucket !== null && this.bucket.nextAt(now) > now,
      retriesLeft: this.budget?.left(now) ?? null,
    };
  }

  private permit(call: CircuitCall): Permit {
    const { breaker } = this;
    let open = true;
    return {
      answered: (now) => breaker.answered(call, now),
      failed: (now, askedMs) => breaker.failed(call, now, askedMs),
      rested: (now, askedMs) => breaker.rested(call, now, askedMs),
      end: () => {
        if (!open) return;
        open = false;
        this.running -= 1;
        breaker.dropped(call);
      },
    };
  }
}
