import type { FlowMessage } from '../../node-kit/host.ts';
import type { RedNode } from '../red.ts';
import type { RunTracker } from './tracker.ts';

const isMessage = (value: unknown): value is FlowMessage => value !== null && typeof value === 'object';

/** `node.error(e, msg)` without a Catch node is invisible to hooks: the method all nodes inherit is wrapped. */
export function watchErrors(tracker: RunTracker) {
  let inHand: { caught: boolean } | null = null;
  let watching = false;

  const wrap = (original: RedNode['error']): RedNode['error'] =>
    function watchedError(this: RedNode, logged, message) {
      const run = isMessage(message) ? tracker.belonging(message, this.id) : null;
      if (run === 'dead') return;
      if (!run || !isMessage(message)) {
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
      if (!mine.caught) {
        tracker.fail(run, logged, this, message);
        return;
      }
      tracker.caught(run, logged, this);
      // Its time-out reports a copy of the message and never says done for the message itself.
      if (this.type === 'link call') tracker.finishedCopy(run, message, this);
    };

  return {
    /** A Catch node gets the error that is being reported. */
    caught: () => {
      if (inHand) inHand.caught = true;
    },
    watch(node: RedNode) {
      if (watching) return;
      const owner = prototypeOf(node);
      if (!owner) return;
      watching = true;
      owner.error = wrap(owner.error);
    },
  };
}

/** The prototype that all nodes share. */
export function prototypeOf(node: RedNode): RedNode | null {
  let owner: RedNode | null = node;
  while (owner && !(Object.hasOwn(owner, 'error') && Object.hasOwn(owner, '_emitInput'))) {
    owner = Object.getPrototypeOf(owner) as RedNode | null;
  }
  return owner;
}
