/**
 * | State | Entries | Runs | Left by |
 * |---|---|---|---|
 * | starting | open: messages wait | none start | flows started → running |
 * | running | open | start | flows stopping → deploying; drain → draining |
 * | deploying | open: messages wait | those at nodes that stop are cut short, to run again | flows started → running |
 * | flows-stopped | open: messages wait | none start: Node-RED lacks a type or module | flows started → running |
 * | draining | closed | finish until the deadline | all ended or deadline → stopped |
 * | stopped | closed | none | – |
 */
import type { Ledger } from '../ledger/ledger.ts';
import type { Alarm } from './alarm.ts';
import type { Clock } from './clock.ts';
import type { ClockWatch } from './clock-jumps/watch-clock.ts';
import { decisions } from './decisions/decisions.ts';
import type { DeliveryExecutor } from './deliveries/delivery-executor.ts';
import type { DeployedNodes } from './deployed-nodes.ts';
import { everyQueue } from './entries/queue-loads.ts';
import type { Replies } from './entries/replies.ts';
import type { sitePressure } from './entries/site-pressure.ts';
import type { RuntimeCounts, RuntimeFace } from './face.ts';
import { watchFlows } from './flows-state.ts';
import type { Ids } from './ids.ts';
import type { Log } from './log.ts';
import type { MasterDataView, PacksView } from './packs-view.ts';
import type { NodeRed } from './red.ts';
import type { DryRuns } from './replay/dry-run/dry-runs.ts';
import type { Retention } from './retention/retention.ts';
import type { Scheduler } from './runs/scheduler.ts';
import { stoppedNodes } from './runs/stopped-nodes.ts';
import type { RunTracker } from './runs/tracker.ts';

/** A deploy that has not stopped the flows by then was given up: its flows could not be saved. */
const deployBeginsMs = 5_000;
/** A deploy waits no longer when no run has ended for so long. */
const stuckMs = 1_000;
/** Runs that were cut short need no longer to be noted as ended; one that is just committing may. */
const noteEndsMs = 1_000;
/** With more runs than these the event loop is better left to them. */
const runsBesideDryRun = 32;

export interface LifecycleParts {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly red: Pick<NodeRed, 'events'>;
  readonly packs: Pick<PacksView, 'file' | 'readersOf'>;
  readonly masterData: Pick<MasterDataView, 'lookup'>;
  readonly site: { readonly id: string; readonly limits: { readonly fileBytes: number } };
  readonly dryRuns: DryRuns;
  readonly tracker: RunTracker;
  readonly scheduler: Scheduler;
  readonly deliveries: DeliveryExecutor;
  readonly deployed: DeployedNodes;
  readonly alarm: Alarm;
  readonly room: ReturnType<typeof sitePressure>;
  readonly retention: Retention;
  readonly replies: Replies;
  readonly trace: RuntimeFace['trace'];
  readonly lookAfterInterrupted: () => Promise<number>;
  readonly clockWatch: ClockWatch;
  /** Gives back what waits for an instant that a clock set back has moved away; says how many. */
  readonly pullForward: () => Promise<number>;
  /** Other workers' changes are no longer looked at. */
  readonly stopFollowing: () => void;
}

