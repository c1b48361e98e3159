import { closeSync, fdatasync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { writeFailure } from './faults.ts';
import type { Failure } from './protocol.ts';

/** Told when what was committed before is durable, or why it is not. */
type Told = (failure: Failure | null) => void;

/**
 * Makes commits durable that were carried out without a flush of their own (`synchronous = NORMAL`): the WAL is flushed
 * in another thread while the next batch is carried out, one flush for all that came meanwhile. Nobody is told of a
 * commit before a flush that began after it.
 */
export class WalFlushes {
  readonly #wal: number;
  readonly #file: string;
  readonly #moveToDatabase;
  readonly #flush: typeof fdatasync;
  #waiting: Told[] = [];
  #underWay = false;
  /**
   * A flush has failed. The next one may succeed without having written what this one was for, so that only the
   * database file counts from then on, until the whole WAL has been moved there.
   */
  #distrusted = false;

  /** @param db that has been written to, so that there is a WAL */
  constructor(db: DatabaseSync, file: string, flush = fdatasync) {
    this.#wal = openSync(`${file}-wal`, 'r+');
    this.#file = file;
    this.#flush = flush;
    this.#moveToDatabase = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  /** Nothing waits for a flush, and one that a commit makes itself can be trusted. */
  get areIdle(): boolean {
    return !this.#underWay && !this.#distrusted;
  }

  next(told: Told): void {
    this.#waiting.push(told);
    if (!this.#underWay) this.#begin();
  }

  close(): void {
    closeSync(this.#wal);
  }

  #begin(): void {
    const covered = this.#waiting;
    this.#waiting = [];
    this.#underWay = true;
    this.#flush(this.#wal, (error) => {
      if (error) this.#distrusted = true;
      const failure = this.#distrusted ? this.#moved() : null;
      this.#underWay = false;
      if (this.#waiting.length > 0) this.#begin();
      for (const told of covered) told(failure);
    });
  }

  #moved(): Failure | null {
    try {
      if (this.#moveToDatabase.get()?.busy !== 0) throw new Error('the WAL is being read');
      this.#distrusted = false;
      return null;
    } catch (thrown) {
      return { ...writeFailure(thrown, this.#file), code: 'CD_LEDGER_WRITE_FAILED' };
    }
  }
}
