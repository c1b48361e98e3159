import type { Change, Request } from '../../write/changes.ts';

/**
 * What a request adds to in an order that is seen: later requests about the same must not overtake it. The end of a
 * message or delivery is not among it: nothing else can be waiting for the same one.
 */
export function touched({ changes }: Request, into: Set<string>): void {
  for (const change of changes) touch(change, into);
}

/** True when none of it is in the set. */
export function isApart(request: Request, from: ReadonlySet<string>): boolean {
  const own = new Set<string>();
  touched(request, own);
  for (const one of own) if (from.has(one)) return false;
  return true;
}

function touch(change: Change, into: Set<string>): void {
  switch (change.op) {
    case 'done':
    case 'retry':
    case 'retryDelivery':
    case 'trace':
      return;
    case 'accept':
      into.add(change.message.key).add(`known ${change.message.idempotencyKey}`);
      return;
    case 'deliver':
      into.add(change.delivery.key);
      return;
    case 'delivered':
      if (change.message) into.add(change.message.key).add(`known ${change.message.idempotencyKey}`);
      return;
    case 'process':
      into.add(change.key);
      return;
    case 'journal':
      for (const { key } of change.entries) into.add(key);
      return;
    case 'state':
      into.add(`state ${change.name}`);
      return;
    case 'allot':
      into.add(`sequence ${change.sequence}`);
      return;
    case 'remember':
      into.add(`remembered ${change.scope} ${change.key}`);
      return;
    case 'reply':
      into.add(`reply ${change.id}`);
      return;
    default:
      // Timers, exceptions, decisions, holds and the audit trail: seldom, and in order among themselves.
      into.add('the rest');
  }
}
