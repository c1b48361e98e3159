import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { CrossdockError } from '../../domain/errors.ts';
import { runtime } from '../../nodes/erp-order/runtime.ts';
import { type Erp, startErp } from '../../partners/erp/erp.ts';
import type { LegacyOrder } from '../../partners/erp/legacy-soap.ts';
import type { SystemConfig } from '../../runtime/face.ts';
import { deploy } from '../support/deploy-node.ts';
import { type DurableEntry, durableEntry } from '../support/durable-entry.ts';

const credentials = { username: 'crossdock', password: 'pw' };
const items = [
  ...[
    { SalesOrderItem: '10', Material: 'NW-1001', RequestedQuantity: '5.000', RequestedQuantityUnit: 'CAR' },
  ],
].map((item) => ({ ...item, NetPriceAmount: '18.40' }));
const legacyOrder = (number: string): Omit<LegacyOrder, 'sequence'> => ({
  ...{ number, customer: '20', customerReference: `R-${number}`, date: '2026-03-01', currency: 'EUR' },
  ...{ shipToName: 'Shop', shipToStreet: 'Weg 1', shipToCity: 'Bonn', shipToPostalCode: '53111' },
  ...{ shipToCountry: 'DE' },
  lines: [{ line: '1', article: 'NW-1001', quantity: '12345678901234.5678', unit: 'CT', price: '18.40' }],
});

