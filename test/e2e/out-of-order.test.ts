import { expect } from 'chai';
import { globexOrders } from '../../partners/customers/documents.ts';
import { upload } from '../../partners/customers/stream.ts';
import type { Received, Recorder } from '../../partners/recorder.ts';
import { type Demo, demoSecrets, startDemo } from '../support/demo.ts';
import { copyDemoSite, type SiteCopy } from '../support/site-copy.ts';
import type { TowerClient, TowerOrder } from '../support/tower-client.ts';
import { received } from '../support/until.ts';

const isPosted = ({ status }: TowerOrder): boolean => status === 'posted';
const holdsOf = ({ holds }: TowerOrder): readonly string[] => holds.map(({ code }) => code);

describe('documents that come early, late or for nobody', function () {
  this.timeout(240_000);
  let copy: SiteCopy;
  let demo: Demo;
  let tower: TowerClient;
  let control = 500;

  before(async () => {
    copy = copyDemoSite({
      lines: {
        retry: '{ attempts: 10, firstDelayMs: 20, factor: 2, maxDelayMs: 200 }',
      },
      // 0.36 seconds.
      terms: { podWithinHours: 0.0001 },
    });
    demo = await startDemo({ paceMs: 250, seed: 8000, siteFile: copy.siteFile });
    await demo.start();
    tower = await demo.tower();
  });
  after(async () => {
    await demo?.close();
    copy.remove();
  });

  /** An order of Globex; of what goes to 20093 the carrier tells nothing after its dispatch. */
  const order = async (number: string, postalCode: string): Promise<string> => {
    control += 1;
    const shipTo = { name: 'Globex Lager', street: 'Am Kai 1', city: 'Hamburg', postalCode, country: 'DE' };
    const text = globexOrders(
      { number, shipTo, control, lines: [{ sku: 'NW-1001', cartons: 12 }] },
      new Date(),
    );
    const login = { port: demo.partners.sftpPort, password: demoSecrets().globex };
    await upload('globex', login, `${number}.edi`, text);
    return number;
  };
  /** Those that charge the goods; a service that is reported late is charged by a supplement. */
  const invoices = (number: string): readonly Received[] =>
    demo.partners.billing.recorder.received.filter(({ outcome, body }) => {
      const text = JSON.stringify(body);
      return outcome.startsWith('201') && text.includes(number) && text.includes('NW-1001');
    });
  const grossOf = (invoiceNumber: string): string => {
    const { received: all } = demo.partners.billing.recorder;
    const posted = all.find(({ reference }) => reference === invoiceNumber)?.body;
    return (posted as { totals: { gross: { amount: string } } }).totals.gross.amount;
  };
  const historyOf = async (number: string): Promise<string> =>
    (await tower.orderPage(`C-GLOBEX/${number}`)).history
      .map(({ kind, text }) => `${kind}: ${text}`)
      .join('\n');

  const loadOf = async (number: string): Promise<string> => {
    const load = await received(
      demo.partners.tms.recorder,
      ({ what, body }) => what === 'shipment' && JSON.stringify(body).includes(number),
      'the load',
    );
    return load.outcome.slice(4);
  };
  /** The load of the order once it is on the road and the order knows that its goods have left. */
  const onTheRoad = async (number: string): Promise<string> => {
    const shipmentId = await loadOf(number);
    await tower.look(async () => {
      const { milestones } = (await tower.orderPage(`C-GLOBEX/${number}`)).order;
      const reached = milestones.filter(({ at }) => at !== null).map(({ name }) => name);
      return (reached.includes('shipped') && reached.includes('dispatched')) || undefined;
    }, `${number} on the road`);
    return shipmentId;
  };
  let events = 0;
  const tell = (shipmentId: string, code: string, more: object = {}): void => {
    events += 1;
    const event = {
      ...{ eventId: `${shipmentId}-T${events}`, shipmentId, carrier: 'NRDX', code },
      ...{ occurredAt: new Date().toISOString(), timeZone: 'Europe/Berlin', ...more },
    };
    demo.partners.broker.publish(`tms/shipments/${shipmentId}/events`, JSON.stringify(event));
  };
  const proofOf = (shipmentId: string) => ({
    proofOfDelivery: { signedBy: 'M. Weber', document: `POD-${shipmentId}` },
  });
  const damage = { exception: { type: 'damage', text: 'two cartons crushed' } };

  it('keeps a proof of delivery that comes before the ship confirmation, waits visibly, and bills once', async () => {
    const number = await order('GX-EARLY-1', '20095');
    const shipmentId = await loadOf(number);
    tell(shipmentId, 'DELIVERED', proofOf(shipmentId));
    await tower.look(
      async () => ((await historyOf(number)).includes('delivered of shipment') ? true : undefined),
      'the early proof of delivery',
    );
    const waiting = await tower.order(number, () => true);
    expect(waiting.invoices).to.deep.equal([]);
    expect(await historyOf(number)).to.match(/the warehouse has not confirmed that the goods left/);
    await tower.order(number, isPosted);
    expect(invoices(number)).to.have.length(1);
  });

  it('holds an order whose proof of delivery is late, and bills it by itself when the proof comes', async () => {
    const number = await order('GX-LATE-1', '20093');
    const shipmentId = await onTheRoad(number);
    tell(shipmentId, 'DELIVERED');
    const held = await tower.order(number, ({ holds }) => holds.length > 0);
    expect(holdsOf(held)).to.deep.equal(['pod-late']);
    expect(held.holds[0]).to.include({ owner: 'carrier desk' });
    expect(held.holds[0]?.reason).to.match(/^no proof of delivery for shipment SH\d+ by /);
    expect([held.held, held.invoices]).to.deep.equal([true, []]);
    tell(shipmentId, 'PROOF_OF_DELIVERY', proofOf(shipmentId));
    const done = await tower.order(number, isPosted);
    expect([done.held, holdsOf(done)]).to.deep.equal([false, []]);
    expect(invoices(number)).to.have.length(1);
  });

  it('holds an order with a delivery exception, and bills it by itself when the carrier clears it', async () => {
    const number = await order('GX-DAMAGE-1', '20093');
    const shipmentId = await onTheRoad(number);
    tell(shipmentId, 'EXCEPTION', damage);
    const held = await tower.order(number, ({ holds }) => holds.length > 0);
    expect(holdsOf(held)).to.deep.equal(['delivery-exception']);
    expect(held.holds[0]?.reason).to.contain('two cartons crushed');
    expect(held.invoices).to.deep.equal([]);
    tell(shipmentId, 'EXCEPTION_CLEARED');
    tell(shipmentId, 'DELIVERED', proofOf(shipmentId));
    await tower.order(number, isPosted);
    expect(invoices(number)).to.have.length(1);
    expect(await historyOf(number)).to.match(/hold: .*\n(.*\n)*released: /);
  });

  it('bills an order after a person has released its hold, and keeps who and why', async () => {
    const number = await order('GX-DAMAGE-2', '20093');
    const shipmentId = await onTheRoad(number);
    tell(shipmentId, 'EXCEPTION', damage);
    const held = await tower.order(number, ({ holds }) => holds.length > 0);
    const [hold] = held.holds;
    const own = async () => {
      const { kinds } = await tower.reconciliation();
      const goods = kinds.filter(({ kind }) => /not-(?:invoiced|billed)$/.test(kind));
      return goods.flatMap(({ oldest }) => oldest).find(({ orderNumber }) => orderNumber === number);
    };
    const money = { amount: '220.80', currency: 'EUR' };
    expect(await own()).to.deep.include({ money, owner: 'customer service' });
    const answer = await tower.releaseHold(held.tenant, held.key, hold?.id ?? '', 'customer keeps the goods');
    expect(answer.status, await answer.text()).to.equal(200);
    const released = await own();
    expect(released).to.deep.include({ money });
    expect(released?.owner).not.to.equal('customer service');
    tell(shipmentId, 'DELIVERED', proofOf(shipmentId));
    await tower.order(number, isPosted);
    expect(invoices(number)).to.have.length(1);
    expect(await historyOf(number)).to.match(/admin released delivery-exception.*: customer keeps the goods/);
    const again = await tower.releaseHold(held.tenant, held.key, hold?.id ?? '', 'again');
    expect(again.status).to.equal(409);
  });

  it('takes an invoice back by a credit memo and bills afresh when a person decides so, in every system', async () => {
    const number = await order('GX-CORRECT-1', '20095');
    const { tenant, key, invoices: issued } = await tower.order(number, isPosted);
    const wrong = issued[0]?.invoiceNumber ?? '';
    const answer = await tower.correctInvoice(tenant, key, wrong, 'the customer disputes the freight');
    expect(answer.status, await answer.text()).to.equal(200);
    const done = await tower.order(number, (one) => isPosted(one) && one.invoices.length === 3);
    expect(done.invoices.map(({ kind, relatesTo }) => [kind, relatesTo])).to.deep.equal([
      ['invoice', null],
      ['credit-memo', wrong],
      ['invoice', null],
    ]);
    const numbers = done.invoices.map(({ invoiceNumber }) => invoiceNumber);
    const booked = (recorder: Recorder) =>
      numbers.map(
        (each) =>
          recorder.received.filter((one) => one.reference === each && one.outcome.startsWith('201')).length,
      );
    expect(booked(demo.partners.billing.recorder)).to.deep.equal([1, 1, 1]);
    expect(booked(demo.partners.erp.standIn.recorder)).to.deep.equal([1, 1, 1]);
    const types = numbers.map((each) => {
      const { body } =
        demo.partners.erp.standIn.recorder.received.find(({ reference }) => reference === each) ?? {};
      const { BillingDocumentType, ReferenceDocument } = body as Record<string, string>;
      return [BillingDocumentType, ReferenceDocument];
    });
    expect(types).to.deep.equal([
      ['F2', undefined],
      ['G2', wrong],
      ['F2', undefined],
    ]);
    const [first, memo, second] = numbers.map((each) => grossOf(each));
    expect([memo, second]).to.deep.equal([`-${first}`, first]);
    const again = await tower.correctInvoice(tenant, key, wrong, 'again');
    expect([again.status, await again.text()].join()).to.contain('has taken it back');
  });

  describe('given a warehouse confirmation for an order nobody knows', () => {
    const confirmation = {
      event: 'fulfilment',
      eventId: '4711-9-shipped',
      stage: 'shipped',
      releaseNumber: '4711-9',
      orderNumber: 'GX-NOBODY-1',
      occurredAt: '2026-03-01T12:00:00.000Z',
      grossWeightKg: 12.6,
      lines: [
        {
          line: '1',
          sku: 'NW-1001',
          ordered: 1,
          confirmed: 1,
          unit: 'CT',
          status: 'complete',
          lot: 'L1',
          serials: [],
        },
      ],
      parcels: [],
    };
    const call = (password: string): Promise<Response> =>
      fetch(`${demo.url}/api/wms/confirmations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${password}` },
        body: JSON.stringify(confirmation),
      });

    it('refuses a caller without the right token', async () => {
      expect((await call('guessed')).status).to.equal(401);
    });

    it('accepts it, keeps it, and hands it to the warehouse desk', async () => {
      expect((await call(demoSecrets().webhook)).status).to.equal(202);
      const exception = await tower.exception('CD_PROCESS_UNKNOWN', 'GX-NOBODY-1');
      expect(exception.owner).to.equal('warehouse');
      expect(exception.text).to.contain('4711-9');
      expect(exception.document).to.include({ releaseNumber: '4711-9' });
    });

    it('recognises it when it comes again', async () => {
      const again = await call(demoSecrets().webhook);
      expect([again.status, (await again.json()) as unknown]).to.have.nested.property(
        '[1].outcome',
        'duplicate',
      );
      const about = (await tower.exceptions()).filter((one) => JSON.stringify(one).includes('GX-NOBODY-1'));
      expect(about).to.have.length(1);
    });
  });

  it('hands a carrier event for a load nobody knows to the transport desk after trying again', async () => {
    const event = { eventId: 'SH1-X', shipmentId: 'SH1', carrier: 'NRDX', code: 'DISPATCHED' };
    const at = { occurredAt: new Date().toISOString(), timeZone: 'Europe/Berlin' };
    demo.partners.broker.publish('tms/shipments/SH1/events', JSON.stringify({ ...event, ...at }));
    const exception = await tower.exception('CD_PROCESS_UNKNOWN', 'SH1-X');
    expect(exception.owner).to.equal('transport');
  });

  it('reports an event that is no JSON with its topic', async () => {
    demo.partners.broker.publish('tms/shipments/SH2/events', '{"eventId": "SH2-');
    const exception = await tower.exception('CD_EVENT_UNREADABLE', 'tms/shipments/SH2/events');
    expect(exception.owner).to.equal('transport');
  });

  it('has posted nothing twice, anywhere', () => {
    expect(demo.partners.problems()).to.deep.equal([]);
  });
});
