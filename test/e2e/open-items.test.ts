import { expect } from 'chai';
import { globexOrders } from '../../partners/customers/documents.ts';
import { upload } from '../../partners/customers/stream.ts';
import type { Received } from '../../partners/recorder.ts';
import { type Demo, demoSecrets, startDemo } from '../support/demo.ts';
import { copyDemoSite, type SiteCopy } from '../support/site-copy.ts';
import type { TowerClient } from '../support/tower-client.ts';
import { received } from '../support/until.ts';

const kinds = [
  'shipped-not-invoiced',
  'delivered-not-billed',
  'invoiced-not-posted',
  'event-missing',
  'accrued-not-settled',
];

describe('the scheduled look at what is open', function () {
  this.timeout(240_000);
  let copy: SiteCopy;
  let demo: Demo;
  let tower: TowerClient;

  before(async () => {
    // What is open is looked at all the time, and everything of it is old; a proof of delivery is late at once.
    copy = copyDemoSite({
      lines: {
        'open-items': '{ cron: "*/2 * * * * *" }',
        retry: '{ attempts: 100, firstDelayMs: 200, factor: 2, maxDelayMs: 5000 }',
      },
      terms: { podWithinHours: 0.0001 },
    });
    copy.edit('flows/reconciliation/tabs/open.yaml', 'agedDays: 7', 'agedDays: 0');
    demo = await startDemo({ paceMs: 40, seed: 7400, siteFile: copy.siteFile });
    await demo.start();
    tower = await demo.tower();
  });
  after(async () => {
    await demo?.close();
    copy?.remove();
  });

  /** The load of an order of Globex, once it is on the road; of what goes to 20093 the carrier tells nothing from then on. */
  const onTheRoad = async (number: string, control: number, postalCode: string): Promise<string> => {
    const shipTo = { name: 'Globex Lager', street: 'Am Kai 1', city: 'Hamburg', postalCode, country: 'DE' };
    const lines = [{ sku: 'NW-1001', cartons: 12 }];
    const login = { port: demo.partners.sftpPort, password: demoSecrets().globex };
    const file = globexOrders({ number, shipTo, control, lines }, new Date());
    await upload('globex', login, `${number}.edi`, file);
    const told = (what: string, about: string): Promise<Received> =>
      received(
        demo.partners.tms.recorder,
        (one) => one.what === what && JSON.stringify(one).includes(about),
        `${what} of ${about}`,
      );
    const shipmentId = (await told('shipment', number)).outcome.slice(4);
    await told('event DISPATCHED', shipmentId);
    return shipmentId;
  };

  it('tells finance of goods, documents, accruals and what has not come in one exception', async () => {
    demo.partners.billing.faults.set({ kind: 'fail', path: '/invoices' });
    await onTheRoad('GX-OPEN-1', 930_001, '20093');
    const shipmentId = await onTheRoad('GX-OPEN-2', 930_002, '20093');
    await onTheRoad('GX-OPEN-3', 930_003, '20095');
    const event = {
      ...{ eventId: `${shipmentId}-T`, shipmentId, carrier: 'NRDX', code: 'DELIVERED' },
      ...{ occurredAt: new Date().toISOString(), timeZone: 'Europe/Berlin' },
    };
    demo.partners.broker.publish(`tms/shipments/${shipmentId}/events`, JSON.stringify(event));
    const told = await tower.look(
      async () =>
        (await tower.exceptions()).find(({ text }) => kinds.every((kind) => text.includes(`${kind}: `))),
      'an exception about every kind',
    );
    expect([told.code, told.owner]).to.deep.equal(['CD_RAISED_BY_FLOW', 'finance']);
    expect(told.text).to.include('northwind has ');
    const raised = (await tower.exceptions()).filter(({ text }) => text.includes('northwind has '));
    expect(raised, 'one, which takes the place of the last one').to.have.length(1);

    const open = (await tower.reconciliation()).kinds;
    const ordersOf = (kind: string): readonly string[] =>
      open.find((one) => one.kind === kind)?.oldest.map(({ orderNumber }) => orderNumber) ?? [];
    expect(ordersOf('shipped-not-invoiced')).to.include('GX-OPEN-1');
    expect(ordersOf('delivered-not-billed')).to.include('GX-OPEN-2');
    expect(ordersOf('event-missing')).to.include('GX-OPEN-2');
    expect(ordersOf('invoiced-not-posted')).to.include('GX-OPEN-3');
    expect(ordersOf('accrued-not-settled')).to.include(shipmentId);
  });
});
