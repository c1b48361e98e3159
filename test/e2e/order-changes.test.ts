import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { acme850, globexOrderChange, globexOrders } from '../../partners/customers/documents.ts';
import { upload } from '../../partners/customers/stream.ts';
import type { Received } from '../../partners/recorder.ts';
import { composeX12 } from '../../partners/x12.ts';
import { type Demo, demoSecrets, startDemo } from '../support/demo.ts';
import { copyDemoSite, type SiteCopy } from '../support/site-copy.ts';
import type { TowerClient } from '../support/tower-client.ts';
import { received } from '../support/until.ts';

const identity = {
  senderQualifier: '01',
  sender: 'ACMERETAIL',
  receiverQualifier: 'ZZ',
  receiver: 'CROSSDOCK',
};

describe('an order that its customer changes', function () {
  this.timeout(240_000);
  let copy: SiteCopy;
  let demo: Demo;
  let tower: TowerClient;
  let control = 700;

  before(async () => {
    copy = copyDemoSite();
    // The warehouse takes its time, so that its goods are there when the customer changes his mind.
    demo = await startDemo({ paceMs: 600_000, seed: 9000, siteFile: copy.siteFile });
    await demo.start();
    tower = await demo.tower();
  });
  after(async () => {
    await demo?.close();
    copy?.remove();
  });

  const login = (who: 'acme' | 'globex' = 'acme') => ({
    port: demo.partners.sftpPort,
    password: demoSecrets()[who],
  });

  /** A file in a customer's mailbox with all of these texts. */
  const inOutbox = (customer: 'acme' | 'globex', ...has: readonly string[]): Promise<string> =>
    tower.look(
      async () => {
        const folder = join(demo.folder, 'partners/exchange', customer, 'outbox');
        const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
        return texts.find((text) => has.every((part) => text.includes(part)));
      },
      `${has.join(' and ')} for ${customer}`,
      60_000,
    );

  /** An order of Acme that goes to the cloud warehouse, or to the 3PL for a store in the United States. */
  async function ordered(number: string, country = 'DE', until = 'released'): Promise<string> {
    control += 1;
    const shipTo = {
      name: 'Acme Store 14',
      street: 'Am Kai 1',
      city: 'Hamburg',
      postalCode: '20457',
      country,
    };
    const lines = [
      { sku: 'NW-1001', cartons: 24 },
      { sku: 'NW-1002', cartons: 10 },
    ];
    await upload('acme', login(), `${number}.edi`, acme850({ number, shipTo, lines, control }, new Date()));
    await tower.order(number, ({ status }) => status === 'planned' || status === until, 60_000);
    return `C-ACME/${number}`;
  }

  async function changed(number: string, purpose: '01' | '04', sequence: number, lines: readonly string[]) {
    control += 1;
    const body = [
      `BCH*${purpose}*SA*${number}**${sequence}*20260302*****20260303`,
      'N1*BY*Acme Retail Inc*92*ACMERETAIL',
      ...lines,
    ];
    const text = composeX12({ ...identity, control, functionalId: 'PC' }, '860', [body], new Date());
    await upload('acme', login(), `change-${control}.edi`, text);
  }

  /** The 865 in Acme's mailbox about a change. */
  const answer = (number: string, sequence: number): Promise<string> =>
    inOutbox('acme', 'ST*865', `*${number}**${sequence}*`);

  it('is changed when its warehouse agrees, and the customer has the answer as a 865', async () => {
    const key = await ordered('PO-CHANGE-1');
    const { wms } = demo.partners;
    await received(
      wms.recorder,
      ({ what, body }) => what === 'release' && JSON.stringify(body).includes('PO-CHANGE-1'),
      'the release',
    );
    await changed('PO-CHANGE-1', '04', 1, [
      'POC*1*QD*20*20*CA*18.40*PE*VN*NW-1001',
      'POC*2*DI',
      'POC*9*QI*3**CA',
    ]);
    const text = await answer('PO-CHANGE-1', 1);
    expect(text).to.match(/BCA\*04\*AC\*PO-CHANGE-1/);
    expect(text).to.contain('POC*1*CA*20**CA').and.to.contain('ACK*IA*20*CA').and.to.contain('ACK*IR');
    const { order } = await tower.orderPage(key);
    expect(order).to.have.nested.property('lines[0].ordered', '20');
    expect(order).to.have.nested.property('lines[1].ordered', '0');
    const { erp, tms } = demo.partners;
    const inErp = await tower.look(async () => {
      const found = erp.orders.all().find((one) => one.PurchaseOrderByCustomer === 'PO-CHANGE-1');
      return found?.items[1]?.SalesDocumentRjcnReason ? found : undefined;
    }, 'the cancelled line in the ERP');
    expect(inErp.items.map((item) => item.RequestedQuantity)).to.deep.equal(['20', '10']);
    // 20 cartons of 12.6 kg at 0.18 and a tenth of that for fuel: what the carrier may bill from now on.
    const { body } = await received(
      tms.recorder,
      ({ what, outcome, body: asked }) =>
        what === 'shipment changed' && outcome === '200' && JSON.stringify(asked).includes('"quantity":20'),
      'the smaller load',
    );
    expect(body).to.have.property('lines').with.length(1);
    await tower.look(async () => {
      const { history } = await tower.orderPage(key);
      return history.find(({ text }) => /plan of shipment \S+ changed/.test(text));
    }, 'the changed plan');
  });

  it('is cancelled when its warehouse agrees', async () => {
    const key = await ordered('PO-CHANGE-2', 'DE', 'planned');
    await changed('PO-CHANGE-2', '01', 1, []);
    expect(await answer('PO-CHANGE-2', 1)).to.match(/BCA\*01\*AT\*PO-CHANGE-2/);
    await tower.order('PO-CHANGE-2', ({ status }) => status === 'cancelled');
    const { compensation } = await tower.look(async () => {
      const { order } = await tower.orderPage(key);
      return order.compensation?.done ? order : undefined;
    }, 'everything taken back');
    expect(compensation?.steps.map(({ kind, state }) => [kind, state])).to.deep.equal([
      ['shipment', 'reversed'],
      ['erp-order', 'reversed'],
    ]);
    const { erp, tms } = demo.partners;
    expect(tms.recorder.received.filter(({ what }) => what === 'shipment cancelled')).to.have.length(1);
    const rejected = ({ what, body }: Received): boolean =>
      what === 'sales order change' && JSON.stringify(body).includes('"92"');
    expect(erp.standIn.recorder.received.filter(rejected)).to.have.length(2);
  });

  it('waits for a person where the warehouse takes no changes, and goes on with the answer', async () => {
    const key = await ordered('PO-CHANGE-3', 'US');
    await changed('PO-CHANGE-3', '04', 1, ['POC*1*QD*20*20*CA*18.40*PE*VN*NW-1001']);
    const question = await tower.exception('CD_RAISED_BY_FLOW', 'still be changed', 60_000);
    const { requestNumber } = question.document as { requestNumber: string };
    const { status } = await tower.answerReleaseChange(key, requestNumber, false);
    expect(status).to.equal(200);
    expect(await answer('PO-CHANGE-3', 1)).to.match(/BCA\*04\*RJ\*PO-CHANGE-3/);
  });

  it('is changed and then cancelled by EDIFACT, each answered by an ORDRSP', async () => {
    const number = 'GX-CHANGE-1';
    const send = (name: string, text: string) => upload('globex', login('globex'), name, text);
    const [oats, rice] = [
      { sku: 'NW-1001', cartons: 24 },
      { sku: 'NW-1002', cartons: 10 },
    ];
    const shipTo = { name: 'Globex Lager', street: 'Am Kai 12', city: 'Hamburg', postalCode: '20095' };
    const order = { number, shipTo: { ...shipTo, country: 'DE' }, lines: [oats, rice], control: 881 };
    await send('order.edi', globexOrders(order, new Date()));
    await tower.order(number, ({ status }) => status === 'planned', 60_000);
    const { wms } = demo.partners;
    await received(
      wms.recorder,
      ({ what, body }) => what === 'release' && JSON.stringify(body).includes(number),
      'the release',
    );
    const change = { number: 'GXC-1', orderNumber: number, cancelled: false, control: 882 };
    const lines = [
      { ...oats, number: 1, action: '3', cartons: 20 },
      { ...rice, number: 7, action: '3', cartons: 3 },
    ] as const;
    await send('change.edi', globexOrderChange({ ...change, lines }, new Date()));
    const inPart = await inOutbox('globex', 'BGM+231+GXC-1+30');
    expect(inPart)
      .to.contain(`RFF+ON:${number}`)
      .and.to.match(/LIN\+1\+5\+[^']*'\s*PIA[^']*'\s*QTY\+21:20:CT'/);
    expect(inPart).to.contain('LIN+7+7').and.to.contain('the order has no line 7');
    const { order: changed } = await tower.orderPage(`C-GLOBEX/${number}`);
    expect(changed).to.have.nested.property('lines[0].ordered', '20');

    const cancellation = { ...change, number: 'GXC-2', cancelled: true, control: 883, lines: [] };
    await send('cancel.edi', globexOrderChange(cancellation, new Date()));
    await inOutbox('globex', 'BGM+231+GXC-2+29');
    await tower.order(number, ({ status }) => status === 'cancelled');
  });

  it('shows what it waits for, and what is at risk with the money that is open', async () => {
    const { order, expected } = await tower.orderPage('C-ACME/PO-CHANGE-1');
    expect(order.status).to.not.equal('cancelled');
    expect(expected.map(({ milestone }) => milestone))
      .to.include('shipped')
      .and.to.include('delivered');
    const { orders } = await tower.atRisk();
    expect(orders).to.be.at.least(2);
  });
});
