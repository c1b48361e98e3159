import { CrossdockError } from '../domain/errors.ts';
import { editorSource } from '../domain/master-data/ownership.ts';
import type { NewMessage, StoredMessage } from '../ledger/ledger.ts';
import { after } from '../node-kit/after.ts';
import type { AttachedNode, FlowMessage, NodeHost, NodeInstance, StageOptions } from '../node-kit/host.ts';
import { queues } from './channels/queues.ts';
import { instant } from './clock.ts';
import type { Duties } from './cluster/duties.ts';
import type { DeployedNodes } from './deployed-nodes.ts';
import { type AcceptOptions, accept, requireRoom } from './entries/accept.ts';
import { newEnvelope } from './entries/envelope.ts';
import { messageBytes } from './entries/message-bytes.ts';
import { slots } from './entries/slots.ts';
import type { NodeContext } from './face.ts';
import type { Routes } from './gateway/routes.ts';
import type { Ids } from './ids.ts';
import { always, type ContextParts, type EntryActions, openContext } from './node-context.ts';
import type { NodeRed } from './red.ts';
import { runContexts } from './run-context.ts';
import { encodeBody, encodeValue } from './runs/body.ts';
import { digestOf } from './runs/digest.ts';
import { label, type Run } from './runs/run.ts';
import type { Scheduler } from './runs/scheduler.ts';
import type { RunTracker } from './runs/tracker.ts';
import { arrive, leave, visitOf } from './runs/visits.ts';
import { type Cron, schedule } from './schedules/schedules.ts';
import { systemOf } from './site/tenants.ts';

export interface HostOptions extends ContextParts {
  readonly ids: Ids;
  readonly tracker: RunTracker;
  readonly scheduler: Scheduler;
  readonly deployed: DeployedNodes;
  readonly routes: Routes;
  readonly entries: AcceptOptions;
  readonly cron: Cron;
  readonly duties: Duties;
  readonly red: Pick<NodeRed, 'nodes'>;
  /** A node came or went. */
  readonly onDeployed: () => void;
}

/** `settings.crossdock`: the runtime as node-kit sees it, with what one node may do in it. */
export function createHost(options: HostOptions): NodeHost & {
  attach(instance: NodeInstance): AttachedNode<NodeContext>;
} {
  return { attach: (instance) => attach(instance, options) };
}

/** A poll that was stopped for want of room goes on so long after there is some. */
const makeUpMs = 1_000;

/** What a node may do in `open`, with everything it opened closed again by `closeAll`. */
export function entryActions(
  node: NodeInstance,
  options: Pick<HostOptions, 'entries' | 'routes' | 'cron' | 'duties' | 'clock' | 'log' | 'site'>,
): EntryActions & { closeAll(): void } {
  const { entries, routes, duties, clock, log, site } = options;
  const { pressure } = entries;
  const closers = new Set<() => void>();
  const closing = (close: () => void): (() => void) => {
    const once = (): void => {
      if (closers.delete(once)) close();
    };
    closers.add(once);
    return once;
  };
  return {
    accept: (arrival) => accept(arrival, node, entries),
    serve: (route) => closing(routes.add(route, node)),
    schedule: (pattern, timeZone, task) => {
      const named = Object.hasOwn(site.schedules, pattern) ? site.schedules[pattern] : undefined;
      const { cron: fields, timeZone: zone } = named ?? { cron: pattern, timeZone };
      let atSlot = task;
      const waiting = slots(task, {
        requireRoom: () => requireRoom(node, entries),
        whenRoom: (go) => pressure.whenRoom(node.id, go),
        later: (go) => clock.after(makeUpMs, go),
        leftOut: (slot, count) =>
          log('warn', `${label(node)}: ${count} slots left out, there was no room`, {
            nodeId: node.id,
            slot,
          }),
        again: (slot) => atSlot(slot),
      });
      const remembering: Cron = (slotFields, slotZone, run) => {
        atSlot = run;
        return options.cron(slotFields, slotZone, run);
      };
      const cron = duties.cron(node.id, remembering, () => clock.now());
      const parts = { node, log, clock, cron, closed: entries.closed };
      const stop = closing(schedule(fields, zone, waiting.task, parts));
      return closing(() => {
        stop();
        waiting.stop();
      });
    },
    onOneWorker: (open) => {
      const end = duties.keep(node.id, open);
      closing(() => void end());
      return end;
    },
    requireRoom: () => requireRoom(node, entries),
    room(givenUp) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const done = closing(() => {
        callOff();
        reject(new CrossdockError('CD_RUN_STOPPING'));
      });
      const callOff = pressure.whenRoom(node.id, resolve);
      givenUp?.addEventListener('abort', done);
      return promise.finally(() => {
        givenUp?.removeEventListener('abort', done);
        done();
      });
    },
    closeAll: () => {
      for (const close of [...closers]) close();
    },
  };
}

