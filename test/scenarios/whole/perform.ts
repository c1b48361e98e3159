import type {
  GoodsReceipt,
  OrderChange,
  SalesOrder,
  Shipment,
  ShipmentEvent,
  WarehouseConfirmation,
} from '../../../domain/canonical/types.generated.ts';
import type { DocumentType } from '../../../domain/process/documents.ts';
import { itemBySku } from '../../../partners/catalogue.ts';
import { input, type Shorthand } from '../../domain/process/documents.ts';
import { demoSecrets } from '../../support/demo.ts';
import type { Given } from '../scenario.ts';
import type { Table } from './bench.ts';
import { firstShipment, questionOf } from './bench.ts';
import { callerOf } from './doors.ts';
import {
  type Charges,
  freightBillOf,
  ordchgOf,
  ordersOf,
  statusOf,
  tmsEventOf,
  wmsEventOf,
  wmsReturnOf,
} from './partner-formats.ts';
import type { World } from './world.ts';

const lineHaul = {
  code: 'LINEHAUL',
  kind: 'freight',
  description: 'Line haul',
  amount: { amount: '22.68', currency: 'EUR' },
};

/** How an event of a case came in: by a partner's own format, or at a channel. */
export type Way = string;

type Play = (table: Table, said: Shorthand, at: string, world: World) => Promise<Way>;

let control = 100_000;
const envelope = ({ clock }: World) => ({ control: ++control, at: clock.now() });
const document = <Document>({ names }: Table, type: DocumentType, said: Shorthand, at: string): Document =>
  names.outward(input(type, said, 'm', at).document) as unknown as Document;

/** Lets an event of a case happen where its partner would tell it. */
export async function perform(given: Given, table: Table, world: World): Promise<readonly Way[]> {
  const { at, ...events } = given;
  const ways: Way[] = [];
  for (const [what, said] of Object.entries(events)) {
    const play = plays[what];
    if (!play) throw new Error(`a case that runs through the runtime cannot have "${what}"`);
    ways.push(await play(table, (said ?? {}) as Shorthand, at, world));
  }
  return ways;
}

