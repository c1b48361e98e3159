import type { DatabaseSync } from 'node:sqlite';
import { isBusy } from './faults.ts';

/** Turning WAL on needs the file alone for a moment, and SQLite does not wait for that by itself. */
export function useWal(db: DatabaseSync): void {
  for (let tries = 1; ; tries += 1) {
    try {
      db.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (thrown) {
      if (!isBusy(thrown) || tries === 50) throw thrown;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}
