import type { DatabaseSync } from 'node:sqlite';
import type { CommitResult } from '../../ledger.ts';
import { concernsTheFile, writeFailure } from '../faults.ts';
import type { Change, Outcome, Request } from '../protocol.ts';
import { deliveries } from './deliveries.ts';
import { exceptions } from './exceptions.ts';
import { messages } from './messages.ts';
import type { Plan, Planner, Write } from './plan.ts';
import { processes } from './processes.ts';
import { rawStore } from './raw.ts';
import { records } from './records.ts';
import { Tally } from './tally.ts';
import { timers } from './timers.ts';
import { withNumbers } from './tokens.ts';

/**
 * Commits many callers' requests in one transaction, one flush for all.
 *
 * Each request is first planned, operation by operation, against the store as the operations before it leave it.
 * Planning only reads, so that a conflict is a result and nothing has to be undone: a SAVEPOINT per request would
 * cost a fifth of the throughput. An unforeseen error (a constraint) rolls the batch back and repeats its requests
 * one by one, so that it hits only the request that caused it. A disk error rejects the whole batch.
 */
export function batchWriter(db: DatabaseSync, file: string): (requests: readonly Request[]) => Outcome[] {
  const tally = new Tally(db);
  const storeRaw = rawStore(db);
  const exceptionPart = exceptions(db, tally);
  const messagePart = messages(db, tally, exceptionPart, storeRaw);
  const parts = [
    exceptionPart,
    messagePart,
    deliveries(db, tally, exceptionPart.raise, messagePart.accept),
    processes(db, tally),
    timers(db, messagePart.accept, storeRaw),
    records(db),
  ];
  // Each planner takes its own kind of change; the table is keyed by that kind.
  const planners = Object.assign({}, ...parts.map((part) => part.planners)) as Record<
    Change['op'],
    Planner<Change['op']>
  >;
  const projections = parts.flatMap((part) => part.projections);
  const begin = db.prepare('BEGIN IMMEDIATE');
  const dataVersion = db.prepare('PRAGMA data_version');
  let versionSeen: unknown;
  const commit = db.prepare('COMMIT');

  const forget = (): void => {
    for (const projection of projections) projection.clear();
  };

  const carryOut = ({ changes, now }: Request): CommitResult => {
    for (const projection of projections) projection.trim();
    const plan: Plan = { now, accepted: [], numbers: new Map() };
    const writes: Write[] = [];
    for (const [operation, change] of changes.entries()) {
      const named = plan.numbers.size > 0 ? withNumbers(change, plan.numbers) : change;
      const planned = planners[named.op](named, plan);
      if (typeof planned === 'function') writes.push(planned);
      else if (planned !== null) {
        forget();
        return { committed: false, conflict: { operation, ...planned } };
      }
    }
    for (const write of writes) write();
    return { committed: true, numbers: Object.fromEntries(plan.numbers), accepted: plan.accepted };
  };

  const transaction = (requests: readonly Request[]): Outcome[] => {
    begin.run();
    // Changes when another connection has written: a repair by hand, a restore.
    const version = dataVersion.get()?.data_version;
    if (version !== versionSeen) forget();
    versionSeen = version;
    const outcomes = requests.map((request) => ({ result: carryOut(request) }));
    tally.flush();
    commit.run();
    return outcomes;
  };

  const undo = (): void => {
    tally.clear();
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
