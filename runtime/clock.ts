import type { Instant } from '../ledger/ledger.ts';

/** Time as the runtime knows it; tests pass one they move by hand. */
export interface Clock {
  now(): Date;
  /** Calls `task` once, at least `ms` later; returns the function that calls it off. */
  after(ms: number, task: () => void): () => void;
}

/** Longer delays overflow a timer's 32 bits and would fire at once. */
const longestDelayMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => new Date(),
  after(ms, task) {
    const timer = setTimeout(task, Math.min(Math.max(0, ms), longestDelayMs));
    return () => clearTimeout(timer);
  },
};

/** Under load many things happen in one millisecond. */
let lastMs = 0;
let lastInstant: Instant = new Date(0).toISOString();

export function instant(clock: Clock): Instant {
  const ms = clock.now().getTime();
  if (ms !== lastMs) {
    lastInstant = new Date(ms).toISOString();
    lastMs = ms;
  }
  return lastInstant;
}

/** The instant of so many milliseconds since the epoch; what no calendar of four-digit years holds is its last. */
export const instantAt = (ms: number): Instant => new Date(Math.min(ms, endOfTimeMs)).toISOString();

/** Later than any instant a message is put off to: reads with it see what is not due yet as well. */
export const endOfTime: Instant = '9999-12-31T23:59:59.999Z';
const endOfTimeMs = Date.parse(endOfTime);
