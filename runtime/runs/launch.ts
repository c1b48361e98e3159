import type { StoredMessage } from '../../ledger/ledger.ts';
import type { FlowMessage } from '../../node-kit/host.ts';
import { parseQueue } from '../channels/queues.ts';
import type { DeployedNodes } from '../deployed-nodes.ts';
import type { NodeRed } from '../red.ts';
import { decodeBody } from './body.ts';
import type { Run } from './run.ts';
import type { RunTracker } from './tracker.ts';

export interface LaunchOptions {
  readonly tracker: Pick<RunTracker, 'begin'>;
  readonly deployed: DeployedNodes;
  readonly red: Pick<NodeRed, 'nodes'>;
}

/** Sends a stored message into the flow where its queue says; null when no node for it is deployed. */
export function launch(message: StoredMessage, { tracker, deployed, red }: LaunchOptions): Run | null {
  const emissions = emissionsOf(message, deployed, red);
  if (emissions.length === 0) return null;
  return tracker.begin(message, (mark) => {
    // Fresh objects for every branch.
    for (const emit of emissions) emit(mark(decodeBody(message.body, message.claim !== undefined)));
  });
}

type Emission = (message: FlowMessage) => void;

function emissionsOf(
  { queue, output }: StoredMessage,
  deployed: DeployedNodes,
  red: Pick<NodeRed, 'nodes'>,
): Emission[] {
  const target = parseQueue(queue);
  if (!target) return [];
  if (target.kind === 'channel') {
    return deployed.channelIns(target.channel, target.pack).map((node) => (message) => node.emit([message]));
  }
  const instance = deployed.get(target.nodeId);
  if (!instance) return [];
  if (target.kind === 'input' && output === undefined) {
    const node = red.nodes.getNode(target.nodeId);
    return node ? [(message) => node.receive(message)] : [];
  }
  if (!output) return [(message) => instance.emit([message])];
  return [(message) => instance.emit([...Array<null>(output).fill(null), message])];
}
