import type { CommitResult } from '../ledger.ts';
import { auditTrail } from './audit.ts';
import type { Change, Request } from './changes.ts';
import { deliveries } from './deliveries.ts';
import { exceptions } from './exceptions.ts';
import { type Fence, noFence } from './fence.ts';
import { messages } from './messages.ts';
import type { Plan, Planner, Write } from './plan.ts';
import { processes } from './processes.ts';
import { records } from './records.ts';
import type { Sink } from './sink.ts';
import type { Source } from './source.ts';
import { Tally } from './tally.ts';
import { timers } from './timers.ts';
import { withNumbers } from './tokens.ts';

/** What both stores share: decides what a commit does and says it to the sink. */
export interface WriteCore {
  /**
   * Plans one request, operation by operation, against the store as the operations before it leave it; when none
   * conflicts, all of them reach the sink. A conflict leaves no trace. What the source or the sink throws is
   * passed on; after a throw of the source nothing of the request has reached the sink and it may be repeated.
   */
  carryOut(request: Request): CommitResult;
  /** Gives the sink the counts of all requests since the last flush. The last call before what it collected is written. */
  flush(): void;
  /** After a transaction was undone, or when somebody else may have written since the last one. */
  forget(): void;
}

/**
 * A store commits a batch of callers' requests in one transaction:
 *
 * 1. BEGIN. When others write too: `forget()`, lock, and load what `namedBy(requests)` lists for the source.
 * 2. `carryOut` each request; its result belongs to its caller.
 * 3. `flush()`, write what the sink has collected, COMMIT, and only then tell the callers.
 * 4. On a throw: undo, `forget()`, and repeat the requests one by one, so that an unforeseen error (a constraint)
 *    hits only the request that caused it. When the disk or the connection is to blame, reject them all.
 *
 * Planning only reads, so that a conflict is a result and nothing has to be undone: a SAVEPOINT per request would
 * cost a fifth of the throughput.
 */
export function writeCore(source: Source, sink: Sink, fence: Fence = noFence): WriteCore {
  const tally = new Tally(sink);
  const exceptionPart = exceptions(source, sink, tally);
  const messagePart = messages(source, sink, tally, exceptionPart, fence);
  const parts = [
    exceptionPart,
    messagePart,
    deliveries(source, sink, tally, exceptionPart.raise, messagePart, fence),
    processes(source, sink, tally),
    timers(source, sink, messagePart.accept, fence),
    records(source, sink),
    auditTrail(source, sink),
  ];
  // Each planner takes its own kind of change; the table is keyed by that kind.
  const planners = Object.assign({}, ...parts.map((part) => part.planners)) as Record<
    Change['op'],
    Planner<Change['op']>
  >;
  const projections = parts.flatMap((part) => part.projections);

  const rollBack = (): void => {
    for (const projection of projections) projection.rollBack();
  };

  const plan = ({ changes, now }: Request): CommitResult | { plan: Plan; writes: Write[] } => {
    const plan: Plan = { now, accepted: [], numbers: null };
    const writes: Write[] = [];
    let operation = -1;
    for (const change of changes) {
      operation += 1;
      const named = plan.numbers ? withNumbers(change, plan.numbers) : change;
      const planned = planners[named.op](named, plan);
      if (typeof planned === 'function') writes.push(planned);
      else if (planned !== null) {
        rollBack();
        return { committed: false, conflict: { operation, ...planned } };
      }
    }
    return { plan, writes };
  };

  const planned = (request: Request): ReturnType<typeof plan> => {
    try {
      return plan(request);
    } catch (thrown) {
      rollBack();
      throw thrown;
    }
  };

  return {
    carryOut(request) {
      const outcome = planned(request);
      if ('committed' in outcome) return outcome;
      for (const write of outcome.writes) write();
      for (const projection of projections) projection.settle();
      const { numbers, accepted } = outcome.plan;
      return { committed: true, numbers: numbers ? Object.fromEntries(numbers) : {}, accepted };
    },
    flush() {
      tally.flush();
      for (const projection of projections) projection.trim();
    },
    forget() {
      tally.clear();
      for (const projection of projections) projection.forget();
    },
  };
}
