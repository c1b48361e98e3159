import { DatabaseSync } from 'node:sqlite';
import { CrossdockError } from '../../../domain/errors.ts';
import { readBackup } from '../../backup/read-backup.ts';
import { asError, openFailure, writeFailure } from '../faults.ts';
import { migrate } from '../migrate.ts';
import { useWal } from '../wal.ts';
import { sqliteSink } from '../write/sink.ts';
import { sharedTables } from '../write/tables.ts';
import { restoredRows } from './restored-rows.ts';

/** Rows written between two looks at other work. */
const slice = 500;

/**
 * Fills a new ledger file from a backup of either store, all or nothing. No process has the file open.
 *
 * @throws CD_LEDGER_BACKUP_DAMAGED, CD_LEDGER_BACKUP_NEWER, CD_LEDGER_NOT_EMPTY, CD_LEDGER_WRITE_FAILED
 * @example await restoreSqliteLedger({ file: '/data/ledger.sqlite', backup: '/backup/monday.cdb' })
 */
export async function restoreSqliteLedger({
  file,
  backup: from,
}: {
  readonly file: string;
  readonly backup: string;
}): Promise<{ readonly rows: number }> {
  const backup = await readBackup(from);
  const db = opened(file);
  try {
    const tables = sharedTables(db);
    const sink = sqliteSink(tables);
    const put = restoredRows(tables, sink);
    db.exec('BEGIN IMMEDIATE');
    let rows = 0;
    for await (const row of backup.rows()) {
      put(row);
      rows += 1;
      if (rows % slice > 0) continue;
      sink.flush();
      await new Promise((resolve) => setImmediate(resolve));
    }
    sink.flush();
    db.exec('COMMIT');
    return { rows };
  } catch (thrown) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw thrown instanceof CrossdockError ? thrown : asError(writeFailure(thrown, file));
  } finally {
    db.close();
  }
}

function opened(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: 5000 });
  try {
    useWal(db);
    db.exec('PRAGMA synchronous = FULL');
    migrate(db, file);
  } catch (thrown) {
    db.close();
    throw asError(openFailure(thrown, file));
  }
  const used = ['message', 'delivery', 'exception', 'process', 'journal', 'timer', 'audit', 'state', 'tally'];
  if (used.some((table) => db.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get() !== undefined)) {
    db.close();
    throw new CrossdockError('CD_LEDGER_NOT_EMPTY', { file });
  }
  return db;
}
