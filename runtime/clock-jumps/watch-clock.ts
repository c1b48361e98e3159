import type { Clock } from '../clock.ts';
import type { Cron } from '../schedules/schedules.ts';

/** So often the two clocks are compared: what was put off stands still for so long at most. */
const everyMs = 2_000;
/** Less is drift or a correction in small steps, which nobody has to be told of. */
const noticedMs = 1_000;

/**
 * Notices that the wall clock was set back, against a clock that never jumps. Whatever waits for an instant would
 * otherwise wait for as long as the clock was set back.
 */
export class ClockWatch {
  private readonly clock: Clock;
  private readonly monotonic: () => number;
  private readonly listeners = new Set<(byMs: number) => void>();
  private ahead: number;
  private cancel = (): void => {};

  /** @param monotonic milliseconds that never jump */
  constructor(clock: Clock, monotonic: () => number) {
    this.clock = clock;
    this.monotonic = monotonic;
    this.ahead = this.aheadNow();
  }

  start(): void {
    this.cancel();
    this.cancel = this.clock.after(everyMs, () => {
      this.look();
      this.start();
    });
  }

  stop(): void {
    this.cancel();
    this.cancel = () => {};
  }

  /** Returns the function that stops it. */
  onSetBack(listener: (byMs: number) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private look(): void {
    const ahead = this.aheadNow();
    const byMs = this.ahead - ahead;
    this.ahead = ahead;
    if (byMs < noticedMs) return;
    for (const listener of [...this.listeners]) listener(byMs);
  }

  private aheadNow(): number {
    return this.clock.now().getTime() - this.monotonic();
  }
}

/** A cron whose jobs are made anew when the clock was set back: they wait for a slot that is hours away by then. */
export const cronThatFollows =
  (cron: Cron, watch: Pick<ClockWatch, 'onSetBack'>): Cron =>
  (pattern, timeZone, task) => {
    let stop = cron(pattern, timeZone, task);
    const unfollow = watch.onSetBack(() => {
      stop();
      stop = cron(pattern, timeZone, task);
    });
    return () => {
      unfollow();
      stop();
    };
  };
