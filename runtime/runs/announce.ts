import type { Operation } from '../../ledger/ledger.ts';
import { messageBytes } from '../entries/message-bytes.ts';
import type { QueueLoads } from '../entries/queue-loads.ts';
import type { Replies } from '../entries/replies.ts';
import type { Verdict } from './conclude.ts';
import type { Run } from './run.ts';

export interface Listeners {
  readonly loads: QueueLoads;
  readonly replies: Replies;
  readonly wakeQueues: (queues: readonly string[]) => void;
  readonly wakeDeliveries: (systems: readonly string[]) => void;
  /** The ledger holds something that becomes due later. */
  readonly refreshAlarm: () => void;
}

/** Tells everybody who waits for it what the end of a run has changed, once it is durable. */
export function announce(run: Run, verdict: Verdict, listeners: Listeners): void {
  const { loads, replies, refreshAlarm } = listeners;
  const { replyTo } = run.envelope;
  switch (verdict.kind) {
    case 'done':
      loads.finished(run.message.queue, messageBytes(run.message));
      announceOperations(verdict.operations, verdict.result.accepted, listeners);
      break;
    case 'parked':
      loads.finished(run.message.queue, messageBytes(run.message));
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
  { loads, replies, wakeQueues, wakeDeliveries, refreshAlarm }: Listeners,
): void {
  const queues: string[] = [];
  const systems: string[] = [];
  let timers = false;
  for (const operation of operations) {
    if (operation.op === 'accept') {
      const { message } = operation;
      if (accepted[queues.length]?.outcome === 'accepted') loads.taken(message.queue, messageBytes(message));
      queues.push(message.queue);
    } else if (operation.op === 'deliver') systems.push(operation.delivery.system);
    else if (operation.op === 'timer') timers = true;
    else if (operation.op === 'reply') void replies.look(operation.reply.id);
  }
  if (queues.length > 0) wakeQueues(queues);
  if (systems.length > 0) wakeDeliveries(systems);
  if (timers) refreshAlarm();
}
