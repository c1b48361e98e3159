import type { DeliveryState, MessageState } from '../../ledger.ts';
import type { Request } from '../../write/changes.ts';
import { namedBy } from '../../write/named.ts';
import { linesOnDemand } from '../lines.ts';
import type { Drawn } from './flush.ts';
import { pair } from './names.ts';
import type { Recent } from './recent.ts';
import type { BatchSink } from './sink.ts';

/** Remembers what was written, so that what follows on it needs no read; what is finished nothing follows on. */
export function learn(
  sink: BatchSink,
  drawn: Drawn,
  { messages, deliveries, processes, blocks }: Recent,
): void {
  for (const [index, columns] of drawn.blocks.entries()) {
    const number = drawn.blockNumbers[index];
    if (number !== undefined) blocks.set(number, linesOnDemand(columns));
  }
  sink.messages.forEach((row, index) => {
    const ref = sink.messageRefs[index];
    if (!ref) return;
    ref.handle = drawn.firstMessage + index;
    messages.set(ref.id, { ref, state: row.state as MessageState });
  });
  for (const [id, { ref, change }] of sink.messageChanges) {
    if (change.state === 'done' || change.state === 'discarded') messages.delete(id);
    else messages.set(id, { ref, state: change.state as MessageState });
  }
  sink.deliveries.forEach((row, index) => {
    const ref = { id: String(row.id), key: String(row.key), handle: drawn.firstDelivery + index };
    deliveries.set(ref.id, { ref, state: row.state as DeliveryState });
  });
  for (const [id, { ref, change }] of sink.deliveryChanges) {
    if (change.state === 'delivered' || change.state === 'discarded') deliveries.delete(id);
    else deliveries.set(id, { ref, state: change.state as DeliveryState });
  }
  for (const [name, row] of sink.processes) {
    processes.set(name, {
      version: Number(row.version),
      status: String(row.status),
      held: row.held ? 1 : 0,
      identifiers: sink.identifierTexts.get(name) ?? '[]',
    });
  }
}

/** Forgets what these requests go by. */
export function unlearn(requests: readonly Request[], { messages, deliveries, processes }: Recent): void {
  const named = namedBy(requests);
  for (const id of named.messages) messages.delete(id);
  for (const id of named.deliveries) deliveries.delete(id);
  for (const [tenant, key] of named.processes) processes.delete(pair(tenant, key));
}
