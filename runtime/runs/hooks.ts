import type { NodeRed, ReceiveEvent, RedNode } from '../red.ts';
import { watchHandlers } from './input-handlers.ts';
import type { Run } from './run.ts';
import type { Context, RunTracker } from './tracker.ts';

const hook = 'crossdock';

/**
 * Lets the tracker see every message between nodes. Install before the flows start, for the life of the
 * process: messages of dead runs are stopped until the very end.
 */
export function installHooks({ hooks }: Pick<NodeRed, 'hooks'>, tracker: RunTracker): void {
  const errors = errorWatch(tracker);
  const watched = new WeakSet<RedNode>();
  const before = new WeakMap<ReceiveEvent, Context>();

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

  hooks.add(`onSend.${hook}`, (events) => {
    for (const { msg, source } of events) {
      const run = tracker.belonging(msg, source.id);
      if (isRun(run)) tracker.sends(run, msg, source.id);
    }
  });

  hooks.add(`preDeliver.${hook}`, ({ msg, source, destination }) => {
    const run = tracker.belonging(msg, source.id);
    if (run === 'dead') return false;
    if (run && destination.node) tracker.sent(run, msg, destination.node);
    return undefined;
  });

  hooks.add(`onReceive.${hook}`, (event) => {
    const { node } = event.destination;
    errors.watch(node);
    if (!watched.has(node)) {
      watched.add(node);
      watchHandlers(node, handlerEnd);
    }
    const run = tracker.belonging(event.msg);
    if (run === 'dead') return false;
    if (node.type === 'catch') errors.caught();
    if (run) before.set(event, tracker.received(run, event.msg, node));
    return undefined;
  });

  hooks.add(`postReceive.${hook}`, (event) => {
    const { node } = event.destination;
    const context = before.get(event);
    if (context === undefined) return;
    tracker.leave(context);
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

/** `node.error(e, msg)` without a Catch node is invisible to hooks: the method all nodes inherit is wrapped. */
function errorWatch(tracker: RunTracker) {
  let inHand: { caught: boolean } | null = null;
  let watching = false;

  const wrap = (original: RedNode['error']): RedNode['error'] =>
    function watchedError(this: RedNode, logged, message) {
      const known = message !== null && typeof message === 'object';
      const run = known ? tracker.belonging(message as { payload?: unknown }, this.id) : null;
      if (run === 'dead') return;
      if (!run) {
        original.call(this, logged, message);
        return;
      }
      const outer = inHand;
      const mine = { caught: false };
      inHand = mine;
      try {
        original.call(this, logged, message);
      } finally {
        inHand = outer;
      }
      if (!mine.caught) tracker.fail(run, logged, this, (message as { payload?: unknown }).payload);
    };

  return {
    caught: () => {
      if (inHand) inHand.caught = true;
    },
    watch(node: RedNode) {
      if (watching) return;
      watching = true;
      const owner = ownerOf(node, 'error');
      if (!owner) return;
      const original = owner.error;
      owner.error = wrap(original);
    },
  };
}

function ownerOf(node: RedNode, method: 'error'): RedNode | null {
  let owner: RedNode | null = node;
  while (owner && !(Object.hasOwn(owner, method) && Object.hasOwn(owner, '_emitInput'))) {
    owner = Object.getPrototypeOf(owner) as RedNode | null;
  }
  return owner;
}