/** Starts, pauses and ends the work of the runtime as Node-RED's flows come and go. */
export function createLifecycle(parts: LifecycleParts) {
  const { ledger, clock, log, red, tracker, scheduler, deliveries, deployed, alarm, room, replies } = parts;
  const { pressure } = room;
  const queued = (): number => pressure.loads.of(everyQueue).count;
  const listeners = new Set<() => void>();
  let state: RuntimeCounts['state'] = 'starting';
  let ready = false;
  let flowsRun = false;

  const resume = (): void => {
    if (!ready || !flowsRun || state === 'draining' || state === 'stopped') return;
    state = 'running';
    scheduler.resume(deployed.queues());
    deliveries.resume();
    alarm.refresh();
  };
  const flowsStarted = (): void => {
    flowsRun = true;
    tracker.flowsStarted();
    room.deployed();
    resume();
  };
  const flowsStayStopped = (): void => {
    flowsRun = false;
    if (state !== 'draining' && state !== 'stopped') state = 'flows-stopped';
    changed();
  };
  const flowsStopping = (event: unknown): void => {
    flowsRun = false;
    if (state === 'running') state = 'deploying';
    scheduler.pause();
    deliveries.pause();
    const stopped = stoppedNodes(event);
    if (stopped) tracker.abortAt(stopped);
    else tracker.abortAll();
  };
  const unwatchFlows = watchFlows(red.events, ({ started }) => {
    if (started) flowsStarted();
    else flowsStayStopped();
  });
  red.events.on('flows:stopping', flowsStopping);

  const changed = (): void => {
    for (const listener of listeners) {
      try {
        listener();
      } catch (thrown) {
        log('warn', 'a listener of the runtime failed', { reason: String(thrown) });
      }
    }
  };
  const decided = async (queues: readonly string[]): Promise<void> => {
    scheduler.wake(queues);
    await Promise.all([pressure.look(), scheduler.reloadBlocks(), deliveries.reloadBlocks()]);
    deliveries.wake();
    changed();
  };
  const clockWasSetBack = async (look: boolean): Promise<void> => {
    try {
      const count = await parts.pullForward();
      if (count > 0) log('warn', 'retries were brought forward: the clock was set back', { count });
      if (count > 0 || look) await decided([]);
      alarm.refresh();
    } catch (thrown) {
      log('warn', 'what waits could not be looked at after the clock was set back', {
        reason: String(thrown),
      });
    }
  };
  const unwatch = parts.clockWatch.onSetBack((byMs) => {
    log('warn', 'the clock was set back', { byMs: Math.round(byMs) });
    void clockWasSetBack(true);
  });
  const within = async (deadlineMs: number, work: Promise<void>): Promise<boolean> => {
    const late = Promise.withResolvers<'late'>();
    const cancel = clock.after(deadlineMs, () => late.resolve('late'));
    const first = await Promise.race([work, late.promise]);
    cancel();
    return first !== 'late';
  };

  /** Waits for runs as long as they keep ending: one that hangs is cut short, since it has done nothing yet. */
  const whileRunsEnd = async (deadlineMs: number): Promise<boolean> => {
    const deadline = clock.now().getTime() + deadlineMs;
    for (;;) {
      const live = scheduler.liveRuns;
      const left = deadline - clock.now().getTime();
      if (await within(Math.min(stuckMs, left), scheduler.idle())) return true;
      if (left <= stuckMs || scheduler.liveRuns >= live) return false;
    }
  };

  const face: RuntimeFace = {
    async start() {
      const interrupted = await parts.lookAfterInterrupted();
      await Promise.all([pressure.start(), scheduler.reloadBlocks(), deliveries.reloadBlocks()]);
      ready = true;
      parts.retention.start();
      log('info', 'runtime started', { worker: ledger.cluster.worker, queued: queued(), interrupted });
      resume();
      parts.clockWatch.start();
      // It may have been set back while nobody was here to see it.
      void clockWasSetBack(false);
    },

    async quiesce(deadlineMs) {
      if (state !== 'running') return;
      state = 'deploying';
      scheduler.pause();
      if (!(await whileRunsEnd(deadlineMs))) {
        log('warn', 'runs did not finish before the deploy, they will run again', { live: tracker.liveRuns });
      }
      clock.after(deployBeginsMs, resume);
    },

    async drain(deadlineMs) {
      if (state === 'stopped') return;
      state = 'draining';
      scheduler.pause();
      alarm.stop();
      pressure.stop();
      parts.retention.stop();
      parts.stopFollowing();
      unwatch();
      parts.clockWatch.stop();
      const calls = deliveries.stop();
      const ended = await within(
        deadlineMs,
        Promise.all([scheduler.idle(), calls]).then(() => {}),
      );
      if (!ended) log('warn', 'work was cut short by the deadline, it goes on at the next start');
      tracker.abortAll();
      deliveries.letGo();
      // What was cut short must not look as if it had brought the process down.
      if (!ended) await within(noteEndsMs, scheduler.idle());
      replies.abandonAll();
      unwatchFlows();
      red.events.removeListener('flows:stopping', flowsStopping);
      state = 'stopped';
      log('info', 'runtime stopped', { queued: queued() });
    },

    async counts() {
      return {
        state,
        liveRuns: scheduler.liveRuns,
        queued: queued(),
        liveDeliveries: deliveries.live,
        openCircuits: deliveries.openCircuits(),
        backPressure: pressure.list(),
        systems: deliveries.views(),
        workers: await ledger.cluster.workers(),
        ledger: await ledger.counts(),
      };
    },

    trace: parts.trace,
    ...decisions({ ...parts, decided }),

    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  /** Why there is no room for a dry run; null when there is. */
  const busy = (): string | null => {
    if (state !== 'running') return `the runtime is ${state}`;
    return scheduler.liveRuns > runsBesideDryRun ? `${scheduler.liveRuns} runs are under way` : null;
  };

  return {
    face,
    changed,
    busy,
    flowsRun: () => flowsRun,
    closed: () => state === 'draining' || state === 'stopped',
  };
}
