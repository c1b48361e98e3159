import type { Change, Request } from '../../write/changes.ts';

/**
 * What a request adds to in an order that is seen: later requests about the same must not overtake it. The end of a
 * message or delivery is not among it: nothing else can be waiting for the same one.
 */
export function touched({ changes }: Request): readonly string[] {
  const names: string[] = [];
  for (const change of changes) touch(change, names);
  return names;
}

function touch(change: Change, into: string[]): void {
  switch (change.op) {
    case 'done':
    case 'retry':
    case 'retryDelivery':
    case 'trace':
      return;
    case 'accept':
      into.push(change.message.key, `known ${change.message.idempotencyKey}`);
      return;
    case 'deliver':
      into.push(change.delivery.key);
      return;
    case 'delivered':
      if (change.message) into.push(change.message.key, `known ${change.message.idempotencyKey}`);
      return;
    case 'process':
      into.push(change.key);
      return;
    case 'journal':
      for (const { key } of change.entries) into.push(key);
      return;
    case 'state':
      into.push(`state ${change.name}`);
      return;
    case 'allot':
      into.push(`sequence ${change.sequence}`);
      return;
    case 'remember':
      into.push(`remembered ${change.scope} ${change.key}`);
      return;
    case 'reply':
      into.push(`reply ${change.id}`);
      return;
    default:
      // Timers, exceptions, decisions, holds and the audit trail: seldom, and in order among themselves.
      into.push('the rest');
  }
}
