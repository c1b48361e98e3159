import type { RetentionPolicy, RetentionReport } from '../../ledger.ts';
import { retentionLimits } from '../../write/retention.ts';
import { dayOf } from '../codec.ts';
import type { Tables } from '../write/tables.ts';
import { closedExceptions, finishedDeliveries, finishedMessages } from './finished.ts';
import { idempotencyKeys, rememberedKeys, replies, tracedHops } from './in-order.ts';
import { Pass, type Step } from './pass.ts';
import { abandonedKeys, closedProcesses } from './processes.ts';

/** Bytes and documents that no row refers to. */
function unusedContents({ db, blocks }: Tables): Step {
  const find = db.prepare('SELECT number FROM content WHERE uses = 0 LIMIT ?');
  const remove = db.prepare('DELETE FROM content WHERE number = ?');
  const removeBytes = db.prepare('DELETE FROM content_bytes WHERE number = ?');
  return (pass) => {
    blocks.release(pass.places);
    for (const { number } of find.all(pass.left)) {
      remove.run(Number(number));
      removeBytes.run(Number(number));
      pass.spend('contents');
    }
  };
}

/** Deletes what a policy gives up, the oldest first, found by index alone; part of a transaction. */
export function retention(
  tables: Tables,
): (policy: RetentionPolicy, now: number, limit: number) => RetentionReport {
  const steps = [
    ...[finishedDeliveries, finishedMessages, closedExceptions, idempotencyKeys, rememberedKeys, replies],
    ...[tracedHops, closedProcesses, abandonedKeys, unusedContents],
  ].map((step) => step(tables));
  const tally = tables.db.prepare('UPDATE tally SET value = value - ? WHERE name = ?');
  return (policy, now, limit) => {
    const pass = new Pass(retentionLimits(policy, now), now, dayOf(now), limit);
    for (const step of steps) step(pass);
    for (const [name, rows] of pass.tally) tally.run(rows, name);
    return { deleted: pass.deleted, more: pass.left === 0 };
  };
}
