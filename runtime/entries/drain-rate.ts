/** Long enough to smooth single commits, short enough to follow a queue that slows down. */
const windowMs = 2_000;

interface Window {
  since: number;
  count: number;
  bytes: number;
}

/** How fast a queue empties: over the window that runs and the one before it. */
export class DrainRate {
  private current: Window;
  private before: Window;

  constructor(now: number) {
    this.current = { since: now, count: 0, bytes: 0 };
    this.before = { ...this.current };
  }

  /** One message of so many bytes is finished. */
  count(bytes: number, now: number): void {
    this.turn(now);
    this.current.count += 1;
    this.current.bytes += bytes;
  }

  /** Milliseconds until `count` messages and `bytes` bytes more are finished; null when nothing was of late. */
  msFor({ count, bytes }: { readonly count: number; readonly bytes: number }, now: number): number | null {
    this.turn(now);
    const elapsedMs = Math.max(1, now - this.before.since);
    const finished = this.before.count + this.current.count;
    const finishedBytes = this.before.bytes + this.current.bytes;
    if (finished === 0) return null;
    return Math.max((count / finished) * elapsedMs, (bytes / Math.max(1, finishedBytes)) * elapsedMs);
  }

  private turn(now: number): void {
    // A clock that was put back would keep a window open until it has caught up.
    if (now >= this.current.since && now - this.current.since < windowMs) return;
    const lately = now >= this.current.since && now - this.current.since < 2 * windowMs;
    const empty = { since: now, count: 0, bytes: 0 };
    this.before = lately ? this.current : empty;
    this.current = { ...empty };
  }
}