function attach(instance: NodeInstance, options: HostOptions): AttachedNode<NodeContext> {
  const { deployed, tracker, onDeployed } = options;
  const actions = entryActions(instance, options);
  const contextOf = runContexts(instance, always(instance, actions, options), options);
  deployed.add(instance);
  onDeployed();
  return {
    context: openContext(instance, actions, options),

    enter(message) {
      const belonging = tracker.belonging(message);
      if (belonging === 'dead') throw new CrossdockError('CD_RUN_ENDED', { node: label(instance) });
      return after(belonging ?? beginHere(message, instance, options), (run) => {
        const entered = () => {
          message.crossdock = run.view;
          const visit = arrive(run, instance, message);
          return { message, context: contextOf(run, visit) };
        };
        const looking = run.visits.length === 0 ? options.masterData.fresh?.() : null;
        return looking ? looking.then(entered) : entered();
      });
    },

    leave(message, slots) {
      const run = tracker.belonging(message);
      if (run !== null && run !== 'dead') leave(run, message, slots);
    },

    async stage(message, request, staging) {
      const run = tracker.belonging(message);
      if (run === null || run === 'dead') throw new CrossdockError('CD_RUN_ENDED', { node: label(instance) });
      const system = systemOf(options.site, run.envelope.tenant, staging.system);
      stageDelivery(run, instance, message, request, { ...staging, system }, options);
    },

    async detach() {
      actions.closeAll();
      deployed.remove(instance);
    },
  };
}

function stageDelivery(
  run: Run,
  node: NodeInstance,
  message: FlowMessage,
  request: unknown,
  { system, key, idempotencyKey }: StageOptions,
  { ids }: HostOptions,
): void {
  const { payload: _, ...continuation } = message;
  const { envelope } = run;
  const visit = visitOf(run, message);
  if (visit) visit.staged = true;
  run.staged.push({
    kind: 'delivery',
    delivery: {
      id: ids.uuid(),
      messageId: envelope.id,
      tenant: envelope.tenant,
      nodeId: node.id,
      nodeType: node.type,
      system,
      key: key ?? envelope.key,
      idempotencyKey,
      request: encodeValue(request, label(node)),
      envelope,
      continuation: encodeBody(continuation, label(node)),
    },
  });
}

/**
 * Gives a run to a message of a stock node (inject, http in): it is accepted as it is now, and after a crash it
 * is handed to this node again.
 */
async function beginHere(message: FlowMessage, node: NodeInstance, options: HostOptions): Promise<Run> {
  const { entries, scheduler, tracker, red } = options;
  if (entries.closed()) throw new CrossdockError('CD_RUN_STOPPING');
  entries.pressure.requireRoom(null);
  const accepted = handed(message, node, options);
  scheduler.reserve(accepted);
  try {
    await entries.ledger.accept([accepted]);
  } catch (thrown) {
    scheduler.unreserve(accepted);
    throw thrown;
  }
  entries.pressure.loads.taken(accepted.queue, messageBytes(accepted));
  const now = accepted.envelope.receivedAt;
  const stored: StoredMessage = {
    ...accepted,
    sequence: 0,
    state: 'accepted',
    attempts: 0,
    availableAt: now,
    acceptedAt: now,
  };
  const run = tracker.adopt(stored, message, red.nodes.getNode(node.id) ?? node);
  scheduler.adopt(run);
  return run;
}

function handed(message: FlowMessage, node: NodeInstance, options: HostOptions): NewMessage {
  const { site, clock, ids, duties } = options;
  const body = encodeBody(message, label(node));
  const id = duties.idHere(ids);
  const envelope = newEnvelope(
    {
      tenant: site.tenants[0]?.id ?? 'default',
      site: site.id,
      type: 'message',
      key: id,
      source: { system: editorSource, protocol: 'node-red', reference: `${node.id} at ${instant(clock)}` },
    },
    { clock, ids: { ...ids, uuid: () => id } },
  );
  return {
    envelope,
    queue: queues.input(node.id),
    idempotencyKey: `input:${id}`,
    digest: digestOf(body),
    body,
  };
}
