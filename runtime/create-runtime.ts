import type { Router } from 'express';
import type { Ledger } from '../ledger/ledger.ts';
import type { NodeHost } from '../node-kit/host.ts';
import { Alarm } from './alarm.ts';
import { type Clock, instant, systemClock } from './clock.ts';
import { pullForward } from './clock-jumps/pull-forward.ts';
import { ClockWatch, cronThatFollows } from './clock-jumps/watch-clock.ts';
import { Duties } from './cluster/duties.ts';
import { followWorkers } from './cluster/follow-workers.ts';
import { DeliveryExecutor } from './deliveries/delivery-executor.ts';
import { DeployedNodes } from './deployed-nodes.ts';
import { queueSettings } from './entries/queue-settings.ts';
import { Replies } from './entries/replies.ts';
import { sitePressure } from './entries/site-pressure.ts';
import type { RuntimeFace } from './face.ts';
import { createGateway } from './gateway/create-gateway.ts';
import { Routes } from './gateway/routes.ts';
import { createHost, entryActions, type HostOptions } from './host.ts';
import { type Ids, systemIds } from './ids.ts';
import { createLifecycle } from './lifecycle.ts';
import type { Log } from './log.ts';
import { followLedger } from './master-data/follow-ledger.ts';
import { deliveryContext } from './node-context.ts';
import { packOfNode } from './pack-of-node.ts';
import type { MasterDataView, PacksView } from './packs-view.ts';
import type { NodeRed } from './red.ts';
import { DryRuns } from './replay/dry-run/dry-runs.ts';
import { Retention } from './retention/retention.ts';
import { announce } from './runs/announce.ts';
import { type ConcludeOptions, conclude } from './runs/conclude.ts';
import { lookAfterInterrupted } from './runs/crashes.ts';
import { parkDamaged } from './runs/damaged.ts';
import { fireTimers } from './runs/fire-timers.ts';
import { installHooks } from './runs/hooks.ts';
import { launch } from './runs/launch.ts';
import { retryPolicy } from './runs/retry.ts';
import { Scheduler } from './runs/scheduler.ts';
import { RunTracker } from './runs/tracker.ts';
import { type Cron, nodeCron } from './schedules/schedules.ts';
import type { Site } from './site/site.ts';
import { traceRuns } from './traces/trace-runs.ts';

export interface RuntimeOptions {
  readonly ledger: Ledger;
  readonly site: Site;
  readonly packs: PacksView;
  readonly masterData: MasterDataView;
  readonly log: Log;
  /** `import RED from 'node-red'`, before or after its `init`. */
  readonly red: NodeRed;
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly cron?: Cron;
  /** Other processes write to the same ledger; default false. */
  readonly shared?: boolean;
}

export interface Runtime {
  /** `settings.crossdock`. */
  readonly host: NodeHost;
  /** Mount at `/api`. */
  readonly gateway: Router;
  readonly face: RuntimeFace;
}

/**
 * Wires the runtime into Node-RED. The order matters: the hooks are installed here, so before any flow starts.
 *
 * @example
 * const runtime = createRuntime({ ledger, site, packs, masterData, log, red: RED })
 * app.use('/api', runtime.gateway)
 * RED.init(server, { ...settings, crossdock: runtime.host })
 * await runtime.face.start()          // reads what waits; runs begin at Node-RED's `flows:started`
 * await RED.start()
 * // a deploy: nothing to do; `await runtime.face.quiesce(ms)` in the storage's saveFlows lets runs finish first
 * // SIGTERM:
 * await runtime.face.drain(site.limits.drainTimeoutMs)
 * await RED.stop()
 * await ledger.close()
 */
