import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CrossdockError } from '../../domain/errors.ts';
import { asError, isBusy, openFailure } from './faults.ts';

/** Kept here, since a connection that nobody refers to is closed by the garbage collector, and its lock with it. */
const held = new Set<DatabaseSync>();

export interface FolderLock {
  /** Lets the next process in. Not needed on exit: the operating system releases the lock with the process. */
  release(): void;
}

/**
 * Makes this process the only owner of a data folder, until `release` or the end of the process, however it ends.
 * The lock is an exclusive SQLite transaction on `<folder>/lock.sqlite`, which the operating system takes back on
 * kill -9, so that no stale lock can remain. `<folder>/lock.json` says who holds it, for the error message only.
 *
 * @throws CD_LEDGER_LOCKED at once when another process, or another lock of this one, holds the folder;
 * CD_LEDGER_OPEN_FAILED when it cannot be written
 */
export function lockFolder(folder: string): FolderLock {
  const note = join(folder, 'lock.json');
  let db: DatabaseSync | null = null;
  try {
    mkdirSync(folder, { recursive: true });
    db = new DatabaseSync(join(folder, 'lock.sqlite'), { timeout: 0 });
    db.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
    writeFileSync(note, JSON.stringify({ pid: process.pid }));
  } catch (thrown) {
    db?.close();
    if (isBusy(thrown)) throw new CrossdockError('CD_LEDGER_LOCKED', { folder, owner: ownerOf(note) });
    throw asError(openFailure(thrown, folder));
  }
  const lock = db;
  held.add(lock);
  return {
    release: () => {
      if (!held.delete(lock)) return;
      rmSync(note, { force: true });
      lock.close();
    },
  };
}

function ownerOf(note: string): string {
  try {
    return `process ${JSON.parse(readFileSync(note, 'utf8')).pid}`;
  } catch {
    return 'unknown';
  }
}
