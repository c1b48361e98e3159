import { expect } from 'chai';
import { foundPeriod } from '../../domain/billing-periods/locate.ts';
import type { Invoice } from '../../domain/canonical/types.generated.ts';
import type { ProcessInput } from '../../domain/process/documents.ts';
import type { OrderProcess } from '../../domain/process/types.ts';
import { runtime } from '../../nodes/invoice-trigger/runtime.ts';
import type { FlowMessage } from '../../runtime/face.ts';
import { at, order, planned, proven } from '../domain/billing/orders.ts';
import { weekly } from '../domain/billing-periods/books.ts';
import { input } from '../domain/process/documents.ts';
import { deploy } from '../support/deploy-node.ts';
import { storedOrders } from '../support/stored-orders.ts';
import { billingRecords } from './billing-records.ts';

const key = 'C-GLOBEX/PO-1';
const wednesday = '2026-03-04T12:00:00Z';
const friday = '2026-03-06T19:00:00Z';
const ordered = order('18.40', { lines: { 1: { quantity: 10, price: '18.40' } } });
const left = input('warehouse-confirmation', { shipmentId: 'SH-1', lines: { 1: 10 } }, 'm-3', at);
const delivered = [ordered, planned, left, proven];
const other = 'C-GLOBEX/PO-2';
const another = [
  order('18.40', { number: 'PO-2', lines: { 1: { quantity: 5, price: '18.40' } } }),
  input('shipment', { number: 'PO-2', shipment: 'SH-2' }, 'm-4', at),
  input(
    'warehouse-confirmation',
    { ...{ confirmation: 'WC-2', release: 'R-2', shipmentId: 'SH-2' }, lines: { 1: 5 } },
    'm-5',
    at,
  ),
  input(
    'shipment-event',
    { shipmentId: 'SH-2', event: 'E-2', milestone: 'delivered', signed: 'Bea' },
    'm-6',
    '2026-03-04T10:00:00Z',
  ),
];

async function site(documents: readonly ProcessInput[], rates = weekly()) {
  const orders = storedOrders();
  await orders.record(...documents);
  let now = wednesday;
  const node = deploy(
    runtime,
    { billingEntity: 'NORTHWIND' },
    {
      ...{ processes: orders.list, masterData: billingRecords(rates), envelope: { key } },
      now: () => new Date(now),
    },
  );
  const receive = async (message: Partial<FlowMessage>, at = now) => {
    now = at;
    const from = node.effects.length;
    const { outputs } = await node.receive({ payload: null, ...message });
    const effects = node.effects.slice(from);
    orders.commit(effects);
    return { outputs, effects };
  };
  const state = (of: string) => orders.list.find((each) => each.key === of);
  const periods = () => orders.list.filter((each) => each.key.startsWith('consolidated/')).map(foundPeriod);
  return { node, receive, state, periods, orders };
}

