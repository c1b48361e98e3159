import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import type { Invoice } from '../../domain/canonical/types.generated.ts';
import { startBrowser } from '../support/browser.ts';
import { type Demo, startDemo } from '../support/demo.ts';
import { copyDemoSite, type SiteCopy } from '../support/site-copy.ts';
import type { TowerClient } from '../support/tower-client.ts';
import { received } from '../support/until.ts';

const numbers = ['VH-W-1', 'VH-W-2'];

describe('orders of the demo that share an invoice', function () {
  this.timeout(240_000);
  let copy: SiteCopy;
  let demo: Demo;
  let tower: TowerClient;
  let browser: Browser;

  before(async () => {
    copy = copyDemoSite();
    // By month instead of by week, so that nothing closes by itself while the test runs.
    copy.edit(
      'sites/demo/master-data/tenants/northwind/rate-agreements.yaml',
      'consolidate: { every: week, weekday: friday, cutOff: "18:00", zone: Europe/Berlin, workingDay: before }',
      'consolidate: { every: month }',
    );
    demo = await startDemo({ seed: 9600, siteFile: copy.siteFile });
    await demo.start();
    [tower, browser] = await Promise.all([demo.tower(), startBrowser()]);
  });
  after(async () => {
    await browser?.close();
    await demo?.close();
    copy?.remove();
  });

  async function signedIn(hash: string): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(`${demo.url}/tower/${hash}`);
    await page.fill('#password', demo.password());
    await page.keyboard.press('Enter');
    return page;
  }

  it('have a pro-forma each, which the TMS has before the goods leave and the order’s page shows', async () => {
    for (const number of numbers) demo.partners.orders.hotels(number, [{ sku: 'NW-1001', cartons: 5 }]);
    for (const number of numbers) {
      const { body, outcome } = await received(
        demo.partners.tms.recorder,
        ({ what, reference }) => what === 'papers' && reference === `PF-${number}-1`,
        `the pro-forma of ${number}`,
      );
      expect(outcome).to.equal('201');
      // 5 × 18.40; what the load costs is no part of what the goods are worth.
      expect(body).to.deep.include({
        goods: [
          { sku: 'NW-1001', description: 'Oat drink 12 x 1 l', quantity: '5', unit: 'CT', value: '92.00' },
        ],
      });
    }
    const page = await signedIn(`#/orders/northwind/${encodeURIComponent(`C-VANDELAY/${numbers[0]}`)}`);
    await page.waitForSelector(`td:has-text("PF-${numbers[0]}-1")`);
    await page.close();
  });

  it('wait on the tower’s page, are closed there by a person, and are posted once though the site is killed in between', async () => {
    const period = await tower.look(
      async () => (await tower.billingPeriods()).find(({ orders }) => orders.length === 2),
      'a period with both orders',
      120_000,
    );
    expect(period).to.include({ customer: 'C-VANDELAY', status: 'billing-open', billingEntity: 'NORTHWIND' });
    const page = await signedIn('#/billing-periods');
    const close = page.locator(`[data-key="close ${period.key}"]`);
    await close.waitFor();
    const row = page.locator('tr', { has: close });
    expect(await row.locator('td').allTextContents()).to.include.members([
      'C-VANDELAY',
      '2',
      `${period.gross} EUR`,
      'NORTHWIND',
    ]);
    await close.click();
    await page.fill('#ask-reason', 'the customer asked for it');
    await page.click('#ask-confirm');
    await page.waitForSelector('text=No order waits for the invoice of a period.');
    await page.close();
    await demo.kill();
    await demo.start();
    tower = await demo.tower();
    const orders = await Promise.all(
      numbers.map((number) => tower.order(number, ({ status }) => status === 'posted', 120_000)),
    );
    const posted = demo.partners.billing.recorder.received
      .filter(({ what, outcome }) => what === 'invoice' && outcome.startsWith('201'))
      .map(({ body }) => body as Invoice);
    expect(posted).to.have.length(1);
    const [invoice] = posted as [Invoice];
    expect(invoice.orders.map(({ orderNumber }) => orderNumber).sort()).to.deep.equal(numbers);
    expect(invoice.totals.gross.amount).to.equal(period.gross);
    expect(invoice.replaces).to.have.members(numbers.map((number) => `PF-${number}-1`));
    for (const order of orders)
      expect(order.invoices.map(({ invoiceNumber }) => invoiceNumber)).to.include(invoice.invoiceNumber);
    expect(await tower.billingPeriods()).to.deep.equal([]);
    expect((await tower.closePeriod(period.key)).status).to.equal(409);
    expect((await tower.exceptions()).map(({ code }) => code)).to.deep.equal([]);
  });
});
