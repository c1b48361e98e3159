import type { DatabaseSync } from 'node:sqlite';

/** Counts changed by the running transaction, written once per batch instead of once per message. */
export class Tally {
  readonly #changed = new Map<string, number>();
  readonly #write;

  constructor(db: DatabaseSync) {
    this.#write = db.prepare(
      'INSERT INTO tally (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value',
    );
  }

  add(name: string, by: number): void {
    this.#changed.set(name, (this.#changed.get(name) ?? 0) + by);
  }

  move(from: string, to: string): void {
    this.add(from, -1);
    this.add(to, 1);
  }

  /** Writes what changed; part of the transaction. */
  flush(): void {
    for (const [name, by] of this.#changed) if (by !== 0) this.#write.run(name, by);
    this.#changed.clear();
  }

  /** Forgets what a rolled back transaction changed. */
  clear(): void {
    this.#changed.clear();
  }
}
