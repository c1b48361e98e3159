import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CrossdockError } from '../../domain/errors.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { openSqliteLedger } from '../../ledger/sqlite/open.ts';
import type { LoadedSite } from '../../runtime/site/site.ts';

/**
 * Opens a site's ledger for a command: SQLite under the folder's lock, which the caller holds; PostgreSQL beside the
 * workers, without a part in their work.
 * @throws CD_CLI_LEDGER_NONE CD_LEDGER_OPEN_FAILED CD_LEDGER_SCHEMA_NEWER
 */
export async function openForCommand({ dataFolder, ledger }: LoadedSite): Promise<Ledger> {
  const clock = () => new Date();
  if (ledger.store === 'sqlite') {
    const file = join(dataFolder, 'ledger.sqlite');
    if (!existsSync(file)) throw new CrossdockError('CD_CLI_LEDGER_NONE', { folder: dataFolder });
    return openSqliteLedger({ file, clock });
  }
  const { openPostgresLedger } = await import('../../ledger/postgres/open.ts');
  const { url, schema, poolSize, ttlMs } = ledger;
  return openPostgresLedger({ url, schema, poolSize, ttlMs, clock, observer: true });
}
