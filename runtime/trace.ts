import { type Clock, instant } from './clock.ts';
import type { Hop } from './face.ts';
import type { Verdict } from './runs/conclude.ts';
import type { NodeName, Run } from './runs/run.ts';

/** Enough to see what the last minutes did; the ledger keeps what matters longer. */
const hopsKept = 5_000;

const eventOf = {
  done: 'committed',
  gone: 'aborted',
  repeat: 'aborted',
  retry: 'retried',
  parked: 'parked',
  aborted: 'aborted',
} as const satisfies Record<Verdict['kind'], Hop['event']>;

/** The last hops of all runs, in memory only. */
export function traceRuns(clock: Clock) {
  const hops: Hop[] = [];
  let next = 0;
  const add = (run: Run, node: NodeName | null, event: Hop['event'], text?: string): void => {
    hops[next] = {
      at: instant(clock),
      messageId: run.envelope.id,
      attempt: run.attempt,
      nodeId: node?.id ?? '',
      nodeType: node?.type ?? '',
      event,
      ...(text !== undefined && { text }),
    };
    next = (next + 1) % hopsKept;
  };
  return {
    received: (run: Run, node: NodeName) => add(run, node, 'received'),
    verdict: (run: Run, verdict: Verdict) => {
      const text = verdict.kind === 'retry' ? verdict.message.lastError?.message : undefined;
      add(run, null, eventOf[verdict.kind], text);
    },
    /** Oldest first. */
    of: (messageId?: string): Hop[] => {
      const ordered = [...hops.slice(next), ...hops.slice(0, next)];
      return messageId === undefined ? ordered : ordered.filter((hop) => hop.messageId === messageId);
    },
  };
}