const plays: Readonly<Record<string, Play>> = {
  async 'sales-order'(table, said, at, world) {
    const { names, seat } = table;
    const number = String(said.number ?? 'PO-1');
    names.call(number, `${number}-${seat.code}`);
    const order = document<SalesOrder>(table, 'sales-order', { customer: 'C-GLOBEX', ...said }, at);
    const file = ordersOf(order, seat.customer.gln ?? '', envelope(world));
    if (file) return mail(world, 'globex', 'ORDERS', file);
    return enter(world, 'sales-orders', order.orderNumber, order, 'sales-order');
  },
  async 'order-change'(table, said, at, world) {
    const change = document<OrderChange>(table, 'order-change', { customer: 'C-GLOBEX', at, ...said }, at);
    const file =
      said.change === undefined ? ordchgOf(change, table.seat.customer.gln ?? '', envelope(world)) : null;
    if (file) return mail(world, 'globex', 'ORDCHG', file);
    return enter(world, 'order-changes', change.orderNumber, change, 'order-change');
  },
  async 'erp-confirmation'({ desk, names }, said, _at, world) {
    const { lines = [], creditStatus } = said as ErpSays;
    const isNew = desk.tell('erp-confirmation', (answer) => {
      const { d } = answer as { d: { to_Item: { results: Record<string, unknown>[] } } };
      const results = d.to_Item.results.map((item) => {
        const own = lines.find(({ lineNumber }) => lineNumber === item.SalesOrderItem);
        return own ? { ...item, NetPriceAmount: own.unitPrice.amount } : item;
      });
      return {
        d: { ...d, TotalCreditCheckStatus: creditStatus === 'blocked' ? 'B' : 'A', to_Item: { results } },
      };
    });
    if (isNew) return 'OData answer';
    const order = { SalesOrder: names.outward('4711'), PurchaseOrderByCustomer: names.outward('PO-1') };
    const decision = { ...order, DecisionID: `D-${++control}`, ...decisionOf({ lines, creditStatus }) };
    await post(world, '/api/erp/order-decisions', decision, erpLogin());
    return 'REST call of the ERP';
  },
  // The site releases by itself.
  'order-release': async () => 'by itself',
  async 'release-confirmed'({ desk }) {
    desk.tell('release-confirmed', null);
    return 'REST answer';
  },
  async 'release-change-answer'(table, said, at, world) {
    const { desk, requests } = table;
    const {
      accepted = true,
      reason,
      lines,
    } = said as { accepted?: boolean; reason?: string; lines?: { lineNumber: string }[] };
    for (let index = 1; index <= requests.length; index += 1)
      if (
        desk.tell(`release-change-answer ${index}`, (answer) => ({
          ...answer,
          accepted,
          reason,
          lines: linesOf(lines),
        }))
      )
        return 'REST answer';
    const answer = document<{ requestNumber: string }>(table, 'release-change-answer', said, at);
    return enter(world, 'release-change-answers', answer.requestNumber, answer);
  },
  async shipment(table, said, at, world) {
    const { names, desk, seat } = table;
    const { shipment = 'SH-1', pro, plannedDelivery, status } = said as Record<string, string>;
    const { charges, orders } = said as { charges?: Charges; orders?: object };
    if (shipment === firstShipment(seat) && !status && !orders) {
      const own = {
        shipmentId: names.outward(shipment),
        ...(pro && { pro: names.outward(pro) }),
        ...(charges && { expectedCharges: chargesOf(charges) }),
        pickupAt: undefined,
        deliveryAt: plannedDelivery,
      };
      const carrier = { scac: 'SWFT', name: 'Swift Carrier' };
      if (desk.tell('shipment', (answer) => ({ ...answer, ...own, carrier }))) return 'REST answer';
    }
    if (names.known(shipment) === null) names.call(shipment, `${shipment}-${seat.code}`);
    const { release = '' } = said as { release?: string };
    if (release.endsWith('B') && !status) {
      const question = questionOf({ releaseNumber: names.outward(release) });
      const own = { shipmentId: names.outward(shipment), pickupAt: undefined, deliveryAt: plannedDelivery };
      const carrier = { scac: 'SWFT', name: 'Swift Carrier' };
      if (desk.tell(question, (answer) => ({ ...answer, ...own, carrier }))) return 'REST answer';
    }
    const planned = document<Shipment>(table, 'shipment', said, at);
    const load = { ...planned, expectedCharges: [lineHaul] };
    return enter(world, 'shipments', load.shipmentId, load, 'shipment');
  },
  async 'shipment-event'(table, said, at, world) {
    const told = document<ShipmentEvent>(table, 'shipment-event', { at, ...said }, at);
    const pro =
      told.pro ??
      (told.shipmentId === table.names.known(firstShipment(table.seat)) ? table.names.known('PRO') : null);
    const event = { ...told, ...(pro && { pro }) };
    const named = {
      ...event,
      eventId: said.event === undefined ? event.eventId : `${event.eventId}-${table.seat.code}`,
    };
    const file = statusOf(named, envelope(world));
    if (file) return mail(world, 'swift', '214', file);
    const own = { ...named, eventId: `${named.eventId}-${table.seat.code}` };
    const message = tmsEventOf(own);
    if (!message)
      return enter(world, 'shipment-events', own.shipmentId ?? own.eventId, own, 'shipment-event');
    await world.publish(`tms/shipments/${own.shipmentId}/events`, JSON.stringify(message));
    return 'MQTT event of the TMS';
  },
  async 'warehouse-confirmation'(table, said, at, world) {
    const { code } = table.seat;
    const told = document<WarehouseConfirmation>(table, 'warehouse-confirmation', { at, ...said }, at);
    const confirmation = { ...told, confirmationId: `${told.confirmationId}-${code}` };
    const event = wmsEventOf(confirmation);
    if (!event)
      return enter(
        world,
        'warehouse-confirmations',
        confirmation.releaseNumber,
        confirmation,
        'warehouse-confirmation',
      );
    await post(world, '/api/wms/confirmations', event, `Bearer ${demoSecrets().webhook}`);
    return 'REST call of the warehouse';
  },
  async 'goods-receipt'(table, said, at, world) {
    const told = document<GoodsReceipt>(table, 'goods-receipt', { at, ...said }, at);
    const returned = wmsReturnOf({ ...told, receiptNumber: `${told.receiptNumber}-${table.seat.code}` });
    await post(world, '/api/wms/returns', returned, `Bearer ${demoSecrets().webhook}`);
    return 'REST call of the warehouse';
  },
  async 'invoice-posted'(table, said, _at, world) {
    const { invoiceNumber, system = 'erp', documentNumber } = said as Record<string, string>;
    if (system === 'billing') return 'billing has answered';
    const isNew = table.desk.tell(`booking of ${invoiceNumber}`, (answer) => {
      const { d } = answer as { d: object };
      return documentNumber === undefined ? answer : { d: { ...d, BillingDocument: documentNumber } };
    });
    if (isNew && table.names.known(invoiceNumber ?? '') !== null) return 'OData answer';
    const posted = { orderNumber: 'PO-1', ...said, system };
    return enter(world, 'posted-documents', table.names.outward('PO-1'), table.names.outward(posted));
  },
  async 'freight-invoice'({ names }, said, _at, world) {
    const {
      invoice = 'F-1',
      shipment = 'SH-1',
      currency = 'EUR',
      charges = {},
    } = said as { invoice?: string; shipment?: string; currency?: string; charges?: Charges };
    const load = names.outward(shipment);
    return mail(
      world,
      'swift',
      '210',
      freightBillOf(`${invoice}-${load}`, load, { charges, currency }, envelope(world)),
    );
  },
  async 'decide-dispute'({ names }, said, _at, world) {
    const { shipment = 'SH-1', outcome = 'accept' } = said as {
      shipment?: string;
      outcome?: 'accept' | 'refuse';
    };
    const tower = await world.tower();
    const load = names.outward(shipment);
    for (const { number } of (await tower.freight(load)).disputes)
      await tower.decideDispute(load, number, outcome);
    return 'in the tower';
  },
  async stock({ seat }, said, at, world) {
    const {
      kind = 'adjustment',
      reason,
      lines,
    } = said as { kind?: string; reason?: string; lines: readonly object[] };
    const told = lines.map((line, index) => ({
      line: index + 1,
      unit: 'CT',
      state: 'available',
      direction: 'out',
      ...line,
    }));
    const movement = {
      warehouse: 'WH-CLOUD',
      client: 'NORTHWIND',
      movement: `CA-${at.slice(11, 16)}-${seat.code}`,
      kind,
      at,
      reason,
      lines: told,
    };
    await post(world, '/api/wms/movements', movement, `Bearer ${demoSecrets().webhook}`);
    return 'REST call of the warehouse';
  },
  async reversal({ desk }, said) {
    const { step = '', done = true, reason } = said as { step?: string; done?: boolean; reason?: string };
    const [kind] = step.split('/');
    desk.tell(
      `reversal ${kind}`,
      done ? null : { status: 409, body: { error: { code: 'NO', message: reason ?? 'no' } } },
    );
    return 'REST answer';
  },
  async compensation(table, said, at, world) {
    const request = { ...document<object>(table, 'compensation', said, at) };
    return enter(world, 'compensations', await keyOf(table, world), request);
  },
  async hold(table, said, at, world) {
    const { code = 'manual', expiresAt } = said as { code?: string; expiresAt?: string };
    const lasts = expiresAt === undefined ? 0 : Date.parse(expiresAt) - Date.parse(at);
    if (lasts !== 0 && lasts !== 86_400_000) throw new Error('a hold with an end lasts for a day');
    const order = await keyOf(table, world);
    const door = `hold-${code}${lasts === 0 ? '' : '-for-a-day'}`;
    return enter(world, door, order, { order, by: 'ada', ...said });
  },
  async 'release-hold'(table, said, _at, world) {
    const { code = 'manual', reason = 'settled' } = said as Record<string, string>;
    const tower = await world.tower();
    const key = await keyOf(table, world);
    const { order } = await tower.orderPage(key);
    for (const hold of order.holds.filter((each) => each.code === code)) {
      const { status } = await tower.releaseHold('northwind', key, hold.id, reason);
      if (status !== 200) throw new Error(`the tower answered ${status}`);
    }
    return 'in the tower';
  },
  async correct(table, said, _at, world) {
    const { invoiceNumber = '', rebill = true } = said as { invoiceNumber?: string; rebill?: boolean };
    const tower = await world.tower();
    const path = [
      await keyOf(table, world),
      table.names.outward(invoiceNumber),
      'corrected',
      rebill,
    ] as const;
    const answer = await tower.correctInvoice('northwind', ...path);
    if (!answer.ok) table.refused.push(((await answer.json()) as { code: string }).code);
    return `in the tower: ${answer.status}`;
  },
  async bill(table, _said, _at, world) {
    const key = await keyOf(table, world);
    return enter(world, 'billing-checks', key, { key });
  },
  time: async () => 'time passes',
  customer: (table, said, _at, world) =>
    master(table, world, 'customer', { ...table.seat.customer, ...said }),
  agreement: (table, said, _at, world) =>
    master(table, world, 'rate-agreement', { ...table.seat.agreement, ...said }),
};