describe('crossdock-erp-order', () => {
  let erp: Erp;
  let ledger: DurableEntry;
  let urls: { url: string; legacyUrl: string };
  beforeEach(async () => {
    erp = startErp(credentials);
    urls = await erp.listen(0, 0);
    ledger = await durableEntry();
  });
  afterEach(async () => {
    await erp.close();
    await ledger.close();
  });

  const system = (protocol: 'odata' | 'soap', baseUrl: string): SystemConfig => ({
    ...{ name: 'erp', protocol, baseUrl, auth: { kind: 'basic', ...credentials } },
    ...{ timeoutMs: 2000, maxConcurrent: 2, circuitBreaker: { failures: 5, openMs: 100 } },
  });
  const odata = () => system('odata', `${urls.url}/sap/opu/odata/sap`);
  const soap = () => system('soap', urls.legacyUrl);

  /** A fresh process with the node in it; `survives` is how many orders it stores before it is killed. */
  async function start(erpSystem: SystemConfig, config: object = {}, survives = Number.POSITIVE_INFINITY) {
    let left = survives;
    const node = deploy(
      runtime,
      { system: 'erp', schedule: 'often', ...config },
      { systems: { erp: erpSystem }, ...ledger.surroundings(['order', 'refused'], () => left-- > 0) },
    );
    await new Promise(setImmediate);
    return { node, look: () => node.schedules[0]!.task(new Date()) };
  }
  it('leaves orders in the ERP while there is no room, and lets its schedule know', async () => {
    erp.orders.create({ SoldToParty: '1', PurchaseOrderByCustomer: 'A', items }, 'CLERK');
    const { state } = ledger.surroundings(['order', 'refused']);
    const accept = async () => {
      throw new CrossdockError('CD_RUN_BACKPRESSURE', { name: 'the site' });
    };
    const around = { systems: { erp: odata() }, state, accept };
    const node = deploy(runtime, { system: 'erp', schedule: 'often' }, around);
    await new Promise(setImmediate);
    const code = await node.schedules[0]!.task(new Date()).catch((thrown: CrossdockError) => thrown.code);
    expect([code, node.logs, node.statuses.at(-1)]).to.deep.equal(['CD_RUN_BACKPRESSURE', [], 'ready']);
  });

  const stored = async (path: string): Promise<unknown[]> =>
    (await ledger.messages()).map(({ body }) => (body as { payload: Record<string, unknown> }).payload[path]);

  describe('over OData', () => {
    const enter = (reference: string, user = 'CLERK') =>
      erp.orders.create({ SoldToParty: '10100001', PurchaseOrderByCustomer: reference, items }, user);

    it('stores each order of others with its items under the customer’s reference', async () => {
      const order = enter("O'Hara 1");
      enter('ours', 'CROSSDOCK');
      const { node, look } = await start(odata());
      await look();
      const [message, ...more] = await ledger.messages();
      expect(more).to.deep.equal([]);
      expect(message?.envelope).to.deep.include({ key: "10100001/O'Hara 1", type: 'odata' });
      expect(message?.body).to.have.nested.property('payload.to_Item.results[0].RequestedQuantity', '5.000');
      expect(JSON.stringify(message?.body)).not.to.contain('__metadata');
      expect(message?.envelope.source.reference).to.contain(`order ${order.SalesOrder} of `);
      expect(node.statuses.at(-1)).to.equal('1 new');
    });

    it('goes on behind the last stored order when it was killed between two', async () => {
      for (const reference of ['A', 'B', 'C']) enter(reference);
      const killed = await start(odata(), {}, 1);
      await killed.look();
      expect(await stored('PurchaseOrderByCustomer')).to.deep.equal(['A']);
      const next = await start(odata());
      await next.look();
      await next.look();
      expect(await stored('PurchaseOrderByCustomer')).to.deep.equal(['A', 'B', 'C']);
    });

    it('asks only for what changed since, and offers an order it knows to the ledger once', async () => {
      enter('A');
      const { node, look } = await start(odata());
      await look();
      await look();
      await look();
      expect(node.arrivals).to.have.length(1);
      expect(node.statuses.at(-1)).to.equal('no new orders');
    });

    it('takes a changed order again, also when both changes have one time stamp', async () => {
      const noon = new Date('2026-03-01T12:00:00Z');
      Object.assign(erp.orders, { now: () => noon });
      const order = enter('A');
      const { look } = await start(odata());
      await look();
      erp.orders.change(order.SalesOrder, { ShippingCondition: '02' });
      await look();
      Object.assign(erp.orders, { now: () => new Date('2026-03-01T13:00:00Z') });
      erp.orders.change(order.SalesOrder, { ShippingCondition: '03' });
      await look();
      expect(await stored('ShippingCondition')).to.deep.equal(['01', '02', '03']);
    });

    it('reads on where the batch ended, page by page', async () => {
      for (let number = 1; number <= 5; number += 1) enter(`P-${number}`);
      const { look } = await start(odata(), { batch: 2 });
      for (let count = 0; count < 5; count += 1) await look();
      expect(await stored('PurchaseOrderByCustomer')).to.deep.equal(['P-1', 'P-2', 'P-3', 'P-4', 'P-5']);
    });

    it('gets past a mass change that gave more orders one time stamp than fit a batch', async () => {
      Object.assign(erp.orders, { now: () => new Date('2026-03-01T12:00:00Z') });
      for (let number = 1; number <= 150; number += 1) enter(`P-${number}`);
      const { look } = await start(odata(), { batch: 20 });
      for (let count = 0; count < 6; count += 1) await look();
      expect(new Set(await stored('PurchaseOrderByCustomer')).size).to.equal(150);
      Object.assign(erp.orders, { now: () => new Date('2026-03-01T12:00:01Z') });
      enter('after it');
      await look();
      await look();
      expect((await stored('PurchaseOrderByCustomer')).at(-1)).to.equal('after it');
    });

    it('lets an order without a customer’s reference through, so that it does not hold up the others', async () => {
      const order = enter('');
      enter('B');
      const { look } = await start(odata());
      await look();
      expect((await ledger.messages()).map(({ envelope }) => envelope.key)).to.deep.equal([
        `10100001/${order.SalesOrder}`,
        '10100001/B',
      ]);
    });

    it('is yellow while the ERP is down and continues when it answers', async () => {
      const { node, look } = await start(odata());
      erp.standIn.faults.set({ kind: 'fail' });
      await look();
      await look();
      expect(node.statuses.at(-1)).to.equal('CD_CONNECT_UNAVAILABLE');
      expect(node.logs.filter(({ level }) => level === 'warn')).to.have.length(1);
      erp.standIn.faults.clear();
      enter('A');
      await look();
      expect(node.statuses.at(-1)).to.equal('1 new');
      expect(node.logs.at(-1)?.text).to.equal('erp answers again');
    });

    it('reads the time stamps of SAP’s own gateway', async () => {
      const asked: string[] = [];
      const row = { SalesOrder: '1', SoldToParty: '7', PurchaseOrderByCustomer: 'A' };
      const results = [{ ...row, LastChangeDateTime: '/Date(1767225600123+0000)/' }];
      const sap = createServer((request, response) => {
        asked.push(new URL(request.url ?? '', 'http://sap').searchParams.get('$filter') ?? '');
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ d: { results } }));
      });
      await new Promise<void>((resolve) => sap.listen(0, '127.0.0.1', resolve));
      const { look } = await start(
        system('odata', `http://127.0.0.1:${(sap.address() as AddressInfo).port}`),
      );
      await look();
      await look();
      expect(asked[1]).to.contain("LastChangeDateTime ge datetimeoffset'2026-01-01T00:00:00.123Z'");
      expect(await ledger.messages()).to.have.length(1);
      sap.close();
    });

    it('hands an order that lacks its number or time of change to refused, and goes on behind it', async () => {
      const stamp = (second: number) => `2026-01-01T00:00:0${second}.000Z`;
      const results = [
        { SalesOrder: '1', LastChangeDateTime: stamp(1) },
        { SalesOrder: '2', LastChangeDateTime: 'yesterday' },
        { LastChangeDateTime: stamp(2) },
        { SalesOrder: '4', LastChangeDateTime: stamp(3) },
      ];
      const asked: string[] = [];
      const sap = createServer((request, response) => {
        asked.push(new URL(request.url ?? '', 'http://sap').searchParams.get('$filter') ?? '');
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ d: { results } }));
      });
      await new Promise<void>((resolve) => sap.listen(0, '127.0.0.1', resolve));
      const { node, look } = await start(
        system('odata', `http://127.0.0.1:${(sap.address() as AddressInfo).port}`),
      );
      await look();
      await look();
      sap.close();
      expect(await stored('SalesOrder')).to.deep.equal(['1', '2', undefined, '4']);
      expect(node.statuses).to.include('2 new, 2 refused');
      expect(asked[1]).to.contain(stamp(3));
      expect(node.arrivals.map(({ output }) => output)).to.deep.equal([
        ...[undefined, 'refused', 'refused', undefined],
      ]);
      expect(node.arrivals[1]?.properties).to.have.nested.property('error.code', 'CD_ERP_ORDER_INCOMPLETE');
      expect(JSON.stringify(node.arrivals[2]?.properties)).to.contain('has no SalesOrder');
    });

    it('does not begin a look while one is going on', async () => {
      enter('A');
      const { node, look } = await start(odata());
      await Promise.all([look(), look()]);
      expect(node.arrivals).to.have.length(1);
    });

    it('stops looking when it is closed', async () => {
      const { node } = await start(odata());
      await node.close();
      expect(node.schedules).to.deep.equal([]);
    });
  });

  describe('over SOAP', () => {
    it('stores new orders by their sequence: one order and one line are lists too, amounts stay text', async () => {
      erp.enterLegacy(legacyOrder('L-1'));
      const { look } = await start(soap());
      await look();
      await look();
      const [message, ...more] = await ledger.messages();
      expect(more).to.deep.equal([]);
      expect(message?.envelope).to.deep.include({ key: 'L-1', type: 'soap' });
      expect(message?.body).to.have.deep.nested.property('payload.lines', [
        { line: '1', article: 'NW-1001', quantity: '12345678901234.5678', unit: 'CT', price: '18.40' },
      ]);
      expect(message?.body).to.have.nested.property('payload.date', '2026-03-01');
    });

    it('finds nothing where there is nothing', async () => {
      const { node, look } = await start(soap());
      await look();
      expect(node.statuses.at(-1)).to.equal('no new orders');
    });

    it('goes on behind the last stored order after a kill, batch by batch', async () => {
      for (let number = 1; number <= 5; number += 1) erp.enterLegacy(legacyOrder(`L-${number}`));
      const killed = await start(soap(), { batch: 3 }, 1);
      await killed.look();
      const { look } = await start(soap(), { batch: 3 });
      await look();
      expect(await stored('number')).to.deep.equal(['L-1', 'L-2', 'L-3', 'L-4']);
      await look();
      expect(await stored('number')).to.have.length(5);
    });

    it('starts while the legacy ERP is down and finds it when it is up', async () => {
      erp.enterLegacy(legacyOrder('L-1'));
      const { node, look } = await start({ ...soap(), baseUrl: 'http://127.0.0.1:1/legacy' });
      await look();
      expect(node.statuses.at(-1)).to.equal('CD_CONNECT_REFUSED');
      erp.standIn.faults.set({ kind: 'fail', count: 1, path: '/legacy' });
      const up = await start(soap());
      await up.look();
      expect(up.node.statuses.at(-1)).to.equal('CD_CONNECT_UNAVAILABLE');
      await up.look();
      expect(await stored('number')).to.deep.equal(['L-1']);
    });
  });
});
