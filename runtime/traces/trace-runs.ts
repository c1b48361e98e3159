import type { ErrorRecord } from '../../domain/errors.ts';
import type { Hop, Json, Ledger } from '../../ledger/ledger.ts';
import type { FlowMessage } from '../../node-kit/host.ts';
import { type Clock, instantAt } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Verdict } from '../runs/conclude.ts';
import { label, type NodeName, type Run, type RunHop } from '../runs/run.ts';
import type { Site } from '../site/site.ts';
import { snapshot } from './payload-digest.ts';
import { isSampled, traceIdOf } from './sampling.ts';

const eventOf = {
  done: 'committed',
  gone: 'aborted',
  repeat: 'aborted',
  retry: 'retried',
  parked: 'parked',
  aborted: 'aborted',
} as const satisfies Record<Verdict['kind'], Hop['event']>;

export interface RunTraceOptions {
  readonly ledger: Pick<Ledger, 'trace' | 'hops'>;
  readonly clock: Clock;
  /** Milliseconds with fractions that only ever grow. */
  readonly elapsedMs: () => number;
  readonly tracing: Site['tracing'];
  readonly log: Log;
}

/** So many hops of one message are shown at most: the last of them. */
const mostShown = 10_000;

/** Records every message at every node. Nothing is written before an attempt has ended. */
export function traceRuns({ ledger, clock, elapsedMs, tracing, log }: RunTraceOptions) {
  const live = new Map<string, Run>();
  const { sample, payloads, maxPayloadBytes } = tracing;
  const keep = payloads === 'kept';

  const toHops = (run: Run): Hop[] => {
    const shared = common(run);
    return run.hops.map((hop, index) => toHop(run, shared, hop, index + 1));
  };

  return {
    began(run: Run): void {
      live.set(run.envelope.id, run);
      run.startedAt = clock.now().getTime();
      run.started = elapsedMs();
      run.sampled = isSampled(traceIdOf(run.envelope.traceparent), sample);
    },

    /** A message has reached a node. */
    arrived(run: Run, node: NodeName, message: FlowMessage): RunHop {
      const taken =
        payloads !== 'none' && run.sampled ? snapshot(message, { keep, maxBytes: maxPayloadBytes }) : null;
      const hop: RunHop = {
        node,
        started: elapsedMs(),
        durationMs: undefined,
        outputs: undefined,
        error: undefined,
        payload: taken ?? undefined,
      };
      run.hops.push(hop);
      return hop;
    },

    finished(hop: RunHop): void {
      hop.durationMs ??= elapsedMs() - hop.started;
    },

    failed(hop: RunHop, error: ErrorRecord): void {
      hop.error ??= error;
    },

    /** The end of an attempt, after it is durable. Failures are kept whatever the sampling says. */
    ended(run: Run, verdict: Verdict): void {
      if (live.get(run.envelope.id) === run) live.delete(run.envelope.id);
      if (!run.sampled && verdict.kind !== 'retry' && verdict.kind !== 'parked') return;
      const error = verdict.kind === 'retry' ? verdict.message.lastError : run.failure?.error;
      const durationMs = elapsedMs() - run.started;
      const hops = toHops(run);
      hops.push({
        ...common(run),
        step: 0,
        nodeId: '',
        nodeName: '',
        nodeType: '',
        at: instantAt(run.startedAt + durationMs),
        durationMs,
        event: eventOf[verdict.kind],
        ...(error && { error }),
      });
      try {
        ledger.trace(hops, contents(run));
      } catch (thrown) {
        log('warn', 'a trace could not be written', { messageId: run.envelope.id, reason: String(thrown) });
      }
    },

    /** The hops of a message's runs, oldest first, those of a live run included. */
    async of(messageId: string): Promise<Hop[]> {
      const stored = await ledger.hops({ messageId, limit: mostShown });
      const run = live.get(messageId);
      return run ? [...stored, ...toHops(run)] : stored;
    },
  };
}

export type RunTrace = ReturnType<typeof traceRuns>;

const common = ({ envelope, attempt }: Run) => ({
  messageId: envelope.id,
  tenant: envelope.tenant,
  key: envelope.key,
  traceId: traceIdOf(envelope.traceparent),
  attempt,
});

function toHop(run: Run, shared: ReturnType<typeof common>, hop: RunHop, step: number): Hop {
  const { node, durationMs, outputs, error, payload } = hop;
  return {
    ...shared,
    step,
    nodeId: node.id,
    nodeName: label(node),
    nodeType: node.type,
    at: instantAt(run.startedAt + hop.started - run.started),
    event: error ? 'failed' : 'passed',
    ...(durationMs !== undefined && { durationMs }),
    ...(outputs && { outputs: Array.from(outputs, (count = 0) => count) }),
    ...(error && { error }),
    ...(payload && { payload: payload.claim }),
  };
}

function contents(run: Run): ReadonlyMap<string, Json> | undefined {
  const kept = run.hops.flatMap(({ payload }): [string, Json][] =>
    payload?.content === undefined ? [] : [[payload.claim.digest, payload.content]],
  );
  return kept.length > 0 ? new Map(kept) : undefined;
}