interface ErpSays {
  readonly lines?: readonly {
    readonly lineNumber: string;
    readonly unitPrice: { readonly amount: string };
  }[];
  readonly creditStatus?: string | undefined;
}

/** What the ERP has decided, in its own form. */
const decisionOf = ({ lines = [], creditStatus }: ErpSays): object => ({
  ...(creditStatus && { TotalCreditCheckStatus: creditStatus === 'blocked' ? 'B' : 'D' }),
  TransactionCurrency: 'EUR',
  to_Item: {
    results: lines.map(({ lineNumber, unitPrice }) => ({
      SalesOrderItem: lineNumber,
      NetPriceAmount: unitPrice.amount,
    })),
  },
});

const erpLogin = (): string => `Basic ${Buffer.from(`crossdock:${demoSecrets().erp}`).toString('base64')}`;

/** What the warehouse has when the first case begins. */
export async function receiveStock(world: World): Promise<void> {
  const lines = [...itemBySku.keys()].map((sku, index) => ({
    line: index + 1,
    sku,
    quantity: 100_000,
    unit: 'CT',
    state: 'available',
    direction: 'in',
  }));
  const receipt = {
    warehouse: 'WH-CLOUD',
    client: 'NORTHWIND',
    movement: 'CR-1',
    kind: 'receipt',
    at: world.clock.now().toISOString(),
    lines,
  };
  await post(world, '/api/wms/movements', receipt, `Bearer ${demoSecrets().webhook}`);
  await world.settle();
}

