import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** Rows that a stand-in still knows after a restart: one JSON document a line. Nothing is kept without a file. */
export interface Kept<T> {
  /** What earlier starts added, oldest first. */
  readonly before: readonly T[];
  add(row: T): void;
}

export function kept<T>(file: string | null): Kept<T> {
  const lines = file !== null && existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  return {
    before: lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T),
    add: (row) => {
      if (file !== null) appendFileSync(file, `${JSON.stringify(row)}\n`);
    },
  };
}
