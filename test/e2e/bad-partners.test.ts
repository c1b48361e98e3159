import { expect } from 'chai';
import type { Received, Recorder } from '../../partners/recorder.ts';
import { type Demo, startDemo } from '../support/demo.ts';
import { copyDemoSite, type SiteCopy } from '../support/site-copy.ts';
import type { TowerClient, TowerOrder } from '../support/tower-client.ts';
import { received } from '../support/until.ts';

const basket = [{ sku: 'NW-1006', cartons: 10 }];
const isPosted = ({ status }: TowerOrder): boolean => status === 'posted';

describe('partners that fail', function () {
  this.timeout(240_000);
  let copy: SiteCopy;
  let demo: Demo;
  let tower: TowerClient;

  before(async () => {
    copy = copyDemoSite({
      lines: {
        retry: '{ attempts: 60, firstDelayMs: 40, factor: 2, maxDelayMs: 250 }',
        // The first system of the file is the ERP.
        timeoutMs: '300\n    circuitBreaker: { failures: 4, openMs: 250 }',
      },
    });
    demo = await startDemo({ paceMs: 60, seed: 7000, siteFile: copy.siteFile });
    await demo.start();
    tower = await demo.tower();
  });
  afterEach(() => {
    for (const { faults } of [demo.partners.erp.standIn, demo.partners.tms]) faults.clear();
  });
  after(async () => {
    await demo?.close();
    copy.remove();
  });

  const clerk = (number: string): string => demo.partners.orders.clerk(number, basket);
  const posted = (number: string): Promise<TowerOrder> => tower.order(number, isPosted, 30_000);
  const all = ({ received: list }: Recorder, what: string, about: string): readonly Received[] =>
    list.filter((each) => each.what === what && JSON.stringify(each).includes(about));
  const planned = (number: string): Promise<Received> =>
    received(
      demo.partners.tms.recorder,
      ({ what, body, outcome }) =>
        what === 'shipment' && outcome.startsWith('201') && JSON.stringify(body).includes(number),
      `a load for ${number}`,
    );
  /** How often the ERP created a document of a kind with that number in it. */
  const inErp = (what: string, number: string | undefined): number =>
    all(demo.partners.erp.standIn.recorder, what, number ?? 'no number').filter(({ outcome }) =>
      outcome.startsWith('201'),
    ).length;

  it('waits for an ERP that fails, then hangs, and posts in order once it answers', async () => {
    const { faults } = demo.partners.erp.standIn;
    faults.set({ kind: 'fail' });
    const number = await demo.partners.orders.next();
    await tower.look(
      async () => (await tower.status()).openCircuits.find(({ system }) => system === 'erp'),
      'the circuit of the ERP to open',
    );
    faults.clear();
    faults.set({ kind: 'hang' });
    const waiting = await tower.order(number, ({ status }) => status === 'new');
    expect(waiting.held).to.equal(false);
    expect((await tower.status()).work.deliveriesPending).to.be.greaterThan(0);
    expect(await tower.exceptions()).to.deep.equal([]);
    faults.clear();
    const { invoices } = await posted(number);
    expect(inErp('sales order', number)).to.equal(1);
    expect(inErp('billing document', invoices[0]?.invoiceNumber)).to.equal(1);
    expect(await tower.exceptions()).to.deep.equal([]);
  });

  it('finds the ERP’s document after a lost answer instead of posting it again', async () => {
    const { faults } = demo.partners.erp.standIn;
    faults.set({ kind: 'lose-answer', method: 'POST', path: 'A_BillingDocument', count: 1 });
    const { invoices } = await posted(clerk('INI-LOST-1'));
    expect(inErp('billing document', invoices[0]?.invoiceNumber)).to.equal(1);
  });

  it('plans one load with a TMS that answers 500', async () => {
    demo.partners.tms.faults.set({ kind: 'fail', path: '/shipments', count: 3 });
    await posted(clerk('INI-500-1'));
    expect(all(demo.partners.tms.recorder, 'shipment', 'INI-500-1')).to.have.length(1);
  });

  it('leaves a TMS alone for as long as its Retry-After asks', async () => {
    demo.partners.tms.faults.set({ kind: 'throttle', path: '/shipments', count: 1, delayMs: 1000 });
    const number = clerk('INI-429-1');
    const release = await received(
      demo.partners.wms.recorder,
      ({ what, body }) => what === 'release' && JSON.stringify(body).includes(number),
      'the release',
    );
    const load = await planned(number);
    expect(Date.parse(load.at) - Date.parse(release.at)).to.be.greaterThan(850);
    await posted(number);
  });

  it('takes one answer of a TMS that answers twice', async () => {
    demo.partners.tms.faults.set({ kind: 'answer-twice', path: '/shipments', count: 1 });
    await posted(clerk('INI-TWICE-1'));
    expect(all(demo.partners.tms.recorder, 'shipment', 'INI-TWICE-1')).to.have.length(1);
  });

  it('asks a TMS again whose answer was lost, and gets the same load', async () => {
    demo.partners.tms.faults.set({ kind: 'lose-answer', path: '/shipments', count: 1 });
    await posted(clerk('INI-TMSLOST-1'));
    const asked = all(demo.partners.tms.recorder, 'shipment', 'INI-TMSLOST-1').map(({ outcome }) => outcome);
    expect(asked.map((outcome) => outcome.slice(0, 5))).to.deep.equal(['201 S', 'again']);
    expect(await tower.exceptions()).to.deep.equal([]);
  });

  it('stops at once when a partner refuses our login, says so, and goes on when told to', async () => {
    demo.partners.tms.faults.set({ kind: 'unauthorized', path: '/shipments' });
    const number = clerk('INI-401-1');
    const exception = await tower.exception('CD_CONNECT_UNAUTHORIZED', number);
    expect(exception).to.include({ kind: 'delivery', node: 'Plan the load' });
    expect(exception.text).to.contain('tms').and.to.contain('401');
    expect(exception.owner).to.contain('@');
    demo.partners.tms.faults.clear();
    expect((await tower.retry(exception.id, 'new password is in place')).status).to.equal(200);
    await posted(number);
  });

  it('hands an invoice that the ERP rejects to finance in the ERP’s words, and posts it once after a retry', async () => {
    const { faults } = demo.partners.erp.standIn;
    faults.set({ kind: 'reject', method: 'POST', path: 'A_BillingDocument' });
    const number = clerk('INI-REJECT-1');
    const exception = await tower.exception('CD_CONNECT_REJECTED', number);
    expect(exception.owner).to.equal('finance');
    expect(exception.text).to.contain('told to reject').and.to.contain('erp');
    expect((await tower.order(number, () => true)).status).to.equal('invoiced');
    expect((await tower.retry(exception.id, 'account opened')).status).to.equal(200);
    const again = await tower.exception('CD_CONNECT_REJECTED', number);
    expect(again.id).to.not.equal(exception.id);
    faults.clear();
    expect((await tower.retry(again.id, 'account really opened')).status).to.equal(200);
    const { invoices } = await posted(number);
    expect(inErp('billing document', invoices[0]?.invoiceNumber)).to.equal(1);
    expect(all(demo.partners.billing.recorder, 'invoice', number)).to.have.length(1);
  });

  it('gives up what a person discards, and keeps the reason', async () => {
    demo.partners.tms.faults.set({ kind: 'unauthorized', path: '/shipments', count: 1 });
    const number = clerk('INI-DISCARD-1');
    const exception = await tower.exception('CD_CONNECT_UNAUTHORIZED', number);
    expect((await tower.discard(exception.id, '')).status).to.equal(400);
    expect((await tower.discard(exception.id, 'the customer collects')).status).to.equal(200);
    const [kept] = (await tower.exceptions('discarded')).filter(({ id }) => id === exception.id);
    expect(kept).to.include({ reason: 'the customer collects', closedBy: 'admin' });
    expect(all(demo.partners.tms.recorder, 'shipment', number)).to.deep.equal([]);
  });

  it('loses no event when the broker restarts while events are due', async () => {
    const number = clerk('INI-BROKER-1');
    const load = await planned(number);
    const shipmentId = load.outcome.slice(4);
    for (const code of ['TENDER_ACCEPTED', 'DISPATCHED', 'DELIVERED']) {
      await demo.partners.broker.restart();
      await received(
        demo.partners.tms.recorder,
        ({ what, reference }) => what === `event ${code}` && reference === shipmentId,
        `${code} of ${shipmentId}`,
      );
    }
    await demo.partners.broker.restart();
    await posted(number);
    const { history } = await tower.orderPage(`C-INITECH/${number}`);
    const told = history.filter(({ kind }) => kind === 'recorded').map(({ text }) => text);
    for (const milestone of ['tender-accepted', 'dispatched', 'delivered']) {
      expect(told.filter((text) => text.startsWith(`${milestone} of shipment ${shipmentId}`))).to.have.length(
        1,
      );
    }
  });

  it('has posted nothing twice, anywhere', async () => {
    expect(demo.partners.problems()).to.deep.equal([]);
    expect(await tower.exceptions()).to.deep.equal([]);
  });
});
