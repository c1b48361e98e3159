import { expect } from 'chai';
import type { Received } from '../../partners/recorder.ts';
import { type Demo, startDemo } from '../support/demo.ts';
import { copyDemoSite, type SiteCopy } from '../support/site-copy.ts';
import { stuck } from '../support/stuck.ts';
import { received } from '../support/until.ts';

const orderOf = (one: Received): string | undefined =>
  (one.body as { orders?: { orderNumber: string }[] }).orders?.[0]?.orderNumber;

describe('a second start of the demo on the data of the first', () => {
  const open: Demo[] = [];
  let copy: SiteCopy;
  before(() => {
    copy = copyDemoSite();
  });
  after(async () => {
    for (const demo of open.reverse()) await demo.close();
    copy.remove();
  });

  /** Sends an order of every kind and waits until each is invoiced. */
  async function work(demo: Demo): Promise<string[]> {
    await demo.start();
    const sent: string[] = [];
    for (let order = 0; order < 4; order += 1) sent.push(await demo.partners.orders.next());
    const invoices = await Promise.all(
      sent.map((order) =>
        received(
          demo.partners.billing.recorder,
          (one) => one.what === 'invoice' && one.outcome.startsWith('201') && orderOf(one) === order,
          `the invoice of ${order}`,
        ),
      ),
    ).catch((error: Error) => {
      throw new Error(`${error.message}\n${stuck(`${demo.folder}/data`)}`);
    });
    return invoices.map((one) => (one.body as { invoiceNumber: string }).invoiceNumber).sort();
  }

  it('goes on with the numbers, takes new orders and raises no exception', async function () {
    this.timeout(240_000);
    const first = await startDemo({ paceMs: 20, seed: 1_000_000, siteFile: copy.siteFile });
    open.push(first);
    const before = await work(first);
    expect(await first.stop()).to.equal(0);
    await first.partners.close();

    const again = { paceMs: 20, seed: 1_000_600, siteFile: copy.siteFile };
    const second = await startDemo({ ...again, folder: first.folder });
    open.push(second);
    const after = await work(second);
    expect([...before, ...after].map((number) => Number(number.slice(3)))).to.deep.equal([
      1, 2, 3, 4, 5, 6, 7, 8,
    ]);
    expect(stuck(`${second.folder}/data`)).not.to.contain('"exception"');
    expect(second.partners.problems()).to.deep.equal([]);
  });
});
