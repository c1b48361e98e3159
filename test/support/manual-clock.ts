import type { Clock } from '../../runtime/clock.ts';

/** A clock that moves only when told, firing what becomes due on its way, in order. */
export class ManualClock implements Clock {
  private time: number;
  private readonly tasks = new Set<{ readonly at: number; readonly task: () => void }>();

  constructor(start = '2026-03-02T08:00:00.000Z') {
    this.time = Date.parse(start);
  }

  now(): Date {
    return new Date(this.time);
  }

  after(ms: number, task: () => void): () => void {
    const entry = { at: this.time + Math.max(0, ms), task };
    this.tasks.add(entry);
    return () => this.tasks.delete(entry);
  }

  /** Milliseconds until the next task; null: there is none. */
  get untilNext(): number | null {
    if (this.tasks.size === 0) return null;
    return Math.min(...[...this.tasks].map(({ at }) => at)) - this.time;
  }

  advance(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const [next] = [...this.tasks].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.tasks.delete(next);
      this.time = Math.max(this.time, next.at);
      next.task();
    }
    this.time = end;
  }
}
