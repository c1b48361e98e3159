import { join } from 'node:path';
import { setTimeout as moment } from 'node:timers/promises';
import { expect } from 'chai';
import type { Received } from '../../partners/recorder.ts';
import { type Demo, startDemo } from '../support/demo.ts';
import { copyDemoSite, type SiteCopy } from '../support/site-copy.ts';
import { stuck } from '../support/stuck.ts';
import { received } from '../support/until.ts';

const kills = Number(process.env.CROSSDOCK_KILLS ?? 6);
const orders = kills + 4;
/** Printed with a failure, so that the same moments can be tried again. */
const seed = Number(process.env.CROSSDOCK_KILL_SEED ?? Date.now() % 1_000_000);

/** Park and Miller's generator: the moments of the kills, repeatable by their seed. */
function random(start: number): () => number {
  let state = (start % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const invoiceOf = (one: Received): { invoiceNumber: string; orders: { orderNumber: string }[] } =>
  one.body as never;

describe(`kill -9 in the middle of the main job (CROSSDOCK_KILL_SEED=${seed})`, () => {
  let copy: SiteCopy;
  let demo: Demo;

  before(async () => {
    copy = copyDemoSite();
    demo = await startDemo({ paceMs: 60, seed: 700_000, siteFile: copy.siteFile });
  });
  after(async () => {
    await demo?.close();
    copy.remove();
  });

  it(`loses nothing and posts nothing twice over ${kills} kills at random moments`, async function () {
    this.timeout(420_000);
    const next = random(seed);
    const sent: string[] = [];
    for (let kill = 1; kill <= kills; kill += 1) {
      await demo.start();
      while (sent.length < (orders * kill) / kills) sent.push(await demo.partners.orders.next());
      await moment(next() * 1200);
      await demo.kill();
    }
    await demo.start();

    const { billing, erp } = demo.partners;
    const posted = (order: string): Promise<Received> =>
      received(
        billing.recorder,
        (one) =>
          one.what === 'invoice' &&
          one.outcome.startsWith('201') &&
          invoiceOf(one).orders[0]?.orderNumber === order,
        `the invoice of ${order}`,
        120_000,
      );
    const invoices = await Promise.all(sent.map(posted)).catch((error: Error) => {
      throw new Error(`${error.message}\n${stuck(join(demo.folder, 'data'))}`);
    });
    const numbers = invoices.map((one) => invoiceOf(one).invoiceNumber).sort();
    for (const number of numbers) {
      await received(
        erp.standIn.recorder,
        (one) => one.reference === number && /billing document|legacy invoice/.test(one.what),
        `invoice ${number} in the ERP`,
        120_000,
      );
    }

    expect(demo.partners.problems(), 'postings made twice').to.deep.equal([]);
    expect(new Set(sent.map((order) => order)).size).to.equal(orders);
    // One invoice per order and, although runs died with numbers in hand, no gap in the sequence.
    expect(numbers).to.deep.equal(
      Array.from({ length: orders }, (_, index) => `NW-${String(index + 1).padStart(8, '0')}`),
    );
    expect(await demo.stop(), 'exit code of an orderly stop').to.equal(0);
  });
});
