import type { NodeRed, RedNode } from '../red.ts';
import { prototypeOf } from './error-watch.ts';

/**
 * Node-RED makes a log entry of every message that a node receives, sends and has done with, and throws it away unless
 * a log asks for metrics. Here it is not made then: of a hop it is an eighth.
 */
export function sparesMetrics({ log }: Pick<NodeRed, 'log'>): (node: RedNode) => void {
  let spared = false;
  return (node) => {
    const owner = spared ? null : prototypeOf(node);
    if (!owner) return;
    spared = true;
    const { metric } = owner;
    owner.metric = function spareMetric(this: RedNode, ...event) {
      return event.length > 0 && !log.metric() ? undefined : metric.apply(this, event);
    };
  };
}
