import { expect } from 'chai';
import { periodWrites } from '../../domain/billing-periods/writes.ts';
import type { Json, StoredProcess } from '../../ledger/ledger.ts';
import { Books, friday, wednesday, weekly } from '../domain/billing-periods/books.ts';
import { openTowerPage, type TowerPage } from '../support/tower-page.ts';

const markup = '<img src=x onerror=alert(1)>';

/** Two weeks of a customer: one invoiced, with an order that was held, and one that collects. */
async function world(): Promise<readonly StoredProcess[]> {
  const books = new Books(weekly());
  for (const number of ['PO-1', 'PO-2', 'PO-3']) books.deliver(number);
  await books.check('PO-1');
  await books.check('PO-2');
  books.take('PO-2', 'hold', { code: 'manual', reason: markup, by: 'ada' }, wednesday);
  await books.pass(friday);
  await books.check('PO-3', friday);
  const periods = [...books.periods.values()].map(({ period }): StoredProcess => {
    const [write] = periodWrites({ version: 0, period, text: '' }, { tenant: 'northwind', channel: 'x' });
    if (write?.kind !== 'process') throw new Error('a period is written as a process');
    const { key, state, summary, identifiers } = write;
    return { tenant: 'northwind', key, version: 1, state: state as Json, summary, identifiers };
  });
  const orders = [...books.orders.values()].map(
    (process): StoredProcess => ({
      ...{ tenant: 'northwind', key: process.key, version: 1, state: process as unknown as Json },
      summary: { status: process.status, customer: 'C-GLOBEX', held: false, updatedAt: process.updatedAt },
      identifiers: [],
    }),
  );
  return [...periods, ...orders];
}

describe('the pages of billing periods', function () {
  this.timeout(240_000);
  let all: readonly StoredProcess[];
  let shown: TowerPage;
  const closed: unknown[] = [];

  before(async () => {
    all = await world();
    shown = await openTowerPage({
      ...{ now: friday, hash: '#/billing-periods', heading: 'Billing periods' },
      ledger: {
        process: async (_: string, key: string) => all.find((each) => each.key === key) ?? null,
        processes: async ({ status }: { status: string }) =>
          all.filter(({ summary }) => summary.status === status),
      },
      face: {
        expected: () => [],
        closeBillingPeriod: async (period: unknown) => {
          closed.push(period);
        },
      },
    });
  });
  after(() => shown.close());
  afterEach(() => {
    expect(shown.errors).to.deep.equal([]);
  });

  const page = (name: string): string =>
    `#/orders/northwind/${encodeURIComponent(all.find(({ key }) => key.includes(name))?.key ?? '')}`;

  it('list what is open, what it comes to and when it closes', async () => {
    const [, name, customer, orders, net, gross] = await shown.rowOf('2026-03-13');
    expect([name, customer, orders, net, gross]).to.deep.equal([
      ...['2026-03-13', 'C-GLOBEX', '1', '235.84 EUR', '258.57 EUR'],
    ]);
  });

  it('close one early with a reason, in the name of who is signed in', async () => {
    await shown.page.focus('[data-key^="close consolidated/"]');
    await shown.page.keyboard.press('Enter');
    await shown.page.keyboard.type('year end');
    await shown.page.keyboard.press('Control+Enter');
    await shown.page.waitForSelector('#ask:not([open])', { state: 'attached' });
    expect(closed).to.have.length(1);
    expect(closed[0]).to.include({ tenant: 'northwind', reason: 'year end' });
  });

  it('show a closed one with its invoice, and why an order is not on it', async () => {
    await shown.go(page('/2026-03-06/'), 'Orders of C-GLOBEX until 2026-03-06');
    expect(await shown.page.textContent('main')).to.include('NW-1');
    expect((await shown.rowOf('PO-2')).at(-1)).to.equal(`not on the invoice: ${markup}`);
    expect((await shown.rowOf('PO-1')).at(-1)).to.equal('');
  });

  it('show on an order for which period it waits, and of which invoice it has a part', async () => {
    await shown.go(page('/PO-3'), 'Order PO-3');
    expect(await shown.page.textContent('main')).to.include('Collected for the invoice of a period');
    await shown.go(page('/PO-1'), 'Order PO-1');
    expect((await shown.rowOf('part of')).join(' ')).to.include('part of 258.57 EUR over 1 order');
  });
});
