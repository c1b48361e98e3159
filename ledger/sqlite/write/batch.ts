import type { DatabaseSync } from 'node:sqlite';
import type { Request } from '../../write/changes.ts';
import { writeCore } from '../../write/write-core.ts';
import { concernsTheFile, writeFailure } from '../faults.ts';
import type { Outcome } from '../protocol.ts';
import { sqliteSink } from './sink.ts';
import { sqliteSource } from './source.ts';
import { sharedTables } from './tables.ts';

/** Commits many callers' requests in one transaction, one flush for all; `writeCore` tells the steps. */
export function batchWriter(db: DatabaseSync, file: string): (requests: readonly Request[]) => Outcome[] {
  const sink = sqliteSink(sharedTables(db));
  const core = writeCore(sqliteSource(db), sink);
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const dataVersion = db.prepare('PRAGMA data_version');
  let versionSeen: unknown;

  const forget = (): void => {
    core.forget();
    sink.forget();
  };

  const transaction = (requests: readonly Request[]): Outcome[] => {
    begin.run();
    // Changes when another connection has written: a repair by hand, a restore.
    const version = dataVersion.get()?.data_version;
    if (version !== versionSeen) forget();
    versionSeen = version;
    const outcomes = requests.map((request) => ({ result: core.carryOut(request) }));
    core.flush();
    sink.flush();
    commit.run();
    return outcomes;
  };

  const undo = (): void => {
    forget();
    // SQLite rolls back by itself after some disk errors.
    if (db.isTransaction) db.exec('ROLLBACK');
  };

  return function write(requests): Outcome[] {
    try {
      return transaction(requests);
    } catch (thrown) {
      undo();
      if (requests.length > 1 && !concernsTheFile(thrown)) return requests.flatMap((one) => write([one]));
      const failure = writeFailure(thrown, file);
      return requests.map(() => ({ failure }));
    }
  };
}
