import type { Blocked, CommitResult, Ledger, Operation, StoredDelivery } from '../../../ledger/ledger.ts';
import { shardOf, shards } from '../../../ledger/shard.ts';
import type { DeliveryExecutorOptions } from '../../../runtime/deliveries/delivery-executor.ts';

const start = '2026-03-02T08:00:00.000Z';

/** The deliveries of a ledger in memory, with as much of its port as the executor uses. */
export class MemoryDeliveries {
  readonly stored = new Map<string, StoredDelivery>();
  readonly committed: Operation[] = [];
  readonly held = new Set(Array.from({ length: shards }, (_, shard) => shard));
  /** What was noted as begun and ended. */
  readonly notes: string[] = [];
  reads = 0;
  /** What commits do, in turn, before they are carried out; afterwards they are. */
  refusals: (() => void)[] = [];
  /** What each commit waits for. */
  flush: () => Promise<void> = async () => {};
  /** Contents above so many characters of request come as a claim from reads of many. */
  largest = Number.POSITIVE_INFINITY;
  private lastSequence = 0;
  private readonly ids = new Map<string, StoredDelivery[]>();

  stage(fields: Partial<StoredDelivery> & { readonly at?: string } = {}): StoredDelivery {
    this.lastSequence += 1;
    const { at = start, ...own } = fields;
    const id = own.id ?? `d${this.lastSequence}`;
    const key = own.key ?? 'A';
    const delivery: StoredDelivery = {
      ...{ id, messageId: `m${this.lastSequence}`, tenant: 'northwind', nodeId: 'post', nodeType: 'post' },
      ...{ system: 'erp', key, idempotencyKey: `key of ${id}`, request: {}, continuation: {} },
      ...{ state: 'pending', attempts: 0, availableAt: at, stagedAt: at, sequence: this.lastSequence },
      envelope: {
        ...{ id: `m${this.lastSequence}`, correlationId: 'm', causationId: null, tenant: 'northwind' },
        ...{ site: 'test', type: 'order', schemaVersion: '1', key, receivedAt: at },
        source: { system: 'x', protocol: 'x', reference: 'x' },
        traceparent: '00-00000000000000000000000000000001-0000000000000001-01',
      },
      ...own,
    };
    this.put(delivery);
    return delivery;
  }

  put(delivery: StoredDelivery): void {
    this.stored.set(delivery.id, delivery);
    const { system, key } = delivery;
    for (const index of [indexOf(), indexOf(system), indexOf(system, key)]) {
      const list = this.ids.get(index) ?? [];
      list.push(delivery);
      this.ids.set(index, list);
    }
  }

  get ledger(): DeliveryExecutorOptions['ledger'] {
    return {
      began: (id) => void this.notes.push(`+${id}`),
      ended: (id) => void this.notes.push(`-${id}`),
      cluster: { holds: (shard) => this.held.has(shard) },
      dueDeliveries: async (query) => this.due(query),
      pendingSystems: async () => [...new Set(this.in('pending').map(({ system }) => system))],
      delivery: async (id) => this.stored.get(id) ?? null,
      blocked: async () => this.blocked(),
      commit: async (operations) => {
        await this.flush();
        this.refusals.shift()?.();
        return this.commit(operations);
      },
    };
  }

  in(state: StoredDelivery['state']): StoredDelivery[] {
    return [...this.stored.values()].filter((delivery) => delivery.state === state);
  }

  private due(query: Parameters<Ledger['dueDeliveries']>[0]): StoredDelivery[] {
    this.reads += 1;
    const { system, key, exceptKeys = [], afterSequence, limit, now } = query;
    const found: StoredDelivery[] = [];
    const candidates = this.ids.get(indexOf(system, key)) ?? [];
    for (let index = after(candidates, afterSequence); index < candidates.length; index += 1) {
      if (found.length === limit) break;
      const delivery = this.stored.get(candidates[index]?.id ?? '');
      if (delivery?.state !== 'pending' || delivery.availableAt > now) continue;
      if (exceptKeys.includes(delivery.key) || !this.held.has(shardOf(delivery.key))) continue;
      found.push(this.claimed(delivery));
    }
    return found;
  }

  private claimed(delivery: StoredDelivery): StoredDelivery {
    const bytes = JSON.stringify(delivery.request).length;
    if (bytes <= this.largest) return delivery;
    return { ...delivery, request: null, continuation: null, claim: { digest: 'd', bytes } };
  }

  private blocked(): Blocked {
    const first = new Map<string, StoredDelivery>();
    for (const delivery of this.in('failed')) {
      const lane = `${delivery.system} ${delivery.key}`;
      if (!first.has(lane)) first.set(lane, delivery);
    }
    const deliveries = [...first.values()].map(({ system, key, sequence }) => ({ system, key, sequence }));
    return { messages: [], deliveries };
  }

  private commit(operations: readonly Operation[]): CommitResult {
    for (const [operation, { op, ...rest }] of operations.entries()) {
      const { deliveryId } = rest as { deliveryId?: string };
      const delivery = deliveryId === undefined ? undefined : this.stored.get(deliveryId);
      if (!delivery) continue;
      const lost = !this.held.has(shardOf(delivery.key));
      if (lost) return { committed: false, conflict: { operation, cause: 'lease', reason: 'lost' } };
      if (delivery.state !== 'pending') {
        return { committed: false, conflict: { operation, cause: 'state', reason: `${op}: gone` } };
      }
    }
    for (const operation of operations) this.apply(operation);
    this.committed.push(...operations);
    return { committed: true, numbers: {}, accepted: [] };
  }

  private apply(operation: Operation): void {
    if (operation.op === 'retryDelivery') {
      const { deliveryId, attempts, availableAt, error } = operation;
      this.change(deliveryId, { attempts, availableAt, lastError: error });
    } else if (operation.op === 'delivered') {
      this.change(operation.deliveryId, { state: 'delivered', answer: operation.answer });
    } else if (operation.op === 'failDelivery') {
      this.change(operation.deliveryId, { state: 'failed', attempts: operation.attempts });
    }
  }

  change(id: string, fields: Partial<StoredDelivery>): void {
    const found = this.stored.get(id);
    if (found) this.stored.set(id, { ...found, ...fields });
  }
}

const indexOf = (system = '', key = '') => `${system} ${key}`;

/** Index of the first that comes after a sequence. */
function after(list: readonly StoredDelivery[], sequence: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle]?.sequence ?? 0) > sequence) high = middle;
    else low = middle + 1;
  }
  return low;
}
