import type { Operation } from '../../ledger/ledger.ts';
import type { Depth } from '../entries/depth.ts';
import type { Replies } from '../entries/replies.ts';
import type { Verdict } from './conclude.ts';
import type { Run } from './run.ts';

export interface Listeners {
  readonly depth: Depth;
  readonly replies: Replies;
  readonly wakeQueues: (queues: readonly string[]) => void;
  readonly wakeDeliveries: () => void;
  /** The ledger holds something that becomes due later. */
  readonly refreshAlarm: () => void;
}

/** Tells everybody who waits for it what the end of a run has changed, once it is durable. */
export function announce(run: Run, verdict: Verdict, listeners: Listeners): void {
  const { depth, replies, refreshAlarm } = listeners;
  const { replyTo } = run.envelope;
  switch (verdict.kind) {
    case 'done':
      depth.add(-1);
      announceOperations(verdict.operations, verdict.result.accepted, listeners);
      break;
    case 'parked':
      depth.add(-1);
      if (replyTo !== undefined) replies.abandon(replyTo);
      break;
    case 'retry':
      refreshAlarm();
      break;
    default:
  }
}

function announceOperations(
  operations: readonly Operation[],
  accepted: readonly { readonly outcome: string }[],
  { depth, replies, wakeQueues, wakeDeliveries, refreshAlarm }: Listeners,
): void {
  depth.add(accepted.filter(({ outcome }) => outcome === 'accepted').length);
  const queues: string[] = [];
  let deliveries = false;
  let timers = false;
  for (const operation of operations) {
    if (operation.op === 'accept') queues.push(operation.message.queue);
    else if (operation.op === 'deliver') deliveries = true;
    else if (operation.op === 'timer') timers = true;
    else if (operation.op === 'reply') void replies.look(operation.reply.id);
  }
  if (queues.length > 0) wakeQueues(queues);
  if (deliveries) wakeDeliveries();
  if (timers) refreshAlarm();
}
