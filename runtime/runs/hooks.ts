import type { NodeRed, ReceiveEvent, RedNode, SendEvent } from '../red.ts';
import { decodeValue } from './body.ts';
import { shareContents } from './claimed-payload.ts';
import { watchErrors } from './error-watch.ts';
import { watchTimers } from './held-timers.ts';
import { watchHandlers } from './input-handlers.ts';
import { sparesMetrics } from './metrics.ts';
import type { Run } from './run.ts';
import type { Context, RunTracker } from './tracker.ts';

const hook = 'crossdock';

/** Reaches its targets by events that nobody hears while these are stopped. */
const linking = new Set(['link out', 'link call']);

const before = Symbol('crossdock.before');

/** Carries the context to go back to from `onReceive` to `postReceive`. */
type Received = ReceiveEvent & { [before]?: { readonly context: Context } };

/**
 * Lets the tracker see every message between nodes. Install before the flows start, for the life of the
 * process: messages of dead runs are stopped until the very end.
 */
export function installHooks(
  { hooks, util, log }: Pick<NodeRed, 'hooks' | 'util' | 'log'>,
  tracker: RunTracker,
): void {
  shareContents(util, decodeValue);
  const errors = watchErrors(tracker);
  const spareMetrics = sparesMetrics({ log });
  const watched = new WeakSet<RedNode>();

  const handlerEnd: Parameters<typeof watchHandlers>[1] = {
    failed(node, message, thrown, asynchronous) {
      if (asynchronous) node.error(thrown, message);
      const run = tracker.belonging(message);
      if (isRun(run)) tracker.finished(run, message, node);
    },
    returned(node, message) {
      const run = tracker.belonging(message);
      if (isRun(run)) tracker.finished(run, message, node);
    },
  };

  const watch = (node: RedNode): void => {
    watched.add(node);
    errors.watch(node);
    spareMetrics(node);
    watchHandlers(node, handlerEnd);
    watchTimers(node, (keeper) => tracker.keepOpen(keeper));
  };

  // Of its nodes that stop, a deploy takes the destination away: the router goes no further than here.
  const meetStopped = (events: readonly SendEvent[]): void => {
    for (const { msg, source, destination } of events) {
      const run = tracker.belonging(msg, source.id);
      if (isRun(run)) tracker.meetsStopped(run, { id: destination.id, type: '' });
    }
  };
  tracker.onDeploy((deploying) => {
    hooks.remove(`onSend.${hook}`);
    if (deploying) hooks.add(`onSend.${hook}`, meetStopped);
  });

  hooks.add(`preDeliver.${hook}`, ({ msg, source, destination }) => {
    const run = tracker.belonging(msg, source.id);
    if (run === 'dead') return false;
    if (run && destination.node) tracker.sends(run, msg, source, destination.node);
    return undefined;
  });

  hooks.add(`onReceive.${hook}`, (event: Received) => {
    const { node } = event.destination;
    if (!watched.has(node)) watch(node);
    const run = tracker.belonging(event.msg);
    if (run === 'dead') return false;
    if (node.type === 'catch') errors.caught();
    if (!run) return undefined;
    if (tracker.deploying) {
      if (linking.has(node.type)) tracker.drop(run);
      if (run.state !== 'live' || tracker.meetsStopped(run, node)) return false;
    }
    const context = tracker.received(run, event.msg, node);
    if (context !== undefined) event[before] = { context };
    return undefined;
  });

  hooks.add(`postReceive.${hook}`, (event: Received) => {
    const { node } = event.destination;
    const received = event[before];
    if (received) tracker.leave(received.context);
    if (node._inputCallback || node._inputCallbacks) return;
    const run = tracker.belonging(event.msg);
    if (isRun(run)) tracker.finished(run, event.msg, node);
  });

  hooks.add(`onComplete.${hook}`, ({ msg, node: { node } }) => {
    const run = tracker.belonging(msg);
    if (isRun(run)) tracker.finished(run, msg, node);
  });
}

const isRun = (run: Run | 'dead' | null): run is Run => run !== null && run !== 'dead';
