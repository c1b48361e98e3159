import { CrossdockError } from '../../../domain/errors.ts';
import type { Clock } from '../../clock.ts';

export interface TurnsOptions {
  readonly clock: Clock;
  /** Why nothing may begin now; null when something may. */
  readonly busy: () => string | null;
}

const mostWaiting = 4;
const longestWaitMs = 10_000;
const lookAgainMs = 100;

/** Lets one task go at a time, and only while there is room; a few wait, for some seconds. */
export class Turns {
  private readonly options: TurnsOptions;
  private waiting = 0;
  private last: Promise<unknown> = Promise.resolve();

  constructor(options: TurnsOptions) {
    this.options = options;
  }

  /** @throws CD_REPLAY_BUSY */
  take<T>(task: () => Promise<T>): Promise<T> {
    if (this.waiting >= mostWaiting)
      throw new CrossdockError('CD_REPLAY_BUSY', { reason: 'others wait for one' });
    this.waiting += 1;
    const deadline = this.options.clock.now().getTime() + longestWaitMs;
    const turn = this.last.then(async () => {
      try {
        await this.room(deadline);
      } finally {
        this.waiting -= 1;
      }
      return task();
    });
    this.last = turn.catch(() => {});
    return turn;
  }

  private async room(deadline: number): Promise<void> {
    const { clock, busy } = this.options;
    for (let reason = busy(); reason !== null; reason = busy()) {
      if (clock.now().getTime() >= deadline) throw new CrossdockError('CD_REPLAY_BUSY', { reason });
      await new Promise<void>((resolve) => clock.after(lookAgainMs, resolve));
    }
  }
}
