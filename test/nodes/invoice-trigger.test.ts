import { expect } from 'chai';
import type { Invoice } from '../../domain/canonical/types.generated.ts';
import { validateCanonical } from '../../domain/canonical/validate.ts';
import type { ProcessInput } from '../../domain/process/documents.ts';
import type { OrderProcess } from '../../domain/process/types.ts';
import { runtime } from '../../nodes/invoice-trigger/runtime.ts';
import type { FlowMessage, Json } from '../../runtime/face.ts';
import { input } from '../domain/process/documents.ts';
import { masterData, readYaml } from '../domain/rating/read-case.ts';
import { type DeployOptions, deploy } from '../support/deploy-node.ts';
import { storedOrders } from '../support/stored-orders.ts';

const at = '2026-03-02T08:00:00Z';
const { agreement } = readYaml<{ agreement: Json }>('weight-tier-and-fuel/input.yaml');
const seller = { ...masterData.billingEntities[0], invoicePrefix: 'NW-' };
const records = {
  customer: masterData.customers,
  item: masterData.items,
  location: [masterData.places['WH-CLOUD']],
  'billing-entity': [seller],
  'rate-agreement': [agreement],
  'tax-rule': masterData.taxRules,
} as unknown as NonNullable<DeployOptions['masterData']>;

const order = input(
  'sales-order',
  {
    customer: 'C-GLOBEX',
    lines: { 1: { quantity: 60, price: '17.90' }, 4: { quantity: 20, price: '51.50' } },
  },
  'm-0',
  at,
);
const shipped: readonly ProcessInput[] = [
  order,
  input('erp-confirmation', {}, 'm-1', at),
  input('shipment', {}, 'm-2', at),
  input(
    'warehouse-confirmation',
    { shipmentId: 'SH-1', lines: { 1: 60, 4: 20 }, zone: 'Europe/Berlin' },
    'm-3',
    '2026-03-03T08:00:00Z',
  ),
];
const delivered = [
  ...shipped,
  input('shipment-event', { milestone: 'delivered', signed: 'Bea' }, 'm-4', '2026-03-04T10:00:00Z'),
];

async function trigger(documents: readonly ProcessInput[], around: DeployOptions = {}, config = {}) {
  const orders = storedOrders();
  await orders.record(...documents);
  const options: DeployOptions = {
    processes: orders.list,
    masterData: records,
    envelope: { key: 'C-GLOBEX/PO-1' },
    now: () => new Date('2026-03-05T08:00:00Z'),
    ...around,
  };
  const node = deploy(runtime, { billingEntity: 'NORTHWIND', ...config }, options);
  const check = async (message = {}) => {
    const before = node.effects.length;
    const reaction = await node.receive({ payload: null, ...message });
    orders.commit(node.effects.slice(before));
    return reaction;
  };
  return { node, check };
}

const reasons = (messages: readonly FlowMessage[] | undefined) =>
  (messages![0]!.payload as { reasons: { code: string }[] }).reasons.map(({ code }) => code);

