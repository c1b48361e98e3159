/** Thread entry: writes a backup from a snapshot of its own, while the ledger goes on. */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { asCrossdockError } from '../../../domain/errors.ts';
import { writeBackup } from '../../backup/write-backup.ts';
import { newestMigration } from '../migrate.ts';
import { dumpedRows } from './dump.ts';

const { file, to, at } = workerData as { readonly file: string; readonly to: string; readonly at: string };
const db = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
try {
  db.exec('BEGIN');
  const header = { store: 'sqlite', schema: newestMigration(), at } as const;
  parentPort?.postMessage({ written: await writeBackup(to, header, dumpedRows(db)) });
} catch (thrown) {
  const { code, parameters } = asCrossdockError(thrown, 'the backup');
  parentPort?.postMessage({ failure: { code, parameters } });
} finally {
  db.close();
}
