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
  readonly #known = new Map<Counted, { last: number; changed: boolean }>();

  constructor(db: DatabaseSync) {
    this.#find = db.prepare('SELECT value FROM position WHERE name = ?');
    this.#save = db.prepare('INSERT OR REPLACE INTO position (name, value) VALUES (?, ?)');
  }

  next(of: Counted): number {
    const position = this.#of(of);
    position.last += 1;
    position.changed = true;
    return position.last;
  }

  last(of: Counted): number {
    return this.#of(of).last;
  }

  /** The last one given: what a restore found in a backup. */
  set(of: Counted, number: number): void {
    this.#known.set(of, { last: number, changed: true });
  }

  #of(of: Counted): { last: number; changed: boolean } {
    let position = this.#known.get(of);
    if (!position) {
      position = { last: Number(this.#find.get(of)?.value ?? 0), changed: false };
      this.#known.set(of, position);
    }
    return position;
  }

  /** Part of the transaction. */
  flush(): void {
    for (const [of, position] of this.#known) {
      if (position.changed) this.#save.get(of, position.last);
      position.changed = false;
    }
  }

  /** After a rollback, or when somebody else wrote. */
  forget(): void {
    this.#known.clear();
  }
}
