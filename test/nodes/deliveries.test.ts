import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { CrossdockError } from '../../domain/errors.ts';
import type { NodeRuntime } from '../../node-kit/node-runtime.ts';
import { runtime as apiCall } from '../../nodes/api-call/runtime.ts';
import { runtime as erpPost } from '../../nodes/erp-post/runtime.ts';
import { runtime as tmsShipment } from '../../nodes/tms-shipment/runtime.ts';
import { runtime as wmsRelease } from '../../nodes/wms-release/runtime.ts';
import { type Partners, startPartners } from '../../partners/start.ts';
import type { SystemConfig } from '../../runtime/face.ts';
import { demoSecrets } from '../support/demo.ts';
import { deploy } from '../support/deploy-node.ts';

describe('delivery nodes against their partners', () => {
  let partners: Partners;
  let folder: string;
  let systems: Record<string, SystemConfig>;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-deliveries-'));
    const ports = { erp: 0, legacy: 0, wms: 0, tms: 0, billing: 0, sftp: 0, mqtt: 0 };
    const secrets = demoSecrets();
    partners = await startPartners({
      ports,
      folder,
      crossdockUrl: 'http://127.0.0.1:9',
      secrets,
      paceMs: 60_000,
      seed: 4000,
    });
    const common = { timeoutMs: 2000, maxConcurrent: 2, circuitBreaker: { failures: 5, openMs: 100 } };
    const rest = (name: string, url: string, token: string): SystemConfig => ({
      name,
      protocol: 'rest',
      baseUrl: url,
      auth: { kind: 'bearer', token },
      ...common,
    });
    systems = {
      wms: rest('wms', `${partners.env.WMS_URL}/api/v1`, secrets.wms),
      tms: rest('tms', `${partners.env.TMS_URL}/tms/v1`, secrets.tms),
      billing: rest('billing', `${partners.env.BILLING_URL}/billing/v1`, secrets.billing),
      erp: {
        name: 'erp',
        protocol: 'odata',
        baseUrl: `${partners.env.ERP_URL}/sap/opu/odata/sap`,
        auth: { kind: 'basic', username: 'crossdock', password: secrets.erp },
        ...common,
      },
    };
  });

  after(async () => {
    await partners.close();
    rmSync(folder, { recursive: true });
  });

  /** Stages `payload` and makes the call it described, as the runtime does after the commit. */
  async function deliver(runtime: NodeRuntime, config: Record<string, unknown>, payload: unknown) {
    const node = deploy(runtime, config, { systems });
    const { error } = await node.receive({ payload });
    if (error) throw error;
    const [staged] = node.deliveries;
    const idempotencyKey = staged!.options.idempotencyKey;
    return {
      staged: staged!,
      answer: await node.deliver(staged!.request, { id: 'delivery-1', idempotencyKey }),
    };
  }
  const failure = async (work: Promise<unknown>): Promise<CrossdockError> =>
    work.then(
      () => expect.fail('it succeeded'),
      (thrown: CrossdockError) => thrown,
    );

  describe('crossdock-wms-release', () => {
    const release = {
      releaseNumber: '4711-1',
      orderNumber: 'PO-1',
      lines: [{ line: '1', sku: 'NW-1001', quantity: 3, unit: 'CT' }],
    };

    it('releases once per release number and gives the warehouse’s reference', async () => {
      const first = await deliver(wmsRelease, { system: 'wms' }, release);
      const second = await deliver(wmsRelease, { system: 'wms' }, release);
      expect(first.staged.options).to.deep.equal({
        system: 'wms',
        key: '4711-1',
        idempotencyKey: 'release:4711-1',
      });
      expect(first.answer.output).to.equal('confirmed');
      expect(second.answer.payload).to.deep.equal(first.answer.payload);
      expect(partners.wms.recorder.problems).to.deep.equal([]);
    });

    it('cancels a release by its number, as often as it is asked', async () => {
      const config = { system: 'wms', action: 'cancel' };
      await deliver(wmsRelease, { system: 'wms' }, { ...release, releaseNumber: '4711-9' });
      const { staged, answer } = await deliver(wmsRelease, config, { number: '4711-9' });
      expect(staged.options).to.include({ idempotencyKey: 'cancel-release:4711-9' });
      expect(answer).to.deep.include({ output: 'confirmed', payload: { number: '4711-9', cancelled: true } });
      expect((await deliver(wmsRelease, config, { number: '4711-9' })).answer).to.deep.equal(answer);
      const unknown = await failure(deliver(wmsRelease, config, { number: 'none' }));
      expect(unknown.message).to.contain('the release is not known');
      expect((await failure(deliver(wmsRelease, config, {}))).code).to.equal('CD_WMS_RELEASE_NUMBER_MISSING');
    });

    it('gives the warehouse’s own reason when it refuses', async () => {
      const error = await failure(
        deliver(
          wmsRelease,
          { system: 'wms' },
          { ...release, releaseNumber: 'X', lines: [{ line: '1', sku: 'NOPE' }] },
        ),
      );
      expect([error.code, error.fault]).to.deep.equal(['CD_CONNECT_REJECTED', 'business']);
      expect(error.message).to.contain('Item NOPE is unknown');
    });

    it('fails a release without a number before anything is staged', async () => {
      expect((await failure(deliver(wmsRelease, { system: 'wms' }, {}))).code).to.equal(
        'CD_WMS_RELEASE_NUMBER_MISSING',
      );
    });

    it('is tried again when the warehouse is down', async () => {
      partners.wms.faults.set({ kind: 'fail', count: 1 });
      expect((await failure(deliver(wmsRelease, { system: 'wms' }, release))).retry).to.equal('retryable');
    });
  });

  describe('crossdock-tms-shipment', () => {
    const load = {
      releaseNumber: '4711-1',
      orderNumber: 'PO-1',
      origin: {},
      destination: { postalCode: '50667', country: 'DE' },
      lines: [{ sku: 'NW-1001', quantity: 10, unitWeightKg: 12.6 }],
    };

    it('has the load planned once and gives shipment, carrier and expected charges', async () => {
      const { answer } = await deliver(tmsShipment, { system: 'tms' }, load);
      expect(answer.output).to.equal('planned');
      expect(answer.payload).to.deep.include({
        shipmentId: 'SH4000',
        carrier: { scac: 'NRDX', name: 'Nordex Road' },
      });
      expect(answer.payload).to.have.nested.property('expectedCharges[0].amount', '22.68');
      expect((await deliver(tmsShipment, { system: 'tms' }, load)).answer.payload).to.deep.equal(
        answer.payload,
      );
    });

    it('cancels a load by its number', async () => {
      const planned = await deliver(tmsShipment, { system: 'tms' }, load);
      const { shipmentId } = planned.answer.payload as { shipmentId: string };
      const config = { system: 'tms', action: 'cancel' };
      const { staged, answer } = await deliver(tmsShipment, config, { number: shipmentId });
      expect(staged.options).to.include({ idempotencyKey: `cancel-shipment:${shipmentId}` });
      expect(answer.payload).to.deep.equal({ number: shipmentId, cancelled: true });
      expect((await failure(deliver(tmsShipment, config, {}))).code).to.equal(
        'CD_TMS_RELEASE_NUMBER_MISSING',
      );
    });

    it('changes a load by its number, each message once, and gives the new plan', async () => {
      const planned = await deliver(tmsShipment, { system: 'tms' }, load);
      const { shipmentId, pickupAt } = planned.answer.payload as { shipmentId: string; pickupAt: string };
      const config = { system: 'tms', action: 'change' };
      const lines = [{ sku: 'NW-1001', quantity: 5, unitWeightKg: 12.6 }];
      const { staged, answer } = await deliver(tmsShipment, config, { number: shipmentId, lines });
      expect(staged.options.idempotencyKey).to.match(new RegExp(`^change-shipment:${shipmentId}:.+`));
      expect(answer.payload).to.include({ shipmentId, pickupAt });
      expect(answer.payload).to.have.nested.property('expectedCharges[0].amount', '11.34');
      const unknown = await failure(deliver(tmsShipment, config, { number: 'SH1', lines }));
      expect(unknown.message).to.contain('load SH1 is not known');
    });

    it('waits as long as the TMS asks when it throttles', async () => {
      partners.tms.faults.set({ kind: 'throttle', count: 1, delayMs: 3000 });
      const error = await failure(deliver(tmsShipment, { system: 'tms' }, load));
      expect([error.code, error.parameters.retryAfterMs]).to.deep.equal(['CD_CONNECT_THROTTLED', 3000]);
    });

    it('takes one answer when the TMS sends it twice', async () => {
      partners.tms.faults.set({ kind: 'answer-twice', count: 1 });
      const { answer } = await deliver(tmsShipment, { system: 'tms' }, load);
      expect(answer.payload).to.have.property('shipmentId', 'SH4000');
    });
  });

  describe('crossdock-erp-post', () => {
    const order = {
      SoldToParty: '10100001',
      PurchaseOrderByCustomer: "O'Hara 1",
      TransactionCurrency: 'USD',
      to_Item: {
        results: [
          {
            SalesOrderItem: '10',
            Material: 'NW-1001',
            RequestedQuantity: '5',
            RequestedQuantityUnit: 'CAR',
            NetPriceAmount: '18.40',
          },
        ],
      },
    };
    const config = { system: 'erp', document: 'sales-order' };

    it('creates the order once and finds it when the answer was lost', async () => {
      partners.erp.standIn.faults.set({ kind: 'lose-answer', count: 1, method: 'POST' });
      expect((await failure(deliver(erpPost, config, order))).code).to.equal('CD_CONNECT_REFUSED');
      const { answer } = await deliver(erpPost, config, order);
      expect(answer.payload).to.deep.include({
        document: 'sales-order',
        number: '4000',
        reference: "10100001/O'Hara 1",
        existed: true,
      });
      const [item] = order.to_Item.results;
      expect(answer.payload).to.have.nested.property('entity.to_Item.results[0]').that.includes(item);
      expect(partners.erp.standIn.recorder.problems).to.deep.equal([]);
    });

    it('makes an order what it is to be: what differs is changed, what is missing added, and a repeat changes nothing', async () => {
      const posted = await deliver(erpPost, config, { ...order, PurchaseOrderByCustomer: 'P-CHANGE' });
      const { number } = posted.answer.payload as { number: string };
      const change = { ...config, action: 'change' };
      const [oats] = order.to_Item.results;
      const salt = { ...oats, SalesOrderItem: '20', Material: 'NW-1006' };
      const fewer = { SalesOrderItem: '10', RequestedQuantity: '3' };
      const body = { SalesOrder: number, ShipToCity: 'Trenton', to_Item: { results: [fewer, salt] } };
      const first = await deliver(erpPost, change, body);
      expect(first.staged.options).to.include({ key: number });
      expect(first.answer.payload).to.deep.equal({ document: 'sales-order', number, changed: 3 });
      const inErp = partners.erp.orders.get(number);
      expect(inErp).to.include({ ShipToCity: 'Trenton', PurchaseOrderByCustomer: 'P-CHANGE' });
      expect(inErp?.items).to.deep.equal([{ ...oats, RequestedQuantity: '3' }, salt]);
      expect((await deliver(erpPost, change, body)).answer.payload).to.include({ changed: 0 });
      const unknown = await failure(deliver(erpPost, change, { ...body, SalesOrder: '1' }));
      expect(unknown.code).to.equal('CD_ERP_DOCUMENT_UNKNOWN');
      expect((await failure(deliver(erpPost, change, { to_Item: {} }))).code).to.equal(
        'CD_ERP_REFERENCE_MISSING',
      );
    });

    it('takes an order back item by item, and finds it taken back when it comes again', async () => {
      const posted = await deliver(erpPost, config, { ...order, PurchaseOrderByCustomer: 'P-BACK' });
      const { number } = posted.answer.payload as { number: string };
      const back = { ...config, action: 'reverse' };
      const first = await deliver(erpPost, back, { number });
      expect(first.staged.options).to.include({ idempotencyKey: `reverse:sales-order:${number}` });
      expect(first.answer.payload).to.include({ number, reversed: true, existed: false });
      const second = await deliver(erpPost, back, { number });
      expect(second.answer.payload).to.include({ reversed: true, existed: true });
      const unknown = await failure(deliver(erpPost, back, { number: '1' }));
      expect(unknown.code).to.equal('CD_ERP_DOCUMENT_UNKNOWN');
      expect((await failure(deliver(erpPost, back, {}))).code).to.equal('CD_ERP_REFERENCE_MISSING');
    });

    it('gives the ERP’s own words when it refuses', async () => {
      const error = await failure(
        deliver(erpPost, config, { ...order, PurchaseOrderByCustomer: 'P-2', SoldToParty: '999' }),
      );
      expect([error.fault, error.message]).to.deep.equal(['business', error.message]);
      expect(error.message).to.contain('Customer 999 is not defined');
    });

    it('refuses a document without our reference', async () => {
      expect((await failure(deliver(erpPost, config, { to_Item: {} }))).code).to.equal(
        'CD_ERP_REFERENCE_MISSING',
      );
    });
  });

  describe('crossdock-api-call', () => {
    const invoice = {
      invoiceNumber: 'I-1',
      currency: 'EUR',
      lines: [{ amount: { amount: '10.00', currency: 'EUR' } }],
      totals: { net: { amount: '10.00' }, tax: { amount: '1.90' }, gross: { amount: '11.90' } },
    };
    const config = {
      system: 'billing',
      method: 'POST',
      path: '/invoices',
      pathType: 'str',
      idempotencyKey: '"invoice:" & payload.invoiceNumber',
      idempotencyKeyType: 'jsonata',
    };

    it('sends the idempotency key of the business, so that a repeat is answered and not posted', async () => {
      const first = await deliver(apiCall, config, invoice);
      const second = await deliver(apiCall, config, invoice);
      expect(first.staged.options.idempotencyKey).to.equal('invoice:I-1');
      expect([first.answer.properties?.status, second.answer.properties?.status]).to.deep.equal([201, 200]);
      expect(partners.billing.recorder.problems).to.deep.equal([]);
    });

    it('gives the reason of a refusal', async () => {
      const error = await failure(deliver(apiCall, config, { ...invoice, invoiceNumber: 'I-2', lines: [] }));
      expect(error.message).to.contain('invoiceNumber and lines are required');
    });

    it('does not send a refused login again', async () => {
      partners.billing.faults.set({ kind: 'unauthorized', count: 1 });
      const error = await failure(deliver(apiCall, config, invoice));
      expect([error.code, error.retry]).to.deep.equal(['CD_CONNECT_UNAUTHORIZED', 'terminal']);
    });
  });
});
