import type { DatabaseSync } from 'node:sqlite';
import type { Pass } from './pass.ts';

interface Walked {
  readonly number: number;
  readonly at: number;
}

type Walk = <Row extends Walked>(
  pass: Pass,
  find: (position: number, limit: number) => readonly Row[],
  until: number,
  visit: (row: Row) => void,
) => void;

/** Visits the rows of a table in their order, each once in the life of the ledger: as far as they are older than `until`. */
export function walk(db: DatabaseSync, name: string): Walk {
  const find = db.prepare(`SELECT value FROM position WHERE name = 'retained.${name}'`);
  const save = db.prepare(`INSERT OR REPLACE INTO position (name, value) VALUES ('retained.${name}', ?)`);
  return (pass, rowsAfter, until, visit) => {
    let position = Number(find.get()?.value ?? Number.MIN_SAFE_INTEGER);
    for (const row of rowsAfter(position, pass.left)) {
      if (row.at >= until) break;
      position = row.number;
      visit(row);
    }
    save.run(position);
  };
}
