import type { DatabaseSync } from 'node:sqlite';

/** What `later` lists, as its column numbers it. */
export const kinds = { message: 0, delivery: 1, key: 2 } as const;

/** Rows of one kind that retention came across too early. */
export interface Later {
  /** `day` null: as long as a legal hold keeps it. */
  add(row: number, key: number, day: number | null): void;
  /** Those whose day has come; they are off the list then. */
  take(today: number, limit: number): number[];
}

export function postponed(db: DatabaseSync, kind: number): Later {
  const add = db.prepare(`INSERT OR REPLACE INTO later (kind, day, row, key) VALUES (${kind}, ?, ?, ?)`);
  const find = db.prepare(
    `SELECT row FROM later WHERE kind = ${kind} AND day IS NOT NULL AND day <= ? ORDER BY day LIMIT ?`,
  );
  const remove = db.prepare(`DELETE FROM later WHERE kind = ${kind} AND row = ?`);
  return {
    add: (row, key, day) => add.run(day, row, key),
    take(today, limit) {
      const rows = find.all(today, limit).map(({ row }) => Number(row));
      for (const row of rows) remove.run(row);
      return rows;
    },
  };
}