describe('crossdock-invoice-trigger', () => {
  it('makes the invoice of a delivered order, to the cent', async () => {
    const { node, check } = await trigger(delivered);
    const { outputs, error } = await check();
    expect(error).to.equal(undefined);
    expect(outputs).to.have.keys('invoice');
    const message = outputs.invoice![0]!;
    const invoice = message.payload as Invoice;
    expect(invoice.totals.gross).to.deep.equal({ amount: '2448.78', currency: 'EUR' });
    expect(invoice.orders).to.deep.equal([
      { orderNumber: 'PO-1', erpOrderNumber: '4711', shipmentIds: ['SH-1'], confirmationIds: ['WC-1'] },
    ]);
    expect(invoice.issuedAt).to.equal('2026-03-05T08:00:00.000Z');
    expect(message.canonical).to.deep.equal({ object: 'invoice', version: '1' });
    expect((message.process as OrderProcess).status).to.equal('invoiced');
    expect(node.effects.map(({ kind }) => kind).slice(0, 2)).to.deep.equal(['allot', 'process']);
  });

  it('takes the number from the sequence when the run commits', async () => {
    const { node, check } = await trigger(delivered);
    const { outputs } = await check();
    const [allot, write] = node.effects as unknown as [{ token: string }, { identifiers: unknown[] }];
    expect(allot).to.include({ kind: 'allot', sequence: 'northwind-invoice', width: 8 });
    expect((outputs.invoice![0]!.payload as Invoice).invoiceNumber).to.equal(`NW-${allot.token}`);
    expect(write.identifiers).to.deep.include({ scheme: 'invoice', value: `NW-${allot.token}` });
  });

  it('bills once: a second check leaves at no output and takes no number', async () => {
    const { node, check } = await trigger(delivered);
    await check();
    const before = node.effects.length;
    expect((await check()).outputs).to.deep.equal({});
    expect(node.effects.length).to.equal(before);
  });

  it('says what an order waits for', async () => {
    const { check } = await trigger([order]);
    const { outputs } = await check();
    expect(outputs).to.have.keys('waiting');
    expect(reasons(outputs.waiting)).to.deep.equal(['nothing-shipped']);
  });

  it('says what holds an order', async () => {
    const damage = input(
      'shipment-event',
      { milestone: 'exception', exception: 'damage' },
      'm-5',
      '2026-03-04T11:00:00Z',
    );
    const { check } = await trigger([...delivered, damage]);
    const { outputs } = await check();
    expect(outputs).to.have.keys('held');
    expect(reasons(outputs.held)).to.deep.equal(['delivery-exception']);
  });

  it('holds an order whose proof of delivery is overdue', async () => {
    const unsigned = input('shipment-event', { milestone: 'delivered' }, 'm-4', '2026-03-03T07:00:00Z');
    const { node, check } = await trigger([...shipped, unsigned]);
    const { outputs } = await check({ payload: { key: 'C-GLOBEX/PO-1' } });
    expect(reasons(outputs.held)).to.deep.equal(['pod-late', 'pod-missing']);
    expect(node.effects[0]).to.have.nested.property('summary.held', true);
  });

  it('holds the orders of a blocked customer', async () => {
    const customer = masterData.customers.map((each) => ({ ...each, blocked: true })) as unknown as Json[];
    const { check } = await trigger(delivered, { masterData: { ...records, customer } });
    const { outputs } = await check();
    expect(reasons(outputs.held)).to.deep.equal(['credit-block']);
  });

  it('names what is missing to price an order, and writes nothing', async () => {
    const { node, check } = await trigger(delivered, { masterData: { ...records, 'tax-rule': [] } });
    const { outputs } = await check();
    expect(outputs).to.have.keys('failed');
    expect(outputs.failed?.[0]?.error).to.include({ code: 'CD_RATING_TAX_RULE_MISSING' });
    expect(node.effects).to.deep.equal([]);
  });

  it('names a customer or billing entity that is not in master data', async () => {
    const { check } = await trigger(delivered, { masterData: { ...records, 'billing-entity': [] } });
    expect((await check()).outputs.failed?.[0]?.error).to.include({ code: 'CD_BILLING_MASTER_DATA_MISSING' });
  });

  it('bills nothing by a company that was retired before the order came in', async () => {
    const by = (retiredAt: string) => ({
      masterData: { ...records, 'billing-entity': [JSON.parse(JSON.stringify({ ...seller, retiredAt }))] },
    });
    const { outputs } = await (await trigger(delivered, by('2020-01-01T00:00:00Z'))).check();
    expect(outputs.failed?.[0]?.error).to.include({ code: 'CD_MASTER_DATA_RETIRED' });
    const goesOn = await (await trigger(delivered, by('2099-01-01T00:00:00Z'))).check();
    expect(goesOn.outputs.invoice).to.have.length(1);
  });

  it('takes an invoice back and bills afresh, each document with a number of the sequence', async () => {
    const { node, check } = await trigger(delivered);
    const first = (await check()).outputs.invoice![0]!.payload as Invoice;
    const before = node.effects.length;
    const correction = { invoiceNumber: first.invoiceNumber, reason: 'rate was wrong', by: 'ada' };
    const { outputs, error } = await check({ correction });
    expect(error).to.equal(undefined);
    const documents = outputs.invoice!.map(({ payload }) => payload as Invoice);
    expect(documents.map(({ kind, relatesTo }) => [kind, relatesTo])).to.deep.equal([
      ['credit-memo', first.invoiceNumber],
      ['invoice', undefined],
    ]);
    expect(documents.map(({ totals }) => totals.gross.amount)).to.deep.equal(['-2448.78', '2448.78']);
    const effects = node.effects.slice(before) as unknown as { kind: string; token: string }[];
    expect(effects.map(({ kind }) => kind).slice(0, 3)).to.deep.equal(['allot', 'allot', 'process']);
    expect(effects.slice(0, 2).map(({ token }) => `NW-${token}`)).to.deep.equal(
      documents.map(({ invoiceNumber }) => invoiceNumber),
    );
    expect(outputs.invoice!.every((message) => !('correction' in message))).to.equal(true);
    const again = await check({ correction });
    expect(again.outputs.failed?.[0]?.error).to.include({ code: 'CD_BILLING_CORRECTION_UNKNOWN' });
  });

  it('credits what came back after the invoice, and asks for the next check', async () => {
    const back = input('goods-receipt', { lines: { 1: 2 } }, 'm-5', '2026-03-05T09:00:00Z');
    const { node, check } = await trigger(delivered);
    await check();
    const orders = storedOrders();
    await orders.record(...delivered);
    orders.commit(node.effects);
    await orders.record(back);
    const later = deploy(
      runtime,
      { billingEntity: 'NORTHWIND' },
      {
        ...{ processes: orders.list, masterData: records, envelope: { key: 'C-GLOBEX/PO-1' } },
        now: () => new Date('2026-03-05T10:00:00Z'),
      },
    );
    const { outputs } = await later.receive({ payload: null });
    expect(outputs).to.have.keys('invoice', 'again');
    const memo = outputs.invoice![0]!.payload as Invoice;
    expect(memo).to.include({ kind: 'credit-memo' });
    expect(memo.totals.net.amount).to.equal('-35.80');
    expect(validateCanonical('invoice', memo)).to.deep.include({ valid: true });
    expect(outputs.again![0]!.payload).to.deep.equal({ key: 'C-GLOBEX/PO-1' });
  });

  it('names a correction it cannot read, and an invoice it does not know', async () => {
    const { check } = await trigger(delivered);
    const codeOf = async (correction: unknown) => {
      const { outputs } = await check({ correction });
      return (outputs.failed![0]!.error as { code: string }).code;
    };
    expect(await codeOf({ invoiceNumber: 'NW-1' })).to.equal('CD_BILLING_CORRECTION_INVALID');
    expect(await codeOf({ invoiceNumber: 'NW-1', reason: 'x', by: 'ada' })).to.equal('CD_PROCESS_UNKNOWN');
  });

  it('names an order it does not know', async () => {
    const { check } = await trigger([order], { envelope: { key: 'C-GLOBEX/PO-9' } });
    expect((await check()).outputs.failed?.[0]?.error).to.include({ code: 'CD_PROCESS_UNKNOWN' });
  });

  it('names the accounts of its file, once they are open in the chart of the tenant', async () => {
    const rules = { revenue: [{ account: '440000' }], tax: [{ account: '380600' }] };
    const account = (number: string, kind: string, to = '2026-12-31') =>
      ({ number, name: number, kind, effective: { from: '2026-01-01', to } }) as unknown as Json;
    const billed = async (chart: readonly Json[], data: unknown = rules) => {
      const packFiles = { 'accounts.yaml': { text: '', data } };
      const around = { packFiles, masterData: { ...records, account: chart } };
      const { check } = await trigger(delivered, around, { accounts: 'accounts.yaml' });
      return (await check()).outputs;
    };
    const open = [account('440000', 'revenue'), account('380600', 'liability')];
    for (const chart of [open, []]) {
      const { lines, taxes } = (await billed(chart)).invoice![0]!.payload as Invoice;
      expect(new Set(lines.map((line) => line.account))).to.deep.equal(new Set(['440000']));
      expect(new Set(taxes.map((tax) => tax.account))).to.deep.equal(new Set(['380600']));
    }
    const closed = await billed([account('440000', 'revenue', '2026-03-04'), account('380600', 'liability')]);
    expect(closed.failed![0]!.error).to.include({ code: 'CD_POSTING_ACCOUNT' });
    expect(closed.invoice).to.equal(undefined);
    const none = await billed(open, { ...rules, tax: [] });
    expect(none.failed![0]!.error).to.include({ code: 'CD_BILLING_ACCOUNT_MISSING' });
  });

  it('refuses to start on accounts it cannot read, naming the file', async () => {
    const packFiles = { 'accounts.yaml': { text: '', data: { revenue: [] } } };
    const { node, check } = await trigger(delivered, { packFiles }, { accounts: 'accounts.yaml' });
    await check();
    expect(node.statuses.join(' ')).to.contain('accounts.yaml');
  });
});
