import type { Clock } from '../clock.ts';
import type { Run, RunTimeout } from './run.ts';

export interface RunTimeoutsOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly timedOut: (run: Run) => void;
}

/** Tells which runs have taken too long. Under load many begin in one millisecond, and hardly any is ever told. */
export class RunTimeouts {
  private readonly options: RunTimeoutsOptions;
  private last: RunTimeout | null = null;

  constructor(options: RunTimeoutsOptions) {
    this.options = options;
  }

  runBegan(run: Run): void {
    const beganAt = this.options.clock.now().getTime();
    if (this.last?.beganAt !== beganAt) this.last = this.startedAt(beganAt);
    run.timeout = this.last;
    this.last.runs.add(run);
  }

  runEnded(run: Run): void {
    const { timeout } = run;
    run.timeout = null;
    if (!timeout?.runs.delete(run) || timeout.runs.size > 0) return;
    timeout.callOff();
    if (this.last === timeout) this.last = null;
  }

  private startedAt(beganAt: number): RunTimeout {
    const { clock, timeoutMs, timedOut } = this.options;
    const runs = new Set<Run>();
    const callOff = clock.after(timeoutMs, () => {
      if (this.last?.runs === runs) this.last = null;
      for (const run of [...runs]) timedOut(run);
    });
    return { beganAt, runs, callOff };
  }
}
