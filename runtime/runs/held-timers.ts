/**
 * What two core nodes do after they have said done. The run waits for it, so that a kill or a deploy in between runs
 * the message again.
 *
 * | Node | Keeps | Until |
 * |---|---|---|
 * | function | timers of `setTimeout` in `outstandingTimers` | they fire or are cleared |
 * | trigger | what it will send in `topics`, by topic | it has sent it, or is reset |
 *
 * Not waited for: `setInterval`, and a trigger that repeats, blocks only or waits to be reset: they end with nothing.
 */
import type { RedNode } from '../red.ts';

/** Keeps the run of the message that the node works on open; returns the function that lets it go. */
export type KeepOpen = (node: RedNode) => (() => void) | null;

interface FunctionNode extends RedNode {
  outstandingTimers: unknown[];
}

interface TriggerNode extends RedNode {
  topics: Record<string, unknown>;
  readonly op2type: string;
  readonly duration: number;
  readonly loop?: boolean;
  readonly extend?: boolean | string;
}

export function watchTimers(node: RedNode, keepOpen: KeepOpen): void {
  if (isFunction(node)) node.outstandingTimers = new HeldTimers(() => keepOpen(node));
  else if (isTrigger(node) && sendsLater(node)) node.topics = heldTopics(node, keepOpen);
}

const isFunction = (node: RedNode): node is FunctionNode =>
  node.type === 'function' && 'outstandingTimers' in node && Array.isArray(node.outstandingTimers);

const isTrigger = (node: RedNode): node is TriggerNode => node.type === 'trigger' && 'topics' in node;

const sendsLater = ({ op2type, loop, duration }: TriggerNode): boolean =>
  op2type !== 'nul' && loop !== true && duration > 0;

class HeldTimers extends Array<unknown> {
  private readonly hold: () => (() => void) | null;
  private readonly held = new Map<unknown, () => void>();

  /** What `splice` returns is an array like any other. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  constructor(hold: () => (() => void) | null) {
    super();
    this.hold = hold;
    Object.defineProperties(this, { hold: { enumerable: false }, held: { enumerable: false } });
  }

  override push(...timers: unknown[]): number {
    for (const timer of timers) {
      const release = this.hold();
      if (release) this.held.set(timer, release);
    }
    return super.push(...timers);
  }

  override splice(start: number, count = 0): unknown[] {
    const gone = super.splice(start, count);
    for (const timer of gone) {
      this.held.get(timer)?.();
      this.held.delete(timer);
    }
    return gone;
  }
}

/** Every message sets its topic's entry; the entry is deleted when the later message was sent, or never will be. */
function heldTopics(node: TriggerNode, keepOpen: KeepOpen): Record<string, unknown> {
  const held = new Map<PropertyKey, (() => void)[]>();
  const extends_ = node.extend === true || node.extend === 'true';
  return new Proxy(node.topics, {
    set(topics, topic, entry) {
      const waits = Reflect.has(topics, topic);
      Reflect.set(topics, topic, entry);
      const release = waits && !extends_ ? null : keepOpen(node);
      if (release) held.set(topic, [...(held.get(topic) ?? []), release]);
      return true;
    },
    deleteProperty(topics, topic) {
      for (const release of held.get(topic) ?? []) release();
      held.delete(topic);
      return Reflect.deleteProperty(topics, topic);
    },
  });
}
