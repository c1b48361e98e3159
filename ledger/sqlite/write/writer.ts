import type { DatabaseSync } from 'node:sqlite';
import type { RetentionPolicy, RetentionReport } from '../../ledger.ts';
import type { Request } from '../../write/changes.ts';
import { writeCore } from '../../write/write-core.ts';
import { concernsTheFile, writeFailure } from '../faults.ts';
import type { Failure, Outcome } from '../protocol.ts';
import { retention } from '../retain/retain.ts';
import { sqliteSink } from './sink.ts';
import { sqliteSource } from './source.ts';
import { sharedTables } from './tables.ts';

/** The one that writes to the file. */
export interface Writer {
  /** Commits many callers' requests in one transaction, one flush for all; `writeCore` tells the steps. */
  commit(requests: readonly Request[]): Outcome[];
  retain(policy: RetentionPolicy, now: number, limit: number): RetentionReport | Failure;
}

export function fileWriter(db: DatabaseSync, file: string): Writer {
  const tables = sharedTables(db);
  const sink = sqliteSink(tables);
  const core = writeCore(sqliteSource(db, tables.names), sink);
  const deleteOld = retention(tables);
  const begin = db.prepare('BEGIN IMMEDIATE');
  const end = db.prepare('COMMIT');
  const dataVersion = db.prepare('PRAGMA data_version');
  let versionSeen: unknown;

  const forget = (): void => {
    core.forget();
    sink.forget();
  };

  const transaction = <Result>(work: () => Result): Result => {
    begin.run();
    // Changes when another connection has written: a repair by hand, a restore.
    const version = dataVersion.get()?.data_version;
    if (version !== versionSeen) forget();
    versionSeen = version;
    const result = work();
    sink.flush();
    end.run();
    return result;
  };

  const undo = (): void => {
    forget();
    // SQLite rolls back by itself after some disk errors.
    if (db.isTransaction) db.exec('ROLLBACK');
  };

  const carryOut = (requests: readonly Request[]): Outcome[] => {
    const outcomes = requests.map((request) => {
      const first = tables.positions.last('message') + 1;
      return { result: core.carryOut(request), first };
    });
    core.flush();
    return outcomes;
  };

  const commit = (requests: readonly Request[]): Outcome[] => {
    try {
      return transaction(() => carryOut(requests));
    } catch (thrown) {
      undo();
      if (requests.length > 1 && !concernsTheFile(thrown)) return requests.flatMap((one) => commit([one]));
      const failure = writeFailure(thrown, file);
      return requests.map(() => ({ failure }));
    }
  };

  return {
    commit,
    retain(policy, now, limit) {
      try {
        const report = transaction(() => deleteOld(policy, now, limit));
        // What planning expects to be there may have gone.
        forget();
        return report;
      } catch (thrown) {
        undo();
        return writeFailure(thrown, file);
      }
    },
  };
}
