import type { Ledger, Operation } from '../../ledger/ledger.ts';
import { certain, orderMessage, tenant } from './order-messages.ts';

/** An order is four documents on its way: ordered, picked, shipped, billed. */
const types = ['sales-order', 'pick-confirmation', 'shipment', 'invoice'];
export const messagesPerOrder = types.length;
const ordersPerCommit = 64;
const commitsAtOnce = 4;

export const orderName = (number: number): string => `PO-${scattered(number)}`;
export const orderKey = (number: number): string => `C-ACME/${orderName(number)}`;

/** What an order is known by, in every scheme. */
export const identifiersOf = (number: number): { scheme: string; value: string }[] => [
  { scheme: 'customer-order', value: orderName(number) },
  { scheme: 'erp-order', value: `45${scattered(number + 11)}` },
  { scheme: 'shipment', value: `SHP${scattered(number + 23)}` },
  { scheme: 'pro', value: `PRO${scattered(number + 37)}` },
  { scheme: 'invoice', value: `INV-2026-${String(number).padStart(7, '0')}` },
];

/** Different for every number below 2^31, in no order: business ids do not arrive sorted. */
function scattered(number: number): string {
  return String((((number * 1_103_515_245 + 12_345) % 0x8000_0000) >>> 0) + 1).padStart(10, '0');
}

/**
 * Writes finished orders through the port: four messages done, a process with five identifiers, six journal lines
 * each. Ends early when the time is up, so that a bench is bounded.
 *
 * @returns orders written
 */
export async function fillWithOrders(ledger: Ledger, orders: number, withinMs: number): Promise<number> {
  const until = performance.now() + withinMs;
  let next = 0;
  const writer = async (): Promise<void> => {
    while (next < orders && performance.now() < until) {
      const first = next;
      next = Math.min(orders, first + ordersPerCommit);
      const numbers = Array.from({ length: next - first }, (_, index) => first + index);
      await certain(ledger, numbers.flatMap(finishedOrder));
    }
  };
  await Promise.all(Array.from({ length: commitsAtOnce }, writer));
  return next;
}

function finishedOrder(number: number): Operation[] {
  const order = orderName(number);
  const key = orderKey(number);
  const messages = types.map((type, step) => orderMessage(order, type, number * types.length + step));
  const line = { tenant, key, at: '2026-03-02T09:00:00.000Z', kind: 'milestone' };
  const milestones = ['received', 'released', 'picked', 'shipped', 'delivered', 'invoiced'];
  return [
    ...messages.map((message): Operation => ({ op: 'accept', message })),
    ...messages.map(({ envelope }): Operation => ({ op: 'done', messageId: envelope.id })),
    {
      op: 'process',
      ...{ tenant, key, expectVersion: 0 },
      state: { order, milestones },
      summary: { status: 'closed', customer: 'C-ACME', held: false, updatedAt: '2026-03-02T09:00:00.000Z' },
      identifiers: identifiersOf(number),
    },
    { op: 'journal', entries: milestones.map((milestone) => ({ ...line, text: `order ${milestone}` })) },
  ];
}