export function createRuntime(options: RuntimeOptions): Runtime {
  const { ledger, site, packs, log, red } = options;
  const { clock = systemClock, ids = systemIds, shared = false } = options;
  const masterData = followLedger({
    ...{ ledger, clock, shared, matrix: site.systemOfRecord, runTimeoutMs: site.limits.runTimeoutMs },
    files: { record: () => null, ...options.masterData },
  });
  const packOf = packOfNode(packs, red, site.editor.pack);
  const deployed = new DeployedNodes(packOf);
  const replies = new Replies({ ledger, clock });
  const duties = new Duties({ cluster: ledger.cluster, log });
  const routes = new Routes();
  const elapsedMs = () => performance.now();
  const clockWatch = new ClockWatch(clock, elapsedMs);
  const cron = cronThatFollows(options.cron ?? nodeCron, clockWatch);
  const trace = traceRuns({ ledger, clock, elapsedMs, tracing: site.tracing, log });
  const tracker = new RunTracker({ clock, timeoutMs: site.limits.runTimeoutMs, trace });
  const dryRuns = new DryRuns({
    ...{ ledger, clock, ids, tracker, deployed, red, timeZone: site.timeZone },
    readersOf: (channel) => packs.readersOf(channel),
    busy: () => lifecycle.busy(),
  });
  installHooks(red, tracker);
  const parts = { ledger, site, packs, masterData, clock, log, packOf };

  const ownerOfPack = (pack: string | null) =>
    pack === null ? undefined : (packs.ownerOf(pack) ?? undefined);
  const ownerOfNode = (id: string) => ownerOfPack(deployed.packOfNode(id));

  const retryOfSystem = (system: string) => site.systems[system]?.retry ?? site.retry;
  const settingsOf = (queue: string) => queueSettings(queue, site, (id) => deployed.get(id));
  const concluding: ConcludeOptions = {
    ledger,
    retryOf: (queue) => retryPolicy(site.retry, settingsOf(queue).retry),
    log,
    clock,
    ids,
    readersOf: (channel) => packs.readersOf(channel),
    ownerOf: (queue) => ownerOfPack(deployed.packOfQueue(queue)),
  };
  const changed = () => lifecycle.changed();
  const room = sitePressure({ ledger, clock, log, site, packs, deployed, red, onChange: () => changed() });
  const { pressure } = room;
  const { loads } = pressure;
  const scheduler: Scheduler = new Scheduler({
    ledger,
    clock,
    log,
    launch: (message) => launch(message, { tracker, deployed, red }),
    drop: (run) => tracker.drop(run),
    settingsOf,
    rest: {
      begin: () => deliveries.pause(),
      atRest: () => deliveries.live === 0,
      end: () => deliveries.resume(),
    },
    conclude: (run, outcome, repeats) => conclude(run, outcome, repeats, concluding),
    async parkDamaged(message) {
      const verdict = await parkDamaged(message, concluding);
      changed();
      return verdict;
    },
    onVerdict: (run, verdict) => {
      if (verdict.kind === 'done') masterData.committed(verdict.operations);
      trace.ended(run, verdict);
      announce(run, verdict, {
        loads,
        replies,
        wakeQueues: (queues) => scheduler.wake(queues),
        wakeDeliveries: (systems) => deliveries.wake(systems),
        refreshAlarm: () => alarm.refresh(),
      });
      changed();
    },
  });

  const entries: HostOptions['entries'] = {
    ledger,
    site,
    clock,
    ids,
    pressure,
    replies,
    closed: () => lifecycle.closed(),
    ownerOf: ownerOfNode,
    onAccepted: (queue) => {
      scheduler.wake([queue]);
      changed();
    },
  };
  const hostOptions: HostOptions = {
    ...parts,
    ids,
    tracker,
    scheduler,
    deployed,
    routes,
    entries,
    cron,
    duties,
    red,
    onDeployed: () => deliveries.pump(),
  };

  const deliveries: DeliveryExecutor = new DeliveryExecutor({
    ledger,
    site,
    clock,
    ids,
    log,
    deployed,
    contextFor: (node, delivery, called) =>
      deliveryContext(node, delivery, called, entryActions(node, hostOptions), parts),
    ownerOf: ownerOfNode,
    rest: { hold: (work) => scheduler.hold(work), atRest: () => scheduler.liveRuns === 0 },
    onAnswered: (queue) => {
      // Its size is known when the loads are read the next time.
      loads.taken(queue, 0);
      scheduler.wake([queue]);
      changed();
    },
    onDeferred: () => {
      alarm.refresh();
      changed();
    },
  });

  const alarm = new Alarm({
    ledger,
    clock,
    log,
    ring: async () => {
      const queues = await fireTimers(ledger, clock);
      for (const queue of queues) loads.taken(queue, 0);
      scheduler.wake(queues);
      scheduler.pumpAll();
      deliveries.pump();
    },
  });

  const interrupted = () => lookAfterInterrupted({ ...concluding, retryOfSystem, ownerOfNode });
  const stopFollowing = followWorkers({
    ...{ ledger, clock, log, scheduler, deliveries, replies, alarm, pressure, shared },
    lookAfterInterrupted: interrupted,
    changed,
  });

  const retention = new Retention({
    ...{ ledger, clock, log, policy: site.retention, elapsedMs },
    busy: () => scheduler.liveRuns > 0,
  });

  const lifecycle = createLifecycle({
    clockWatch,
    pullForward: () =>
      pullForward({
        ...{ ledger, clock, retryOf: concluding.retryOf },
        retryOfSystem,
      }),
    ledger,
    clock,
    ids,
    log,
    red,
    packs,
    masterData,
    site,
    tracker,
    scheduler,
    dryRuns,
    deliveries,
    deployed,
    alarm,
    room,
    retention,
    replies,
    trace: trace.of,
    lookAfterInterrupted: interrupted,
    stopFollowing: () => {
      stopFollowing();
      duties.stop();
    },
  });
  log('debug', 'runtime ready', { site: site.id, at: instant(clock) });
  return {
    host: createHost(hostOptions),
    gateway: createGateway({ routes, site, ledger, log, flowsRun: () => lifecycle.flowsRun() }),
    face: {
      ...lifecycle.face,
      async start() {
        await masterData.load();
        await lifecycle.face.start();
      },
    },
  };
}
