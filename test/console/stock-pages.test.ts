import { expect } from 'chai';
import { positionWrite } from '../../domain/inventory/writes.ts';
import { reconciliationWrite } from '../../domain/stock-reconciliation/keys.ts';
import type { Json, StoredProcess } from '../../ledger/ledger.ts';
import { minute, movementOf, WarehouseAndErp } from '../domain/stock-reconciliation/warehouse-and-erp.ts';
import { openTowerPage, type TowerPage } from '../support/tower-page.ts';

const markup = '<img src=x onerror=alert(1)>';

/** A warehouse that lost two, and an ERP in which somebody booked one. */
const world = new WarehouseAndErp();
world.tell(movementOf({ id: 'RC-1', at: 0, cartons: 40 }));
world.book('WH-1:RC-1', 40, 1);
world.book('', -1, 5, markup);
world.compare(world.list(38, 60), 61);

const [stock, book] = [world.numberOf('stock'), world.numberOf('book')];

interface Written {
  readonly key: string;
  readonly state: unknown;
  readonly summary: StoredProcess['summary'];
}
const stored = ({ key, state, summary }: Written): StoredProcess => ({
  ...{ tenant: 'northwind', key, version: 1, state: state as Json, summary, identifiers: [] },
});
const all = [
  stored(reconciliationWrite(world.reconciliation!, 0, 'northwind')),
  ...[...world.positions.values()].map((position) => stored(positionWrite(position, 0, 'northwind'))),
];

describe('the pages of stock', function () {
  this.timeout(240_000);
  let shown: TowerPage;
  let decisions: unknown[] = [];

  before(async () => {
    shown = await openTowerPage({
      ...{ now: minute(62), hash: '#/stock', heading: 'Warehouses compared with the ERP' },
      ledger: {
        process: async (_: string, key: string) => all.find((each) => each.key === key) ?? null,
        processes: async ({ status }: { status: string }) =>
          all.filter(({ summary }) => summary.status === status),
        history: async () => [
          { at: minute(61), kind: 'reconciled', text: `list L1 as of ${minute(60)}: nothing to correct` },
        ],
      },
      face: {
        decideStockCorrections: async (decision: unknown) => {
          decisions.push(decision);
        },
      },
    });
  });
  after(() => shown.close());
  beforeEach(() => {
    decisions = [];
  });
  afterEach(() => {
    expect(shown.errors).to.deep.equal([]);
  });

  const comparison = '#/orders/northwind/stock-reconciliation%2FWH-1';
  const decide = async (button: string): Promise<void> => {
    await shown.page.focus(`[data-key="${button}"]`);
    await shown.page.keyboard.press('Enter');
    await shown.page.keyboard.type('counted twice');
    await shown.page.keyboard.press('Control+Enter');
    await shown.page.waitForSelector('#ask:not([open])', { state: 'attached' });
  };

  it('list the warehouses with what is to be decided, and items that differ', async () => {
    const [warehouse, , , items, differing, open] = await shown.rowOf('WH-1');
    expect([warehouse, items, differing, open]).to.deep.equal(['WH-1', '1', '1', '2']);
    expect(await shown.rowOf('available: 40 here, 38 CT there')).to.include('NW-1');
    const link = shown.page.locator('[data-key="comparison stock-reconciliation/WH-1"]');
    expect(await link.getAttribute('href')).to.equal(comparison);
  });

  it('show list, told and ERP side by side, texts of others as text', async () => {
    await shown.go(comparison, 'Proposed corrections');
    expect(await shown.rowOf('no movement was told')).to.deep.equal([
      ...['NW-1', '38 CT', '40 CT', '40 CT', '39 CT', '0 CT', '1 CT'],
      `4900000001 (-1) was booked by ${markup}, and no movement was told`,
    ]);
    expect(await shown.page.textContent('main')).to.not.include('undefined');
  });

  it('say what each column is as of, and show instants in sentences on the clock of the site', async () => {
    await shown.go(comparison, 'Proposed corrections');
    expect(await shown.page.textContent('main')).to.match(
      /is what the ERP had at .+, with what is on the way/,
    );
    const [, said] = await shown.rowOf('nothing to correct');
    expect(said)
      .to.match(/^list L1 as of .*1:00:00.*: nothing/)
      .and.not.include(minute(60));
  });

  it('let a person approve one correction by keyboard, or refuse all, with a reason', async () => {
    await shown.go(comparison, 'Proposed corrections');
    await decide(`approve ${stock}`);
    await decide('refuse all');
    expect(decisions).to.have.length(2);
    expect(decisions[0]).to.deep.include({ outcome: 'approve', proposals: [stock], by: 'admin' });
    expect(decisions[1]).to.deep.include({ outcome: 'refuse', proposals: [stock, book] });
    expect(decisions[1]).to.deep.include({ key: 'stock-reconciliation/WH-1', reason: 'counted twice' });
  });

  it('save the report as a file that spreadsheets read', async () => {
    await shown.go(comparison, 'Proposed corrections');
    const [download] = await Promise.all([
      shown.page.waitForEvent('download'),
      shown.page.click('[data-key="report"]'),
    ]);
    expect(download.suggestedFilename()).to.equal('stock-WH-1-L1.csv');
    const report = await (
      await shown.tower.get(`/orders/northwind/stock-reconciliation%2FWH-1/stock-report`)
    ).text();
    expect(report).to.include('WH-1,,L1,').and.to.include(`${stock}: -2 available, open`);
    expect((await shown.tower.get('/orders/northwind/C-1%2FPO-1/stock-report')).status).to.equal(404);
  });

  it('refuse a decision that names nothing or does not say what', async () => {
    const path = '/orders/northwind/stock-reconciliation%2FWH-1/decide-stock-corrections';
    for (const body of [{}, { proposals: [1], outcome: 'approve' }, { proposals: [stock], outcome: 'maybe' }])
      expect((await shown.tower.post(path, { reason: 'x', ...body })).status).to.equal(400);
    expect(decisions).to.deep.equal([]);
  });
});
