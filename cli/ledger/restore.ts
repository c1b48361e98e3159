import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CrossdockError } from '../../domain/errors.ts';
import { lockFolder } from '../../ledger/sqlite/lock.ts';
import type { LoadedSite } from '../../runtime/site/site.ts';
import { openForCommand } from './open.ts';

/**
 * Makes a stopped site's ledger of a backup; there must be none yet. The restore is the first line that its audit
 * trail gets.
 *
 * @throws CD_CLI_SITE_RUNS CD_LEDGER_NOT_EMPTY CD_LEDGER_BACKUP_DAMAGED CD_LEDGER_BACKUP_NEWER CD_LEDGER_OPEN_FAILED
 */
export async function restore(site: LoadedSite, backup: string, by: string): Promise<{ rows: number }> {
  const { dataFolder } = site;
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const lock = locked(dataFolder);
  try {
    const { rows } = await restored(site, backup);
    await noted(site, backup, by, rows);
    return { rows };
  } finally {
    lock.release();
  }
}

function locked(folder: string) {
  try {
    return lockFolder(folder);
  } catch (thrown) {
    if (!(thrown instanceof CrossdockError) || thrown.code !== 'CD_LEDGER_LOCKED') throw thrown;
    throw new CrossdockError('CD_CLI_SITE_RUNS', { folder }, { cause: thrown });
  }
}

async function restored({ dataFolder, ledger }: LoadedSite, backup: string): Promise<{ rows: number }> {
  if (ledger.store === 'sqlite') {
    const { restoreSqliteLedger } = await import('../../ledger/sqlite/backup/restore.ts');
    return restoreSqliteLedger({ file: join(dataFolder, 'ledger.sqlite'), backup });
  }
  const { restorePostgresLedger } = await import('../../ledger/postgres/backup/backup.ts');
  return restorePostgresLedger(backup, { url: ledger.url, schema: ledger.schema });
}

async function noted(site: LoadedSite, backup: string, by: string, rows: number): Promise<void> {
  const ledger = await openForCommand(site);
  try {
    const at = new Date().toISOString();
    const entry = { at, by, action: 'backup.restored', subject: backup, data: { rows } };
    await ledger.commit([{ op: 'audit', entry }]);
  } finally {
    await ledger.close();
  }
}
