import { createHash } from 'node:crypto';
import type { Json, Ledger, NewMessage, Operation } from '../../ledger/ledger.ts';
import { systemIds } from '../../runtime/ids.ts';

export const tenant = 'northwind';
const receivedAt = '2026-03-02T09:00:00.000Z';
const variety = 1_000;

/** Predictable and as mixed as what orders differ by. */
function numbers(seed: number): (below: number) => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const goods =
  'oat biscuits|rye crispbread|apple juice|ground coffee|green tea|tomato passata|olive oil|sea salt'.split(
    '|',
  );
const packs = '12 x 200 g|6 x 1 l|24 x 330 ml|10 x 500 g|4 x 2,5 kg'.split('|');
const streets = 'Hafenstrasse|Main Street|Rue du Port|Calle Mayor|Industrieweg'.split('|');

/** An order of about 2 KB as JSON, one of a thousand that differ in customer, address, items and quantities. */
function documentOf(index: number): { readonly [name: string]: Json } {
  const any = numbers(index);
  const one = (list: readonly string[]): string => list[any(list.length)] ?? '';
  return {
    currency: any(2) === 0 ? 'USD' : 'EUR',
    customer: `C-${1_000 + any(400)}`,
    shipTo: {
      name: `Store ${any(900)}`,
      street: `${one(streets)} ${any(200)}`,
      postalCode: String(10_000 + any(80_000)),
    },
    requested: `2026-03-${10 + any(18)}`,
    lines: Array.from({ length: 15 }, (_, line) => ({
      lineNumber: String(line + 1),
      item: { sku: `NW-${any(100_000)}`, description: `${one(goods)}, ${one(packs)}` },
      quantity: { value: String(1 + any(96)), unit: 'CT' },
    })),
  };
}

const documents = Array.from({ length: variety }, (_, index) => documentOf(index));

/** A message about `order`, number `index` of many. */
export function orderMessage(order: string, type: string, index: number, queue = 'entry:sftp'): NewMessage {
  const id = systemIds.uuid();
  return {
    envelope: {
      ...{ id, correlationId: id, causationId: null, tenant, site: 'bench' },
      ...{ type, schemaVersion: '1', key: `C-ACME/${order}`, receivedAt },
      source: { system: 'acme', protocol: 'sftp', reference: `in/${order}-${type}.edi` },
      traceparent: `00-${systemIds.hex(16)}-${systemIds.hex(8)}-01`,
    },
    ...{ queue, idempotencyKey: `${type}/${order}` },
    digest: createHash('sha256').update(`${type} ${order}`).digest('hex'),
    body: { payload: { orderNumber: order, ...documents[index % variety] } },
  };
}

/** What one order message goes through: taken in, run and committed with its effects, delivered, answer taken in. */
export async function live(ledger: Ledger, order: string, index: number): Promise<void> {
  const message = orderMessage(order, 'sales-order', index);
  const { id, key } = message.envelope;
  await ledger.accept([message]);
  const deliveryId = systemIds.uuid();
  await certain(ledger, [
    { op: 'done', messageId: id },
    {
      op: 'process',
      ...{ tenant, key, expectVersion: 0 },
      state: { order, milestones: ['received', 'posted'] },
      summary: { status: 'open', customer: 'C-ACME', held: false, updatedAt: receivedAt },
      identifiers: [{ scheme: 'customer-order', value: order }],
    },
    {
      op: 'deliver',
      delivery: {
        ...{ id: deliveryId, messageId: id, tenant, nodeId: 'post', nodeType: 'crossdock-erp-post' },
        ...{ system: 'erp', key, idempotencyKey: `${id}/post` },
        ...{ request: { order }, envelope: message.envelope, continuation: {} },
      },
    },
    {
      op: 'journal',
      entries: [{ tenant, key, at: receivedAt, kind: 'received', messageId: id, text: 'order received' }],
    },
  ]);
  await certain(ledger, [{ op: 'delivered', deliveryId, answer: { erpOrderNumber: order } }]);
}

/** Keeps so many lives going at a time. @returns lives per second */
export async function lives(ledger: Ledger, name: string, count: number, inFlight: number): Promise<number> {
  const started = performance.now();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await live(ledger, `${name}-${next}`, next);
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, count) }, lane));
  return count / ((performance.now() - started) / 1_000);
}

/** Commits, or ends the bench: a figure over work that was refused says nothing. */
export async function certain(ledger: Ledger, operations: readonly Operation[]): Promise<void> {
  const result = await ledger.commit(operations);
  if (!result.committed) throw new Error(`refused: ${result.conflict.reason}`);
}
