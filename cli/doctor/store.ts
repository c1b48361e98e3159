import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { CrossdockError } from '../../domain/errors.ts';
import { lockFolder } from '../../ledger/sqlite/lock.ts';
import { openSqliteLedger } from '../../ledger/sqlite/open.ts';
import type { LedgerSettings } from '../../runtime/site/site.ts';
import { type Finding, fail, ok, warn } from './check.ts';

/** `f_type` of file systems that live on another machine (statfs(2)): NFS, SMB, SMB2, CIFS, 9P, Ceph. */
const networkTypes = new Set([0x6969, 0x517b, 0xfe534d42, 0xff534d42, 0x01021997, 0x00c36400]);
const leastFreeBytes = 1_000_000_000;
const slowSyncMs = 50;

/** The data folder: writable, on a local disk with room, not in use; and its ledger opens, or the database's. */
export async function checkStore(folder: string, settings: LedgerSettings): Promise<Finding[]> {
  try {
    mkdirSync(folder, { recursive: true });
    const syncMs = timeSync(join(folder, '.doctor'));
    const store = settings.store === 'postgres' ? database(settings) : ledger(folder);
    return [writable(folder, syncMs), ...disk(folder), await store];
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    const remedy = 'Make dataFolder of the site file a folder that this user can write.';
    return [fail('store', `${folder} is not writable: ${reason}`, remedy)];
  }
}

function timeSync(file: string): number {
  const handle = openSync(file, 'w');
  try {
    writeSync(handle, 'x'.repeat(4096));
    const started = performance.now();
    fsyncSync(handle);
    return performance.now() - started;
  } finally {
    closeSync(handle);
    rmSync(file);
  }
}

function writable(folder: string, syncMs: number): Finding {
  const text = `${folder} is writable, a sync takes ${syncMs.toFixed(1)} ms`;
  return syncMs < slowSyncMs
    ? ok('store', text)
    : warn('store', text, 'Every acknowledgement waits for the disk: a faster one makes everything faster.');
}

function disk(folder: string): Finding[] {
  const { type, bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  return [
    ...(networkTypes.has(type)
      ? [
          fail(
            'store',
            `${folder} is on a network disk`,
            'Move dataFolder to a local disk: SQLite loses data on network disks.',
          ),
        ]
      : []),
    ...(free < leastFreeBytes
      ? [warn('store', `${Math.round(free / 1_000_000)} MB free`, 'Make room: a full disk stops the intake.')]
      : []),
  ];
}

/** Looks only: to open the ledger would make this process one of its workers. */
async function database({ url, schema }: Extract<LedgerSettings, { store: 'postgres' }>): Promise<Finding> {
  const { addressOf, checkServer, clientOf, connected } = await import('../../ledger/postgres/connect.ts');
  try {
    const address = addressOf(url, schema, 'crossdock doctor');
    const client = await connected(clientOf(address), address);
    try {
      await checkServer(client, address);
      const there = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
      const state = there.rowCount === 0 ? 'has no ledger yet; the first start makes it' : 'has the ledger';
      return ok('ledger', `${address.shown} answers and ${state}`);
    } finally {
      await client.end();
    }
  } catch (thrown) {
    if (!(thrown instanceof CrossdockError)) throw thrown;
    return fail('ledger', `${thrown.code} ${thrown.message}`, thrown.remedy);
  }
}

async function ledger(folder: string): Promise<Finding> {
  const file = join(folder, 'ledger.sqlite');
  try {
    const lock = lockFolder(folder);
    try {
      if (!existsSync(file)) return ok('ledger', 'none yet; the first start makes it');
      const opened = await openSqliteLedger({ file, clock: () => new Date() });
      const { messages, openExceptions } = await opened.counts();
      await opened.close();
      return ok('ledger', `opens: ${messages.accepted} messages waiting, ${openExceptions} open exceptions`);
    } finally {
      lock.release();
    }
  } catch (thrown) {
    if (!(thrown instanceof CrossdockError)) throw thrown;
    return thrown.code === 'CD_LEDGER_LOCKED'
      ? warn(
          'ledger',
          thrown.message,
          'A site is running on it; that is fine unless you want to start another.',
        )
      : fail('ledger', `${thrown.code} ${thrown.message}`, thrown.remedy);
  }
}
