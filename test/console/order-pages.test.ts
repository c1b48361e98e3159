import { expect } from 'chai';
import { apply } from '../../domain/process/apply.ts';
import { defaultTerms } from '../../domain/process/terms.ts';
import type { Json, StoredProcess } from '../../ledger/ledger.ts';
import { atRisk, expectedOf } from '../../runtime/orders/at-risk.ts';
import { input } from '../domain/process/documents.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { openTowerPage, type TowerPage } from '../support/tower-page.ts';

const at = '2026-03-02T08:00:00.000Z';
const now = '2026-03-03T08:00:00.000Z';
const markup = '<img src=x onerror=alert(1)>';

/** An order that its customer changed and that is then taken back; texts of partners are no markup. */
const order = [
  input('order-release', { lines: { 1: 10, 2: 4 } }, 'm-1', at),
  input('shipment', {}, 'm-2', at),
  input('order-change', { lines: { 1: 8, 2: 'cancel' }, shipTo: { name: markup } }, 'm-3', at),
].reduce(
  (so, each) => apply(so.process, each),
  apply(null, input('sales-order', { lines: { 1: 10, 2: 4 } }, 'm-0', at)),
);
const taken = [
  input('compensation', { because: markup }, 'm-4', at),
  input('reversal', { step: 'shipment/SH-1', done: false, reason: 'the truck is loading' }, 'm-5', at),
].reduce((so, each) => apply(so.process, each), order);

const stored = (key: string, { process, summary }: ReturnType<typeof apply>): StoredProcess => ({
  ...{ tenant: 'northwind', key, version: 1, state: process as unknown as Json },
  ...{ summary, identifiers: [] },
});
const orders = [stored('C-1/PO-1', order), stored('C-1/PO-2', taken)];

describe('the pages of orders that change, wait and are taken back', function () {
  this.timeout(240_000);
  let shown: TowerPage;
  let answers: unknown[];

  before(async () => {
    const clock = new ManualClock(now);
    const ledger = {
      process: async (_: string, key: string) => orders.find((each) => each.key === key) ?? null,
      processes: async ({ status }: { status: string }) =>
        orders.filter(({ summary }) => summary.status === status),
    };
    const face = {
      expected: (each: StoredProcess) => expectedOf(each, { clock, terms: defaultTerms }),
      atRisk: () => atRisk({ ledger: ledger as never, clock, terms: defaultTerms }),
      placeHold: async (hold: unknown) => {
        answers.push(hold);
      },
      answerReleaseChange: async (answer: unknown) => {
        answers.push(answer);
      },
    };
    shown = await openTowerPage({ ledger, face, now, hash: '#/at-risk', heading: 'At risk' });
  });
  after(() => shown.close());
  beforeEach(() => {
    answers = [];
  });
  afterEach(() => {
    expect(shown.errors).to.deep.equal([]);
  });

  it('list what is at risk, with money, cause and owner and the way to the order', async () => {
    const row = await shown.rowOf('change answered');
    expect(row.slice(2, 4)).to.deep.equal(['140.00 EUR', 'change answered overdue']);
    expect(row.slice(5)).to.deep.equal(['WH-CLOUD has not answered R-1/1', 'warehouse']);
    expect(await shown.page.textContent('main')).to.include('1 open orders were looked at');
    expect(await shown.page.getAttribute('a[data-key="order C-1/PO-1"]', 'href')).to.equal(
      '#/orders/northwind/C-1%2FPO-1',
    );
  });

  it('say what an order waits for, and let a person answer for the warehouse', async () => {
    await shown.go('#/orders/northwind/C-1%2FPO-1', 'Expected next');
    const text = await shown.page.textContent('main');
    expect(text).to.include(markup).and.to.include('cancel line 2').and.to.not.include('undefined');
    await shown.page.focus('[data-key="refuse R-1/1"]');
    await shown.page.keyboard.press('Enter');
    await shown.page.keyboard.type('on the dock');
    await shown.page.keyboard.press('Control+Enter');
    await shown.page.waitForSelector('#ask:not([open])', { state: 'attached' });
    expect(answers[0]).to.deep.include({
      requestNumber: 'R-1/1',
      accepted: false,
      by: 'admin',
      reason: 'on the dock',
    });
  });

  it('let a person hold an order with a reason', async () => {
    await shown.go('#/orders/northwind/C-1%2FPO-1', 'Expected next');
    await shown.page.focus('[data-key="hold"]');
    await shown.page.keyboard.press('Enter');
    await shown.page.keyboard.type('the customer disputes the price');
    await shown.page.keyboard.press('Control+Enter');
    await shown.page.waitForSelector('#ask:not([open])', { state: 'attached' });
    expect(answers[0]).to.deep.equal({
      ...{ tenant: 'northwind', key: 'C-1/PO-1', by: 'admin' },
      reason: 'the customer disputes the price',
    });
  });

  it('show what is taken back, step by step, and why a step failed', async () => {
    await shown.go('#/orders/northwind/C-1%2FPO-2', 'Taking back');
    expect((await shown.rowOf('the truck is loading')).slice(0, 3)).to.deep.equal([
      ...['shipment', 'SH-1', 'failed: the truck is loading'],
    ]);
    expect((await shown.rowOf('R-1')).length).to.be.greaterThan(0);
    expect(await shown.page.textContent('main'))
      .to.include(markup)
      .and.to.not.include('undefined');
  });
});
