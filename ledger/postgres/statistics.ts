import type { Query } from './read/rows.ts';

const tables =
  'message, message_state, idempotency, delivery, delivery_state, delivery_answer, process, identifier, journal, hop';

/** What is finished leaves a dead row behind. The server looks for those once a minute, in which there may be a million. */
const born = 5_000;

/** Rows written by this worker after which the server is made to look at its tables again. */
const marks = [1_000, 10_000, 100_000, 1_000_000];

/**
 * The server plans by statistics that it takes a minute to notice the need of, while a new ledger may grow from
 * nothing to a hundred thousand rows in ten seconds: so the first times it is told.
 */
export class Statistics {
  readonly #query: Query;
  #rows = 0;

  constructor(query: Query) {
    this.#query = query;
  }

  written(rows: number): void {
    if (Math.floor((this.#rows + rows) / born) > Math.floor(this.#rows / born)) this.#clear();
    const mark = marks.find((one) => one > this.#rows);
    this.#rows += rows;
    if (mark === undefined || this.#rows < mark) return;
    // In vain when the server is gone or another worker is at it: the server does it by itself in time.
    this.#query(`ANALYZE ${tables}`).catch(() => {});
  }

  /** Whoever is at it does it for all. The file is not cut off: that would take a lock that commits wait for. */
  #clear(): void {
    this.#query('VACUUM (SKIP_LOCKED, TRUNCATE false) message_state, delivery_state').catch(() => {});
  }
}
