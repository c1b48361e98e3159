import type { FlowNode } from '../form/flow.ts';

interface Warning {
  readonly text: string;
  readonly remedy: string;
}

/** How far a message that stands at the node may be from a node of ours behind it. */
export interface Surroundings {
  /** Another node of ours gets what this one sends. */
  readonly goesOn: boolean;
}

/** Core nodes that do not keep what a run promises; `docs/node-red-nodes.md` says why, and tests prove it. */
export function warningOf(node: FlowNode, { goesOn }: Surroundings): Warning | null {
  const outward = Object.hasOwn(outside, node.type) ? outside[node.type] : undefined;
  if (outward !== undefined) {
    return {
      text: `${node.type} reaches outside at once: again at every attempt, and whatever becomes of the run`,
      remedy: outward,
    };
  }
  const inside = goesOn && Object.hasOwn(within, node.type) ? within[node.type] : undefined;
  return inside?.(node) ?? null;
}

/** What they do is done before the run commits, and no key lets the other side recognise a repeat. */
const outside: Readonly<Record<string, string>> = {
  exec: 'Let a delivering node do it, or make sure that a repeat does no harm.',
  file: 'Use sftp-out, or make sure that a repeat does no harm.',
  'http request': 'Use api-call: it calls once the run has committed, with an idempotency key.',
  'mqtt out': 'Use event-out: it publishes once the run has committed.',
  'tcp out': 'Use a delivering node.',
  'tcp request': 'Use api-call or soap-call: what this node answers belongs to no run.',
  'udp out': 'Use a delivering node.',
  'websocket out': 'Use event-out or api-call.',
  'http response': 'Use api-in and api-reply: after a repeat this node has nobody to answer.',
};

const remembers = (what: string, remedy: string): Warning => ({
  text: `${what}: what it remembers is not taken back when a run fails`,
  remedy,
});

const dropping = new Set(['queue', 'timed', 'burst']);

const within: Readonly<Record<string, (node: FlowNode) => Warning | null>> = {
  rbe: () =>
    remembers('filter blocks a message that is tried again', 'Use route on the state of the process.'),
  trigger: ({ op2type, extend }) =>
    op2type === 'nul' || extend === true || extend === 'true'
      ? remembers(
          'trigger drops messages of later runs',
          'Use schedule, or channel-out with a delay for what is to come later.',
        )
      : null,
  delay: (node) => {
    if (dropping.has(String(node.pauseType)) || node.drop === true) {
      return remembers(
        'delay drops messages, whose runs then count as done',
        'Limit the rate of the system.',
      );
    }
    return {
      text: 'delay holds the message in its run, which may take no longer than limits.runTimeoutMs',
      remedy: 'Use channel-out with a delay, a schedule, or the rate limit of the system.',
    };
  },
  join: ({ mode }) =>
    mode === 'auto'
      ? null
      : {
          text: 'join that counts may wait for messages of other runs, until the time-out of the run',
          remedy: 'Join parts that a split of the same run has made (automatic), or keep them in a process.',
        },
  batch: ({ mode }) =>
    mode === 'concat'
      ? null
      : {
          text: 'batch waits for messages of other runs, until the time-out of the run',
          remedy: 'Collect in a process, and send with a schedule.',
        },
  split: ({ stream }) =>
    stream === true
      ? remembers('split as a stream keeps the rest of a message for the next one', 'Split whole documents.')
      : null,
  function: ({ func }) =>
    typeof func === 'string' && /\bsetInterval\s*\(/.test(func)
      ? {
          text: 'function with setInterval sends when the run has ended',
          remedy: 'Use schedule.',
        }
      : null,
};
