import type { Change, MessageRow, Request } from './changes.ts';

/** Rows that planning looks up, by what the source is asked for. Pairs are unique by their two parts. */
export interface Named {
  readonly messages: ReadonlySet<string>;
  /** (tenant, idempotencyKey); of those found, see `Source.known` for what else is asked. */
  readonly known: readonly (readonly [tenant: string, key: string])[];
  readonly deliveries: ReadonlySet<string>;
  readonly exceptions: ReadonlySet<string>;
  readonly processes: readonly (readonly [tenant: string, key: string])[];
  /** The key of the message of each timer found is asked for in turn: `namedByMessages`. */
  readonly timers: ReadonlySet<string>;
  readonly remembered: readonly (readonly [scope: string, key: string])[];
  readonly sequences: ReadonlySet<string>;
  readonly audit: boolean;
}

class Pairs {
  readonly #pairs = new Map<string, readonly [string, string]>();

  add(first: string, second: string): void {
    this.#pairs.set(`${first}\0${second}`, [first, second]);
  }

  get list(): (readonly [string, string])[] {
    return [...this.#pairs.values()];
  }
}

/** The (tenant, idempotencyKey) of messages that are to be taken in, once each. */
export function namedByMessages(rows: Iterable<MessageRow>): Named['known'] {
  const known = new Pairs();
  for (const { tenant, idempotencyKey } of rows) known.add(tenant, idempotencyKey);
  return known.list;
}

/**
 * What planning these requests will ask of the source, so that a store whose reads take a round trip can load it at
 * once. Not listed: names with the token of an 'allot' in them, which are known only once it is planned; the source
 * throws for those, and the request is repeated when they are loaded.
 */
export function namedBy(requests: readonly Request[]): Named {
  const messages = new Set<string>();
  const deliveries = new Set<string>();
  const exceptions = new Set<string>();
  const timers = new Set<string>();
  const sequences = new Set<string>();
  const accepted: MessageRow[] = [];
  const processes = new Pairs();
  const remembered = new Pairs();
  let audit = false;

  const name = (change: Change): void => {
    switch (change.op) {
      case 'accept':
        accepted.push(change.message);
        break;
      case 'done':
      case 'retry':
      case 'park':
      case 'release':
      case 'discard':
        messages.add(change.messageId);
        break;
      case 'delivered':
        deliveries.add(change.deliveryId);
        if (change.message) accepted.push(change.message);
        break;
      case 'retryDelivery':
      case 'failDelivery':
      case 'releaseDelivery':
      case 'discardDelivery':
        deliveries.add(change.deliveryId);
        break;
      case 'assign':
      case 'closeException':
        exceptions.add(change.id);
        break;
      case 'process':
        processes.add(change.tenant, change.key);
        break;
      case 'fireTimer':
        timers.add(change.id);
        break;
      case 'remember':
        remembered.add(change.scope, change.key);
        break;
      case 'allot':
      case 'raiseNumber':
        sequences.add(change.sequence);
        break;
      case 'audit':
        audit = true;
        break;
      default:
    }
  };

  for (const { changes } of requests) for (const change of changes) name(change);
  return {
    ...{ messages, deliveries, exceptions, timers, sequences, audit },
    known: namedByMessages(accepted),
    processes: processes.list,
    remembered: remembered.list,
  };
}
