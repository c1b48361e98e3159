import { expect } from 'chai';
import type { Invoice } from '../../domain/canonical/types.generated.ts';
import { type Demo, startDemo } from '../support/demo.ts';
import { copyDemoSite, type SiteCopy } from '../support/site-copy.ts';
import type { TowerClient } from '../support/tower-client.ts';

/** Initech is invoiced every month, so that nothing closes by itself while the test runs. */
const monthly = `  version: "1"
  customer: C-INITECH
  invoicing: [{ id: monthly, consolidate: { every: month } }]
`;

describe('orders that share an invoice, in the demo with another agreement', function () {
  this.timeout(240_000);
  let copy: SiteCopy;
  let demo: Demo;
  let tower: TowerClient;

  before(async () => {
    copy = copyDemoSite();
    copy.edit(
      'sites/demo/master-data/tenants/northwind/rate-agreements.yaml',
      '  version: "1"\n  customer: C-INITECH\n',
      monthly,
    );
    demo = await startDemo({ seed: 9600, siteFile: copy.siteFile });
    await demo.start();
    tower = await demo.tower();
  });
  after(async () => {
    await demo?.close();
    copy?.remove();
  });

  it('wait in the tower, are closed by a person, and are posted once though the site is killed in between', async () => {
    for (const number of ['INI-W-1', 'INI-W-2'])
      demo.partners.orders.clerk(number, [{ sku: 'NW-1001', cartons: 5 }]);
    const period = await tower.look(
      async () => (await tower.billingPeriods()).find(({ orders }) => orders.length === 2),
      'a period with both orders',
      120_000,
    );
    expect(period).to.include({ customer: 'C-INITECH', status: 'billing-open', billingEntity: 'NORTHWIND' });
    expect((await tower.closePeriod(period.key)).status).to.equal(200);
    await demo.kill();
    await demo.start();
    tower = await demo.tower();
    const orders = await Promise.all(
      ['INI-W-1', 'INI-W-2'].map((number) =>
        tower.order(number, ({ status }) => status === 'posted', 120_000),
      ),
    );
    const posted = demo.partners.billing.recorder.received
      .filter(({ what, outcome }) => what === 'invoice' && outcome.startsWith('201'))
      .map(({ body }) => body as Invoice);
    expect(posted).to.have.length(1);
    const [invoice] = posted as [Invoice];
    expect(invoice.orders.map(({ orderNumber }) => orderNumber).sort()).to.deep.equal(['INI-W-1', 'INI-W-2']);
    expect(invoice.totals.gross.amount).to.equal(period.gross);
    expect(orders.map((order) => order.invoices[0]?.invoiceNumber)).to.deep.equal([
      invoice.invoiceNumber,
      invoice.invoiceNumber,
    ]);
    expect(await tower.billingPeriods()).to.deep.equal([]);
    expect((await tower.closePeriod(period.key)).status).to.equal(409);
    expect((await tower.exceptions()).map(({ code }) => code)).to.deep.equal([]);
  });
});
