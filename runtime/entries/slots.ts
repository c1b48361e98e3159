import { CrossdockError } from '../../domain/errors.ts';

type Task = (slot: Date) => Promise<void>;

export interface SlotsOptions {
  /** @throws CD_RUN_BACKPRESSURE when the entry may take nothing in */
  readonly requireRoom: () => void;
  /** Calls `go` once when it may again; returns the function that calls it off. */
  readonly whenRoom: (go: () => void) => () => void;
  /** Calls `go` after a pause, so that a queue which comes and goes does not ask an outside system every time. */
  readonly later: (go: () => void) => () => void;
  /** So many slots were left out before the one that is made up for. */
  readonly leftOut: (slot: Date, count: number) => void;
  /** Runs a slot as the schedule does. */
  readonly again: Task;
}

/**
 * A scheduled task of an entry that waits for room. A slot that finds the entry stopped, or is stopped on its way, is
 * made up for soon after there is room, without waiting for the next one: the last such slot only, since a poll finds
 * everything at once.
 */
export function slots(task: Task, options: SlotsOptions): { readonly task: Task; readonly stop: () => void } {
  const { requireRoom, whenRoom, later, leftOut, again } = options;
  let missed: { readonly slot: Date; readonly before: number } | null = null;
  let callOff = () => {};

  const makeUp = (): void => {
    if (!missed) return;
    const { slot, before } = missed;
    missed = null;
    if (before > 0) leftOut(slot, before);
    void again(slot);
  };
  const miss = (slot: Date): void => {
    const known = missed;
    missed = { slot, before: known ? known.before + 1 : 0 };
    if (known) return;
    callOff = whenRoom(() => {
      callOff = later(makeUp);
    });
  };
  return {
    async task(slot) {
      if (missed) return miss(slot);
      try {
        requireRoom();
        await task(slot);
      } catch (thrown) {
        if (!(thrown instanceof CrossdockError) || thrown.code !== 'CD_RUN_BACKPRESSURE') throw thrown;
        miss(slot);
      }
    },
    stop() {
      missed = null;
      callOff();
    },
  };
}
