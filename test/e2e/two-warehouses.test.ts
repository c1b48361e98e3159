import { expect } from 'chai';
import type { Invoice } from '../../domain/canonical/types.generated.ts';
import { globexOrders } from '../../partners/customers/documents.ts';
import { upload } from '../../partners/customers/stream.ts';
import { type Demo, demoSecrets, startDemo } from '../support/demo.ts';
import { copyDemoSite, type SiteCopy } from '../support/site-copy.ts';

describe('an order whose lines leave from two warehouses', function () {
  this.timeout(240_000);
  let copy: SiteCopy;
  let demo: Demo;

  before(async () => {
    copy = copyDemoSite();
    demo = await startDemo({ seed: 9700, siteFile: copy.siteFile });
    await demo.start();
  });
  after(async () => {
    await demo?.close();
    copy?.remove();
  });

  it('has a release and a load for each, and is billed for all of it', async () => {
    const shipTo = { name: 'Globex Lager', street: 'Hafenstr. 5', city: 'Köln', postalCode: '50667' };
    const lines = [
      { sku: 'NW-1001', cartons: 10 },
      { sku: 'NW-1005', cartons: 4 },
      { sku: 'NW-1006', cartons: 3 },
    ];
    const order = { number: 'GX-TWO-1', shipTo: { ...shipTo, country: 'DE' }, lines, control: 771 };
    const login = { port: demo.partners.sftpPort, password: demoSecrets().globex };
    await upload('globex', login, 'two.edi', globexOrders(order, new Date()));
    const tower = await demo.tower();
    const { key } = await tower.order('GX-TWO-1', ({ status }) => status === 'posted', 120_000);
    const { order: done } = await tower.orderPage(key);
    expect(done.lines.map(({ shipped, billed }) => [shipped, billed])).to.deep.equal([
      ['10', '10'],
      ['4', '4'],
      ['3', '3'],
    ]);
    const { wms, threePl, tms, billing, erp } = demo.partners;
    const released = wms.recorder.received.filter(({ what }) => what === 'release');
    expect(released.map(({ reference }) => reference)).to.deep.equal(['9700-1']);
    expect(threePl.received.filter(({ what }) => what === '940')).to.have.length(1);
    const loads = tms.recorder.received.filter(({ what }) => what === 'shipment');
    expect(loads.map(({ reference }) => reference).sort()).to.deep.equal(['9700-1', '9700-2']);
    const invoices = billing.recorder.received
      .filter(({ what, outcome }) => what === 'invoice' && outcome.startsWith('201'))
      .flatMap(({ body }) => (body as Invoice).lines.filter(({ kind }) => kind === 'goods'));
    expect(invoices.map(({ item, amount }) => `${item?.sku} ${amount.amount}`).sort()).to.deep.equal([
      'NW-1001 184.00',
      'NW-1005 234.00',
      'NW-1006 28.80',
    ]);
    const issues = erp.standIn.recorder.received.filter(({ what }) => what === 'goods issue');
    expect(issues.map(({ outcome }) => outcome.slice(0, 3))).to.deep.equal(['201', '201']);
    expect((await tower.exceptions()).map(({ text }) => text)).to.deep.equal([]);
  });
});
