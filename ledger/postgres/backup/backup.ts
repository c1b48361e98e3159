import type { ClientBase } from 'pg';
import { CrossdockError } from '../../../domain/errors.ts';
import { readBackup } from '../../backup/read-backup.ts';
import { writeBackup } from '../../backup/write-backup.ts';
import type { Ledger } from '../../ledger.ts';
import { type Address, addressOf, checkServer, clientOf, connected, prepareSession } from '../connect.ts';
import { reasonOf } from '../faults.ts';
import { migrate, newestSchema } from '../migrate.ts';
import { dumpedRows } from './dump.ts';
import { restoreRows } from './restore.ts';

/** All of a ledger as of one moment, while work goes on: one snapshot, on a connection of its own. */
export function backupOf(address: Address, clock: () => Date): Ledger['backup'] {
  return async (file) => {
    try {
      return await alone(address, async (client) => {
        await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
        const header = { store: 'postgres', schema: newestSchema(), at: clock().toISOString() } as const;
        return writeBackup(file, header, dumpedRows(client));
      });
    } catch (thrown) {
      if (thrown instanceof CrossdockError && thrown.code.startsWith('CD_LEDGER_BACKUP')) throw thrown;
      throw new CrossdockError(
        'CD_LEDGER_BACKUP_FAILED',
        { file, reason: reasonOf(thrown) },
        { cause: thrown },
      );
    }
  };
}

export interface RestoreOptions {
  readonly url: string;
  /** Must not hold a ledger yet; `crossdock` when absent. */
  readonly schema?: string;
}

/**
 * Makes a ledger of a backup of either store: all of it or, after any failure, nothing.
 *
 * @throws CD_LEDGER_BACKUP_DAMAGED, CD_LEDGER_BACKUP_NEWER, CD_LEDGER_NOT_EMPTY, CD_LEDGER_OPEN_FAILED
 * @example await restorePostgresLedger('/backup/monday.cdb', { url: 'postgres://crossdock@db/crossdock' })
 */
export async function restorePostgresLedger(
  file: string,
  { url, schema = 'crossdock' }: RestoreOptions,
): Promise<{ readonly rows: number }> {
  const address = addressOf(url, schema, 'crossdock restore');
  const backup = await readBackup(file);
  await alone(address, async (client) => {
    await checkServer(client, address);
    await migrate(client, address, async () => restoreRows(client, backup.rows()));
  });
  return { rows: backup.count };
}

async function alone<Result>(
  address: Address,
  work: (client: ClientBase) => Promise<Result>,
): Promise<Result> {
  const client = await connected(clientOf(address, { query_timeout: 0 }), address);
  // An error of this connection is thrown by the query that meets it.
  client.on('error', () => {});
  try {
    await prepareSession(client, address, 'free');
    await client.query('SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0');
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}
