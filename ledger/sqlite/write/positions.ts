import type { DatabaseSync } from 'node:sqlite';

type Counted = 'message' | 'delivery' | 'ordering_key' | 'journal' | 'block' | 'hops';

/**
 * The numbers of rows: one more than the last, never one that was given before, whatever was deleted since, so that
 * nobody who remembers a number takes another row for it. SQLite's AUTOINCREMENT would write a row of its own with
 * every insert; these are written once per transaction.
 */
export class Positions {
  readonly #find;
  readonly #save;
  readonly #last = new Map<Counted, number>();
  readonly #changed = new Set<Counted>();

  constructor(db: DatabaseSync) {
    this.#find = db.prepare('SELECT value FROM position WHERE name = ?');
    this.#save = db.prepare('INSERT OR REPLACE INTO position (name, value) VALUES (?, ?)');
  }

  next(of: Counted): number {
    const number = this.last(of) + 1;
    this.set(of, number);
    return number;
  }

  last(of: Counted): number {
    return this.#last.get(of) ?? Number(this.#find.get(of)?.value ?? 0);
  }

  /** The last one given: what a restore found in a backup. */
  set(of: Counted, number: number): void {
    this.#last.set(of, number);
    this.#changed.add(of);
  }

  /** Part of the transaction. */
  flush(): void {
    for (const of of this.#changed) this.#save.run(of, this.#last.get(of) ?? 0);
    this.#changed.clear();
  }

  /** After a rollback, or when somebody else wrote. */
  forget(): void {
    this.#last.clear();
    this.#changed.clear();
  }
}
