import type { Ledger } from '../ledger/ledger.ts';
import { type Clock, instant } from './clock.ts';
import type { Log } from './log.ts';

/** A read that failed is tried again after this time; the work itself is safe in the ledger. */
const afterFailureMs = 1_000;

/** Rings when the next waiting message, delivery or timer of the ledger becomes due. */
export class Alarm {
  private readonly ledger: Ledger;
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly ring: () => Promise<void>;
  private cancel = () => {};
  private reading = false;
  private again = false;
  private stopped = false;

  constructor(options: { ledger: Ledger; clock: Clock; log: Log; ring: () => Promise<void> }) {
    this.ledger = options.ledger;
    this.clock = options.clock;
    this.log = options.log;
    this.ring = options.ring;
  }

  /** Something may have become due earlier than known. */
  refresh(): void {
    this.again = true;
    if (!this.reading && !this.stopped) void this.read();
  }

  stop(): void {
    this.stopped = true;
    this.cancel();
  }

  private async read(): Promise<void> {
    this.reading = true;
    let delayMs: number | null = null;
    while (this.again && !this.stopped) {
      this.again = false;
      try {
        delayMs = await this.untilNext(instant(this.clock));
      } catch (thrown) {
        this.log('warn', 'the ledger did not say what is due next', { reason: String(thrown) });
        delayMs = afterFailureMs;
      }
    }
    this.reading = false;
    this.cancel();
    if (delayMs === null || this.stopped) return;
    this.cancel = this.clock.after(Math.max(1, delayMs), () => void this.rang());
  }

  /** A timer that became due while others were fired is not told by `nextDueAt`, which looks ahead of now. */
  private async untilNext(now: string): Promise<number | null> {
    const [missed] = await this.ledger.dueTimers({ now, limit: 1 });
    if (missed) return 0;
    const due = await this.ledger.nextDueAt(now);
    return due === null ? null : Date.parse(due) - this.clock.now().getTime();
  }

  private async rang(): Promise<void> {
    try {
      await this.ring();
    } catch (thrown) {
      this.log('warn', 'work that became due could not be started', { reason: String(thrown) });
    }
    this.refresh();
  }
}
