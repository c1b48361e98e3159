import { DatabaseSync } from 'node:sqlite';
import { CrossdockError } from '../../domain/errors.ts';
import type { AcceptResult, CommitResult, Ledger, Operation } from '../ledger.ts';
import { encode, milliseconds } from '../write/encode.ts';
import { TraceBuffer } from '../write/trace-buffer.ts';
import { backupInThread } from './backup/backup.ts';
import { readError } from './faults.ts';
import { GroupCommit } from './group-commit.ts';
import { deliveryReads } from './read/deliveries.ts';
import { exceptionReads } from './read/exceptions.ts';
import { messageReads } from './read/messages.ts';
import { processReads } from './read/processes.ts';
import { queueReads } from './read/queue.ts';
import { recordReads } from './read/records.ts';
import { readTables } from './read/tables.ts';
import { trailReads } from './read/trail.ts';
import { takingOf } from './recent-messages.ts';
import { Running } from './running.ts';
import { soleOwner } from './sole-owner.ts';

export interface SqliteLedgerOptions {
  /** Path of the database file; its folder exists. On a local disk: WAL does not work over a network. */
  readonly file: string;
  /** Stamps `acceptedAt`, `stagedAt`, `raisedAt` and `closedAt`. */
  readonly clock: () => Date;
}

/**
 * The ledger in one SQLite file: writes by group commit in a worker thread (WAL, synchronous = FULL), reads through
 * a read-only connection on this thread. Creates the file and migrates its schema. One process owns the file:
 * take `lockFolder` first.
 *
 * @throws CD_LEDGER_OPEN_FAILED, CD_LEDGER_SCHEMA_NEWER
 * @example const ledger = await openSqliteLedger({ file: '/data/ledger.sqlite', clock: () => new Date() })
 */
export async function openSqliteLedger({ file, clock }: SqliteLedgerOptions): Promise<Ledger> {
  const writer = new GroupCommit(file);
  await writer.open();
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
  db.exec('PRAGMA cache_size = -32768');
  const tables = readTables(db);
  const running = new Running(`${file}-running`);
  const hops = new TraceBuffer();

  /** A request of its own: nobody's commit fails for the sake of a hop. */
  const submitHops = (): Promise<unknown> => {
    const change = hops.take();
    if (!change) return Promise.resolve();
    return writer.submit({ now: clock().getTime(), changes: [change] }).catch(() => {});
  };
  const send = (
    operations: readonly Operation[],
    resolve: (result: CommitResult) => void,
    reject: (reason: unknown) => void,
  ) => {
    const changes = operations.map(encode);
    const takings = changes.map(takingOf);
    const now = clock().getTime();
    void submitHops();
    writer.send(
      { now, changes },
      (settled) => {
        tables.recent.committed(operations, takings, settled, now);
        resolve(settled.result);
      },
      (error) => {
        tables.recent.lost();
        reject(error);
      },
    );
  };
  // One promise for each: there are two commits to every message.
  const commit = (operations: readonly Operation[]): Promise<CommitResult> =>
    operations.length === 0
      ? Promise.resolve({ committed: true, numbers: {}, accepted: [] })
      : new Promise((resolve, reject) => send(operations, resolve, reject));

  const trail = trailReads(tables);
  const reads = {
    ...messageReads(tables),
    ...deliveryReads(tables),
    ...exceptionReads(tables),
    ...processReads(tables),
    ...queueReads(tables),
    ...recordReads(tables),
    ...trail,
    async hops(query: Parameters<Ledger['hops']>[0]) {
      await submitHops();
      return trail.hops(query);
    },
  };

  return {
    ...guarded(reads, db, file),
    commit,
    accept: (list) => commit(list.map((message) => ({ op: 'accept', message }))).then(acceptedIn),
    trace: (list, payloads) => hops.add(list, payloads),
    cluster: soleOwner(clock),
    onWake: () => () => {},
    began: (...ids) => running.began(...ids),
    ended: (messageId) => running.ended(messageId),
    interrupted: async () => running.interrupted(),
    async retain(policy, now, limit) {
      const report = await writer.retain(policy, milliseconds(now, 'retain'), limit);
      tables.forget();
      return report;
    },
    async backup(to) {
      await submitHops();
      return backupInThread(file, to, clock());
    },
    async close() {
      void submitHops();
      await writer.close();
      running.close();
      if (db.isOpen) db.close();
    },
  };
}

function acceptedIn(result: CommitResult): AcceptResult[] {
  if (result.committed) return [...result.accepted];
  const { reason } = result.conflict;
  throw new CrossdockError('CD_LEDGER_REQUEST_INVALID', { operation: 'accept', reason });
}

/** The same reads with coded errors. */
function guarded<Reads extends object>(reads: Reads, db: DatabaseSync, file: string): Reads {
  const entries = Object.entries(reads).map(([name, read]) => [
    name,
    async (...args: unknown[]) => {
      if (!db.isOpen) throw new CrossdockError('CD_LEDGER_CLOSED', { file });
      try {
        return await read(...args);
      } catch (thrown) {
        throw readError(thrown, file);
      }
    },
  ]);
  return Object.fromEntries(entries);
}
