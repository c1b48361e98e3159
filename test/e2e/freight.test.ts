import { expect } from 'chai';
import { acme850, globexOrders } from '../../partners/customers/documents.ts';
import { upload } from '../../partners/customers/stream.ts';
import type { Received } from '../../partners/recorder.ts';
import { type Demo, demoSecrets, startDemo } from '../support/demo.ts';
import { copyDemoSite, type SiteCopy } from '../support/site-copy.ts';
import type { TowerClient } from '../support/tower-client.ts';
import { received } from '../support/until.ts';
import { nordexInvoice, nordexStatement } from './nordex-bills.ts';

interface Payable {
  readonly payableNumber: string;
  readonly invoiceNumber: string;
  readonly settlesDispute?: string;
  readonly shipments: readonly {
    readonly shipmentId?: string;
    readonly charges: readonly { readonly code: string; readonly approved: { readonly amount: string } }[];
    readonly allocations: readonly { readonly orderNumber?: string; readonly costCentre?: string }[];
  }[];
  readonly totals: { readonly gross: { readonly amount: string } };
}

describe('what shipments cost, from the plan to the carrier’s bill', () => {
  let copy: SiteCopy;
  let demo: Demo;
  let tower: TowerClient;

  before(async function () {
    this.timeout(240_000);
    // What is open is looked at all the time, and everything of it is old.
    copy = copyDemoSite({ lines: { 'open-items': '{ cron: "*/2 * * * * *" }' } });
    copy.edit('flows/reconciliation/tabs/open.yaml', 'agedDays: 7', 'agedDays: 0');
    demo = await startDemo({ paceMs: 40, siteFile: copy.siteFile });
    await demo.start();
    tower = await demo.tower();
  });
  after(async () => {
    await demo?.close();
    copy?.remove();
  });

  const order = async (number: string, control: number, postalCode: string): Promise<void> => {
    const shipTo = {
      ...{ name: 'Acme Store 14', street: '550 Broad St', city: 'Newark', region: 'NJ' },
      ...{ postalCode, country: 'US' },
    };
    const lines = [{ sku: 'NW-1001', cartons: 24 }];
    const login = { port: demo.partners.sftpPort, password: demoSecrets().acme };
    await upload('acme', login, `${number}.edi`, acme850({ number, shipTo, control, lines }, new Date()));
  };
  const posted = (what: string, matches: (one: Received) => boolean, text: string): Promise<Received> =>
    received(
      demo.partners.billing.recorder,
      (one) => one.what === what && one.outcome.startsWith('201') && matches(one),
      text,
    );
  const payable = async (number: string, isDisputed = false): Promise<Payable> => {
    const ofOrder = ({ body }: Received): boolean => {
      const { shipments, settlesDispute } = body as Payable;
      const [first] = shipments.flatMap(({ allocations }) => allocations);
      return first?.orderNumber === number && (settlesDispute !== undefined) === isDisputed;
    };
    return (await posted('payable', ofOrder, `a payable for ${number}`)).body as Payable;
  };

  it('posts what the carrier bills by 210 as planned, shared among orders and cost centres', async function () {
    this.timeout(240_000);
    await order('AC-FRT-1', 910_001, '07102');
    const { shipments, totals } = await payable('AC-FRT-1');
    const [shipment] = shipments;
    // 24 × 12.6 kg = 302.4 kg × 0.18; fuel a tenth of it.
    expect(totals.gross.amount).to.equal('59.87');
    expect(shipment?.charges.map(({ code, approved }) => [code, approved.amount])).to.deep.equal([
      ['freight', '54.43'],
      ['fuel', '5.44'],
    ]);
    expect(shipment?.allocations[0]?.costCentre).to.match(/^47[12]0$/);
  });

  interface Accrual {
    readonly accrualNumber: string;
    readonly shipmentId: string;
    readonly status: string;
    readonly settledBy?: string;
    readonly variance?: { readonly amount: string };
    readonly orders: readonly { readonly orderNumber: string }[];
    readonly total: { readonly amount: string };
  }
  const accrual = async (order: string, status: string): Promise<Accrual> => {
    const isMeant = ({ body }: Received): boolean => {
      const { orders, status: is, total } = body as Accrual;
      return (
        orders.some(({ orderNumber }) => orderNumber === order) && is === status && total.amount === '69.95'
      );
    };
    return (await posted('accrual', isMeant, `the accrual of ${order}, ${status}`)).body as Accrual;
  };
  /** A load to Köln by Nordex: 126 kg × 0.18, a tenth for fuel, and one of three hours at the dock is not free. */
  const globexLoad = async (number: string, control: number): Promise<Accrual> => {
    const shipTo = {
      ...{ name: 'Globex Lager Köln', street: 'Hafenstraße 5', city: 'Köln' },
      ...{ postalCode: '50667', country: 'DE' },
    };
    const lines = [{ sku: 'NW-1001', cartons: 10 }];
    const login = { port: demo.partners.sftpPort, password: demoSecrets().globex };
    const file = globexOrders({ number, shipTo, control, lines }, new Date());
    await upload('globex', login, `${number}.edi`, file);
    return accrual(number, 'open');
  };
  const nordexBill = (file: string): Promise<unknown> =>
    upload(
      'nordex',
      { port: demo.partners.sftpPort, password: demoSecrets().nordex },
      `${file.length}.edi`,
      file,
    );

  it('accrues a load at its dispatch, over what is planned and what its driver did besides', async function () {
    this.timeout(240_000);
    const { status, shipmentId } = await globexLoad('GX-FRT-1', 910_003);
    expect(status).to.equal('open');
    const gaps = (await tower.reconciliation()).kinds.find(({ kind }) => kind === 'accrued-not-settled');
    expect(gaps?.sums).to.deep.equal([{ amount: '69.95', currency: 'EUR' }]);
    const told = await tower.exception('CD_RAISED_BY_FLOW', 'accrued-not-settled');
    expect(told.owner).to.equal('finance');
    expect(told.text).to.match(/accrued-not-settled: \d+.* open for more than 0 days$/);
    await nordexBill(nordexStatement('NX-1', shipmentId, { FRT: '22.68', FUE: '2.27', DET: '45' }, '69.95'));
    const settled = await accrual('GX-FRT-1', 'settled');
    expect([settled.settledBy, settled.variance?.amount]).to.deep.equal(['NX-1', '0.00']);
    expect((await payable('GX-FRT-1')).totals.gross.amount).to.equal('69.95');
    const hits = await tower.search(settled.accrualNumber);
    expect(hits.map(({ key }) => key)).to.deep.equal([`freight/${shipmentId}`]);
    await nordexBill(nordexInvoice('NX-2', shipmentId, { FRT: '22.68' }, '22.68'));
    await tower.exception('CD_SETTLEMENT_DISPUTED', 'NX-2');
    const [dispute] = (await tower.freight(shipmentId)).disputes;
    expect((await tower.decideDispute(shipmentId, dispute!.number, 'refuse')).status).to.equal(200);
  });

  it('takes a bill in dollars by REST, at the rate of the contract, and pays it in dollars', async function () {
    this.timeout(240_000);
    const { shipmentId } = await globexLoad('GX-FRT-2', 910_004);
    const usd = (amount: string) => ({ amount, currency: 'USD' });
    const charge = (code: string, kind: string, amount: string) => ({
      ...{ code, kind, description: code, amount: usd(amount) },
    });
    const bill = {
      ...{
        invoiceNumber: 'NX-US-1',
        kind: 'invoice',
        billTo: { id: 'NORTHWIND' },
      },
      ...{ issuedAt: new Date().toISOString(), currency: 'USD' },
      shipments: [
        {
          shipmentId,
          charges: [
            charge('LINEHAUL', 'freight', '25.20'),
            charge('FUEL', 'fuel', '2.52'),
            charge('detention', 'accessorial', '50.00'),
          ],
        },
      ],
      totals: { net: usd('77.72'), tax: usd('0.00'), gross: usd('77.72') },
    };
    const post = (scac: string): Promise<Response> =>
      fetch(`${demo.url}/api/carriers/freight-invoices`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: 'Bearer demo-portal',
          'idempotency-key': 'NX-US-1',
        },
        body: JSON.stringify({ ...bill, carrier: { scac } }),
      });
    const foreign = await post('SWFT');
    expect([foreign.status, await foreign.json()]).to.have.nested.property(
      '[1].title',
      'CD_API_PARTY_REFUSED',
    );
    expect((await post('NRDX')).status).to.equal(202);
    const settled = await accrual('GX-FRT-2', 'settled');
    expect([settled.settledBy, settled.variance?.amount]).to.deep.equal(['NX-US-1', '0.00']);
    const { payableNumber, totals } = await payable('GX-FRT-2');
    expect(totals.gross).to.deep.equal({ amount: '77.72', currency: 'USD' });
    const hits = await tower.search(payableNumber);
    expect(hits.map(({ key }) => key)).to.deep.equal([`freight/${shipmentId}`]);
  });

  it('disputes waiting that nobody reported, and pays it when it is decided in the tower', async function () {
    this.timeout(240_000);
    await order('AC-FRT-2', 910_002, '07106');
    const paid = await payable('AC-FRT-2');
    expect(paid.totals.gross.amount).to.equal('59.87');
    await tower.exception('CD_SETTLEMENT_DISPUTED', paid.invoiceNumber);
    const shipment = paid.shipments[0]?.shipmentId ?? '';
    const [dispute] = (await tower.freight(shipment)).disputes;
    expect(dispute).to.deep.include({ amount: '60.00', status: 'open' });
    const answer = await tower.decideDispute(shipment, dispute!.number, 'accept');
    expect(answer.status).to.equal(200);
    const after = await payable('AC-FRT-2', true);
    expect(after.totals.gross.amount).to.equal('60.00');
    expect((await tower.freight(shipment)).status).to.equal('freight-settled');
    const others = (await tower.exceptions()).filter(({ code }) => code !== 'CD_RAISED_BY_FLOW');
    expect(others.map(({ code }) => code)).to.deep.equal([]);
  });
});
