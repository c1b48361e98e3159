import { expect } from 'chai';
import { acme850, globexOrders } from '../../partners/customers/documents.ts';
import { upload } from '../../partners/customers/stream.ts';
import type { Received } from '../../partners/recorder.ts';
import { type Demo, demoSecrets, startDemo } from '../support/demo.ts';
import type { TowerClient } from '../support/tower-client.ts';
import { received } from '../support/until.ts';

interface Payable {
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
  let demo: Demo;
  let tower: TowerClient;

  before(async function () {
    this.timeout(240_000);
    demo = await startDemo({ paceMs: 40 });
    await demo.start();
    tower = await demo.tower();
  });
  after(() => demo.close());

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

  it('accrues a load at its dispatch, over what is planned and what its driver did besides', async () => {
    const shipTo = {
      ...{ name: 'Globex Lager Köln', street: 'Hafenstraße 5', city: 'Köln' },
      ...{ postalCode: '50667', country: 'DE' },
    };
    const lines = [{ sku: 'NW-1001', cartons: 10 }];
    const login = { port: demo.partners.sftpPort, password: demoSecrets().globex };
    const file = globexOrders({ number: 'GX-FRT-1', shipTo, control: 910_003, lines }, new Date());
    await upload('globex', login, 'ORDERS-FRT.edi', file);
    // 126 kg × 0.18 and a tenth for fuel; one of three hours at the dock is beyond the two that are free.
    const total = ({ body }: Received): string => (body as { total: { amount: string } }).total.amount;
    const { body } = await posted(
      'accrual',
      (one) => total(one) === '69.95',
      'the accrual with the waiting time',
    );
    expect(body).to.deep.include({ status: 'open', currency: 'EUR' });
    expect(body).to.have.nested.property('carrier.scac', 'NRDX');
    const gaps = (await tower.reconciliation()).kinds.find(({ kind }) => kind === 'accrued-not-settled');
    expect(gaps?.sums).to.deep.equal([{ amount: '69.95', currency: 'EUR' }]);
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
    expect((await tower.exceptions()).map(({ code }) => code)).to.deep.equal([]);
  });
});