describe('crossdock-invoice-trigger, with orders that share an invoice', () => {
  it('collects an order, and has its period come back when it closes', async () => {
    const { receive, periods } = await site(delivered);
    const { outputs, effects } = await receive({});
    expect(outputs).to.have.keys('collected');
    const { period } = periods()[0]!;
    expect(outputs.collected![0]!.payload).to.include({ period: period.key });
    expect(effects.find((each) => each.kind === 'timer' && each.type === 'billing-period')).to.deep.include({
      ...{ id: `northwind/${period.key}`, dueAt: '2026-03-06T17:00:00.000Z', channel: 'billing-periods' },
    });
    expect(effects.some(({ kind }) => kind === 'allot')).to.equal(false);
    expect(await receive({})).to.deep.equal({ outputs: {}, effects: [] });
  });

  it('sends one invoice when the period comes back, takes one number, and does nothing a second time', async () => {
    const { receive, state, periods } = await site(delivered);
    await receive({});
    const { period } = periods()[0]!;
    const timer = { payload: { key: period.key } };
    expect((await receive(timer)).effects).to.deep.equal([]);
    const { outputs, effects } = await receive(timer, friday);
    expect(outputs.invoice).to.have.length(1);
    const [message] = outputs.invoice as [FlowMessage];
    const invoice = message.payload as Invoice;
    expect(invoice.orders.map(({ orderNumber }) => orderNumber)).to.deep.equal(['PO-1']);
    expect(message.process).to.deep.equal({ key: period.key });
    expect(effects.filter(({ kind }) => kind === 'allot')).to.have.length(1);
    expect(effects[0]!.kind).to.equal('allot');
    expect((state(key)!.state as unknown as OrderProcess).invoices[0]!.invoiceNumber).to.equal(
      invoice.invoiceNumber,
    );
    expect(state(period.key)!.summary.status).to.equal('billing-invoiced');
    expect(state(period.key)!.identifiers).to.deep.equal([
      { scheme: 'consolidated-invoice', value: invoice.invoiceNumber },
    ]);
    expect((await receive(timer, friday)).effects).to.deep.equal([]);
  });

  it('closes a period before its time when somebody wants it, and says who', async () => {
    const { receive, periods } = await site(delivered);
    await receive({});
    const { period } = periods()[0]!;
    const { outputs, effects } = await receive({
      payload: { key: period.key, close: { by: 'ada', reason: 'year end' } },
    });
    expect(outputs.invoice).to.have.length(1);
    expect(
      effects.some((each) => each.kind === 'cancel-timer' && each.id === `northwind/${period.key}`),
    ).to.equal(true);
    const line = effects.find((each) => each.kind === 'journal' && each.key === period.key) as {
      text: string;
    };
    expect(line.text).to.include('closed early by ada: year end');
  });

  it('lets one of two that close at once commit; the other finds it closed', async () => {
    const { node, orders, receive, periods } = await site(delivered);
    await receive({});
    const { period } = periods()[0]!;
    const close = { payload: { key: period.key, close: { by: 'ada', reason: 'year end' } } };
    const from = node.effects.length;
    await node.receive(close);
    const between = node.effects.length;
    await node.receive(close);
    orders.commit(node.effects.slice(from, between));
    expect(() => orders.commit(node.effects.slice(between))).to.throw('conflict');
    expect((await receive(close)).effects).to.deep.equal([]);
  });

  it('has an order checked again that cannot go with its period, and takes no number when none can', async () => {
    const { receive, state, periods, orders } = await site(delivered);
    await receive({});
    const { period } = periods()[0]!;
    await orders.record(
      input(
        'hold',
        { code: 'manual', shipmentId: 'SH-1', reason: 'dispute', by: 'ada' },
        'm-9',
        '2026-03-05T08:00:00Z',
      ),
    );
    const { outputs, effects } = await receive({ payload: { key: period.key } }, friday);
    expect(outputs).to.have.keys('again');
    expect(outputs.again!.map(({ payload }) => payload)).to.deep.equal([{ key }]);
    expect(effects.some(({ kind }) => kind === 'allot')).to.equal(false);
    expect(state(period.key)!.summary.status).to.equal('billing-empty');
    expect(state(key)!.state).not.to.have.property('collected');
  });

  it('takes back the part of one order, and has both of them booked by one posting', async () => {
    const { receive, state, periods, orders } = await site([...delivered, ...another]);
    await receive({});
    await receive({ payload: { key: other } });
    const { period } = periods()[0]!;
    const { outputs } = await receive({ payload: { key: period.key } }, friday);
    const { invoiceNumber, orders: on } = outputs.invoice![0]!.payload as Invoice;
    expect(on).to.have.length(2);
    await orders.record(input('invoice-posted', { invoiceNumber }, 'm-8', friday));
    expect([key, other].map((each) => state(each)!.summary.status)).to.deep.equal(['posted', 'posted']);
    const correction = { invoiceNumber, reason: 'a wrong price', by: 'ada', rebill: false };
    const credited = await receive({ payload: { key: other }, correction }, friday);
    const [memo] = credited.outputs.invoice!.map(({ payload }) => payload as Invoice);
    expect(memo).to.include({ kind: 'credit-memo', relatesTo: invoiceNumber });
    expect(memo!.orders.map(({ orderNumber }) => orderNumber)).to.deep.equal(['PO-2']);
    expect(credited.effects.filter((each) => each.kind === 'process').map((each) => each.key)).to.deep.equal([
      other,
    ]);
  });

  it('refuses to close a period that nobody opened', async () => {
    const { receive } = await site(delivered);
    const { outputs } = await receive({ payload: { key: 'consolidated/C-GLOBEX/2026-03-06/x' } });
    expect(outputs.failed![0]!.error).to.include({ code: 'CD_BILLING_PERIOD_UNKNOWN' });
  });

  it('sends a pro-forma for a planned load that no other output sends, and takes no number for it', async () => {
    const rates = { invoicing: [{ id: 'export', proForma: true }] };
    const { receive } = await site([ordered, planned], rates);
    const { outputs, effects } = await receive({});
    expect(outputs).to.have.keys('proForma');
    expect(outputs.proForma![0]!.payload).to.include({ kind: 'pro-forma', invoiceNumber: 'PF-PO-1-1' });
    expect(effects.some(({ kind }) => kind === 'allot')).to.equal(false);
    expect((await receive({})).outputs).to.have.keys('waiting');
  });
});
