import { expect } from 'chai';
import type { OrderProcess } from '../../domain/process/types.ts';
import { runtime } from '../../nodes/milestone/runtime.ts';
import type { StoredProcess } from '../../runtime/face.ts';
import { input, invoiceIssued, salesOrder, shipment, shipmentEvent } from '../domain/process/documents.ts';
import { type DeployOptions, deploy } from '../support/deploy-node.ts';
import { storedOrders } from '../support/stored-orders.ts';

const at = '2026-03-02T08:00:00Z';
const order = (customer = 'C-1', number = 'PO-1') =>
  input('sales-order', { customer, number, lines: { 1: 10 } }, `m-${customer}`, at);

const milestone = (document: string, around: DeployOptions = {}, config = {}) =>
  deploy(runtime, { document, ...config }, { envelope: { key: 'somewhere' }, ...around });

describe('crossdock-milestone', () => {
  it('starts a process with a sales order', async () => {
    const node = milestone('sales-order');
    const { outputs } = await node.receive({ payload: salesOrder({ lines: { 1: 10 } }) });
    const { process, outcome } = outputs.recorded![0]! as { process?: OrderProcess; outcome?: string };
    expect([process?.key, process?.status, outcome]).to.deep.equal(['C-1/PO-1', 'new', 'recorded']);
    const [write, ...journal] = node.effects;
    expect(write).to.include({ kind: 'process', tenant: 'northwind', key: 'C-1/PO-1', expectVersion: 0 });
    expect(write).to.have.property('summary').that.includes({ status: 'new', customer: 'C-1', held: false });
    expect(journal.map(({ kind }) => kind)).to.deep.equal(['journal', 'timer']);
  });

  it('takes the type from the message when it is automatic', async () => {
    const node = milestone('auto');
    const canonical = { object: 'sales-order', version: '1' };
    const { outputs } = await node.receive({ payload: salesOrder({ lines: { 1: 10 } }), canonical });
    expect(outputs).to.have.property('recorded').with.length(1);
  });

  it('bases its write on the version it read', async () => {
    const orders = storedOrders();
    await orders.record(order());
    const node = milestone('erp-confirmation', { processes: orders.list });
    await node.receive({ payload: { orderNumber: 'PO-1', erpOrderNumber: '4711' } });
    expect(node.effects[0]).to.include({ kind: 'process', expectVersion: 1 });
    expect(node.effects[0])
      .to.have.nested.property('identifiers[1]')
      .that.deep.equals({ scheme: 'erp-order', value: '4711' });
  });

  it('sends a repeated document to its second output and writes only a line of history', async () => {
    const orders = storedOrders();
    await orders.record(order());
    const node = milestone('sales-order', { processes: orders.list });
    const { outputs } = await node.receive({ payload: order().document });
    expect(outputs.ignored?.[0]).to.include({ outcome: 'duplicate' });
    expect(node.effects.map(({ kind }) => kind)).to.deep.equal(['journal']);
  });

  it('keeps a contradiction as a hold and says in msg.error what contradicts what', async () => {
    const orders = storedOrders();
    await orders.record(order());
    const node = milestone('sales-order', { processes: orders.list });
    const { outputs } = await node.receive({ payload: salesOrder({ lines: { 1: 99 } }) });
    expect([...(outputs.recorded ?? []), ...(outputs.ignored ?? [])]).to.deep.equal([]);
    expect(outputs.contradicted?.[0]).to.include({ outcome: 'ignored' });
    expect(outputs.contradicted?.[0]?.error).to.include({ code: 'CD_PROCESS_CONTRADICTED' });
    expect(outputs.contradicted?.[0]?.error).to.have.nested.property('parameters.order', 'C-1/PO-1');
    expect(node.effects[0]).to.have.nested.property('summary.held', true);
  });

  it('sends an event that fits several shipments to the contradictions and changes nothing', async () => {
    const orders = storedOrders();
    await orders.record(
      order(),
      input('shipment', {}, 'm-1', at),
      input('shipment', { shipment: 'SH-2' }, 'm-2', at),
    );
    const node = milestone('shipment-event', { processes: orders.list });
    const payload = shipmentEvent({ orderNumber: 'PO-1', milestone: 'delivered', at, signed: 'Bea' });
    const { outputs } = await node.receive({ payload });
    expect(outputs.contradicted?.[0]?.error).to.include({ code: 'CD_PROCESS_CONTRADICTED' });
    expect(outputs.ignored).to.deep.equal([]);
    expect(node.effects.map(({ kind }) => kind)).to.deep.equal(['journal']);
  });

  it('holds an order at entry when its currency is not that of the customer, or the customer is blocked', async () => {
    const masterData = {
      customer: [{ id: 'C-1', rateAgreement: 'AG-1', blocked: true }],
      'rate-agreement': [{ id: 'AG-1', customer: 'C-1', currency: 'USD' }],
    };
    const node = milestone('sales-order', { masterData });
    const { outputs } = await node.receive({ payload: salesOrder({ lines: { 1: 10 } }) });
    const { holds, key } = outputs.recorded![0]!.process as OrderProcess;
    expect([key, ...holds.map(({ code }) => code)]).to.deep.equal([
      'C-1/PO-1',
      'credit-block',
      'currency-mismatch',
    ]);
    expect(node.effects.filter(({ kind }) => kind === 'process')).to.have.length(1);
    expect(node.effects[0]).to.have.nested.property('summary.held', true);
  });

  it('ends a credit block with the next document when master data no longer blocks the customer', async () => {
    const orders = storedOrders();
    const blocked = { customer: [{ id: 'C-1', rateAgreement: 'AG-1', blocked: true }] };
    const entry = milestone('sales-order', { masterData: blocked });
    await entry.receive({ payload: salesOrder({ lines: { 1: 10 } }) });
    orders.commit(entry.effects);
    const masterData = { customer: [{ id: 'C-1', rateAgreement: 'AG-1' }] };
    const node = milestone('deadline', { processes: orders.list, masterData });
    const { outputs } = await node.receive({ payload: { key: 'C-1/PO-1' } });
    const { holds } = outputs.recorded![0]!.process as OrderProcess;
    expect(holds[0]?.released).to.include({ by: 'master data' });
  });

  it('tries a document again whose order is not known yet', async () => {
    const node = milestone('shipment-event', { attempt: 2 }, { tries: 3 });
    const { error, outputs } = await node.receive({ payload: shipmentEvent({ milestone: 'delivered', at }) });
    expect(outputs).to.deep.equal({});
    expect(error).to.include({ code: 'CD_PROCESS_NOT_YET', retry: 'retryable' });
  });

  it('names a document whose order is unknown to the last try at its third output', async () => {
    const node = milestone('shipment-event', { attempt: 3 }, { tries: 3 });
    const payload = shipmentEvent({ milestone: 'delivered', at });
    const { outputs } = await node.receive({ payload });
    expect(outputs).to.have.keys('unknown');
    expect(outputs.unknown?.[0]?.error).to.include({ code: 'CD_PROCESS_UNKNOWN' });
    expect(outputs.unknown?.[0]?.payload).to.equal(payload);
    expect(node.effects).to.deep.equal([]);
  });

  it('asks the message which customer is meant when two use the same order number', async () => {
    const orders = storedOrders();
    await orders.record(order('C-1'), order('C-2'));
    const node = milestone('erp-confirmation', { processes: orders.list });
    const payload = { orderNumber: 'PO-1', erpOrderNumber: '4711' };
    const ambiguous = await node.receive({ payload });
    expect(ambiguous.outputs.unknown?.[0]?.error).to.include({ code: 'CD_PROCESS_AMBIGUOUS' });
    const { outputs } = await node.receive({ payload, process: { key: 'C-2/PO-1' } });
    expect(outputs.recorded?.[0]?.process).to.include({ key: 'C-2/PO-1' });
  });

  it('records an event of a shared load on each of its orders', async () => {
    const orders = storedOrders();
    await orders.record(order('C-1', 'PO-1'), order('C-2', 'PO-2'));
    const plan = shipment({ orders: [{ orderNumber: 'PO-1' }, { orderNumber: 'PO-2' }] });
    const planned = milestone('shipment', { processes: orders.list });
    const { outputs } = await planned.receive({ payload: plan });
    expect(outputs.recorded).to.have.length(2);
    orders.commit(planned.effects);
    const node = milestone('shipment-event', { processes: orders.list });
    const told = await node.receive({ payload: shipmentEvent({ milestone: 'delivered', at }) });
    expect(told.outputs.recorded?.map(({ process }) => (process as OrderProcess).key)).to.deep.equal([
      'C-1/PO-1',
      'C-2/PO-2',
    ]);
  });

  const twoOrders = {
    ...{ customer: { id: 'C-1' }, invoice: 'OUT-1' },
    orders: [{ orderNumber: 'PO-1' }, { orderNumber: 'PO-2' }],
  };
  const invoiced = (processes: StoredProcess[], attempt = 1) =>
    milestone('invoice-issued', { processes, attempt });

  it('records an invoice over several orders, and its booking, on each of them', async () => {
    const orders = storedOrders();
    await orders.record(order('C-1', 'PO-1'), order('C-2', 'PO-1'), order('C-1', 'PO-2'));
    const node = invoiced(orders.list);
    const { outputs } = await node.receive({ payload: invoiceIssued(twoOrders) });
    const keysOf = (told: typeof outputs) =>
      told.recorded?.map(({ process }) => (process as OrderProcess).key);
    expect(keysOf(outputs)).to.deep.equal(['C-1/PO-1', 'C-1/PO-2']);
    orders.commit(node.effects);
    const booked = await milestone('invoice-posted', { processes: orders.list }).receive({
      payload: { invoiceNumber: 'OUT-1' },
    });
    expect(keysOf(booked.outputs)).to.deep.equal(['C-1/PO-1', 'C-1/PO-2']);
  });

  it('tries an invoice again of which an order is not known, and takes it for the others in the end', async () => {
    const orders = storedOrders();
    await orders.record(order('C-1', 'PO-1'));
    const payload = invoiceIssued(twoOrders);
    const early = await invoiced(orders.list).receive({ payload });
    expect(early.error).to.include({ code: 'CD_PROCESS_NOT_YET' });
    const { outputs } = await invoiced(orders.list, 99).receive({ payload });
    expect(outputs.recorded).to.have.length(1);
    expect(outputs.unknown?.[0]?.error).to.have.nested.property('parameters.identity', 'OUT-1 on order PO-2');
  });

  it('sets a timer for an overdue proof and removes it when the proof comes', async () => {
    const orders = storedOrders();
    await orders.record(order(), input('shipment', {}, 'm-1', at));
    const node = milestone(
      'shipment-event',
      {
        processes: orders.list,
        packFiles: {
          'terms.yaml': { text: '', data: { podWithinHours: 24, warnHours: 3, expectations: [] } },
        },
      },
      { terms: 'terms.yaml' },
    );
    await node.receive({ payload: shipmentEvent({ milestone: 'delivered', at }) });
    expect(node.effects.find(({ kind }) => kind === 'timer')).to.include({
      id: 'northwind/C-1/PO-1/due/proof-of-delivery/SH-1',
      dueAt: '2026-03-03T05:00:00.000Z',
      channel: 'deadlines',
      type: 'deadline',
      key: 'C-1/PO-1',
    });
    orders.commit(node.effects);
    const before = node.effects.length;
    await node.receive({ payload: shipmentEvent({ milestone: 'proof-of-delivery', at, signed: 'Bea' }) });
    expect(node.effects.slice(before).at(-1)).to.deep.equal({
      kind: 'cancel-timer',
      id: 'northwind/C-1/PO-1/due/proof-of-delivery/SH-1',
      channel: 'deadlines',
    });
  });

  it('takes what the site says of the terms before the file of the pack, and where the node names none', async () => {
    const packFiles = {
      'terms.yaml': { text: '', data: { podWithinHours: 24, warnHours: 3, expectations: [] } },
    };
    const siteTerms = { podWithinHours: 12, expectations: [] };
    for (const config of [{ terms: 'terms.yaml' }, {}]) {
      const orders = storedOrders();
      await orders.record(order(), input('shipment', {}, 'm-1', at));
      const node = milestone('shipment-event', { processes: orders.list, packFiles, siteTerms }, config);
      await node.receive({ payload: shipmentEvent({ milestone: 'delivered', at }) });
      const timer = node.effects.find(
        (effect) => effect.kind === 'timer' && effect.id.includes('proof-of-delivery'),
      );
      expect(timer).to.have.nested.property(
        'payload.because',
        'proof-of-delivery is due 12 h after delivery',
      );
    }
  });

  it('turns a passed deadline into a hold', async () => {
    const orders = storedOrders();
    await orders.record(
      order(),
      input('shipment', {}, 'm-1', at),
      input('warehouse-confirmation', { shipmentId: 'SH-1', lines: { 1: 10 } }, 'm-3', at),
      input('shipment-event', { milestone: 'delivered' }, 'm-2', at),
    );
    const now = () => new Date('2026-03-05T08:00:00Z');
    const node = milestone('deadline', { processes: orders.list, now });
    const { outputs } = await node.receive({ payload: { key: 'C-1/PO-1' } });
    expect((outputs.recorded![0]!.process as OrderProcess).holds.map(({ code }) => code)).to.deep.equal([
      'pod-late',
    ]);
  });

  it('tells each risk once, with its cause, owner and the money that is open', async () => {
    const orders = storedOrders();
    await orders.record(order());
    const now = () => new Date('2026-03-02T13:00:00Z');
    const node = milestone('deadline', { processes: orders.list, now });
    const { outputs } = await node.receive({ payload: { key: 'C-1/PO-1' } });
    expect(outputs.late?.map(({ payload }) => payload)).to.deep.equal([
      {
        ...{ order: 'C-1/PO-1', id: 'ordered', milestone: 'ordered', level: 'overdue' },
        ...{ dueAt: '2026-03-02T12:00:00.000Z', because: '4 h after received', owner: 'order desk' },
        cause: 'the ERP has not confirmed the order',
        money: { amount: '100.00', currency: 'EUR' },
      },
    ]);
    orders.commit(node.effects);
    const again = await node.receive({ payload: { key: 'C-1/PO-1' } });
    expect(again.outputs).to.not.have.property('late');
  });

  it('fails a document that is not what it is said to be', async () => {
    const node = milestone('erp-confirmation');
    const { error } = await node.receive({ payload: { orderNumber: 'PO-1' } });
    expect(error?.code).to.equal('CD_PROCESS_DOCUMENT_INVALID');
    expect(error?.message).to.contain('erpOrderNumber must be a text');
  });

  it('fails a type the process does not record', async () => {
    const node = milestone('auto');
    const { error } = await node.receive({ payload: {}, canonical: { object: 'item', version: '1' } });
    expect(error?.code).to.equal('CD_PROCESS_TYPE_UNKNOWN');
  });

  it('refuses to start on terms it cannot read, naming the file', async () => {
    const data = { podWithinHours: 'two days' };
    const node = milestone(
      'auto',
      { packFiles: { 'terms.yaml': { text: '', data } } },
      { terms: 'terms.yaml' },
    );
    await node.receive({ payload: {} });
    expect(node.statuses.join(' ')).to.contain('terms.yaml: podWithinHours must be number');
  });
});
