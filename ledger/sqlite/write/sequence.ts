import type { DatabaseSync } from 'node:sqlite';

/**
 * Positions of messages or deliveries: one more than the last, and never one that was given before, since retention
 * notes the last one when it deletes. SQLite's AUTOINCREMENT would write a row of its own with every insert.
 */
export class Sequence {
  readonly #find;
  readonly #save;
  #last: number | null = null;

  constructor(db: DatabaseSync, table: 'message' | 'delivery') {
    this.#find = db.prepare(
      `SELECT max(coalesce((SELECT max(sequence) FROM ${table}), 0),
         coalesce((SELECT value FROM tally WHERE name = 'last.${table}'), 0)) AS last`,
    );
    this.#save = db.prepare(`INSERT OR REPLACE INTO tally (name, value) VALUES ('last.${table}', ?)`);
  }

  next(): number {
    this.#last = this.#present() + 1;
    return this.#last;
  }

  /** `next` gives this one: a restore keeps the positions that rows had. */
  startAt(sequence: number): void {
    this.#last = sequence - 1;
  }

  /** Before rows are deleted. */
  note(): void {
    this.#save.run(this.#present());
  }

  /** After a rollback, or when somebody else wrote. */
  forget(): void {
    this.#last = null;
  }

  #present(): number {
    return this.#last ?? Number(this.#find.get()?.last ?? 0);
  }
}