const chargesOf = (charges: Charges): readonly object[] =>
  Object.entries(charges).map(([code, amount]) => ({ code, description: code, amount, currency: 'EUR' }));

/** Lines as the warehouse calls them; none when it answers the whole alike. */
const linesOf = (lines: readonly { readonly lineNumber: string }[] | undefined) =>
  lines?.map(({ lineNumber, ...more }) => ({ line: lineNumber, ...more }));

async function keyOf({ names }: Table, { running }: World): Promise<string> {
  const [found] = await running.ledger.processByIdentifier('northwind', null, names.outward('PO-1'));
  return found?.key ?? names.outward('PO-1');
}

async function master({ seat }: Table, world: World, object: string, record: object): Promise<Way> {
  await enter(world, object, seat.customer.id, record, object);
  return 'master data';
}

function mail(world: World, who: string, type: string, file: string): Way {
  world.mail(`${who}/inbox/${type}-${control}.edi`, file);
  return `${type} by SFTP`;
}

async function enter(
  world: World,
  door: string,
  key: string,
  payload: unknown,
  object?: string,
): Promise<Way> {
  const caller = callerOf(door);
  const secrets = demoSecrets();
  const login = caller === 'erp' ? erpLogin() : `Bearer ${caller === 'tms' ? secrets.tms : secrets.wms}`;
  const canonical = object === undefined ? {} : { canonical: { object, version: '1' } };
  await post(world, `/api/doors/${door}`, { key, payload, ...canonical }, login);
  return `channel ${door}`;
}

async function post({ running }: World, path: string, body: unknown, authorization: string): Promise<void> {
  const answer = await fetch(`${running.url}${path}`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', 'idempotency-key': String(++control) },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}
