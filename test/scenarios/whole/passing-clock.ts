import type { Clock } from '../../../runtime/clock.ts';

/** Longer delays overflow a timer's 32 bits and would fire at once. */
const longestMs = 2 ** 31 - 1;

interface Task {
  readonly at: number;
  readonly run: () => void;
  timer: NodeJS.Timeout;
}

/** A clock that goes on as the machine's does, from an instant of its own, and can be put forward by days. */
export class PassingClock implements Clock {
  private ahead: number;
  private readonly tasks = new Set<Task>();

  constructor(start: string) {
    this.ahead = Date.parse(start) - Date.now();
  }

  now(): Date {
    return new Date(Date.now() + this.ahead);
  }

  after(ms: number, run: () => void): () => void {
    const task: Task = { at: this.now().getTime() + Math.max(0, ms), run, timer: this.wait(0, () => {}) };
    clearTimeout(task.timer);
    task.timer = this.wait(ms, () => this.fire(task));
    this.tasks.add(task);
    return () => this.forget(task);
  }

  /** An instant that has passed already changes nothing. */
  putForwardTo(instant: string): void {
    const byMs = Date.parse(instant) - this.now().getTime();
    if (byMs <= 0) return;
    this.ahead += byMs;
    const now = this.now().getTime();
    for (const task of [...this.tasks].sort((one, other) => one.at - other.at)) {
      clearTimeout(task.timer);
      if (task.at <= now) this.fire(task);
      else task.timer = this.wait(task.at - now, () => this.fire(task));
    }
  }

  private fire(task: Task): void {
    if (!this.tasks.has(task)) return;
    const left = task.at - this.now().getTime();
    if (left > 1) {
      task.timer = this.wait(left, () => this.fire(task));
      return;
    }
    this.forget(task);
    task.run();
  }

  private forget(task: Task): void {
    clearTimeout(task.timer);
    this.tasks.delete(task);
  }

  private wait(ms: number, run: () => void): NodeJS.Timeout {
    return setTimeout(run, Math.min(Math.max(0, ms), longestMs));
  }
}
