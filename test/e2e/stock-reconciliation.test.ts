import { expect } from 'chai';
import { openingCartons } from '../../partners/warehouse-stock.ts';
import { type Demo, startDemo } from '../support/demo.ts';
import { copyDemoSite, type SiteCopy } from '../support/site-copy.ts';
import type { TowerClient, TowerStockReconciliation } from '../support/tower-client.ts';

type Proposal = TowerStockReconciliation['proposals'][number];

describe('lists of warehouses and the ERP', function () {
  this.timeout(240_000);
  let copy: SiteCopy;
  let demo: Demo;
  let tower: TowerClient;

  before(async () => {
    copy = copyDemoSite({ lines: { 'stock-lists': '{ cron: "* * * * * *" }' } });
    for (const tab of ['partner-fastship/tabs/inbound', 'system-cloud-wms/tabs/stock'])
      copy.edit(`flows/${tab}.yaml`, 'delay: "30"', 'delay: "0"');
    copy.edit('flows/reconciliation/tabs/comparison.yaml', 'graceMinutes: 15', 'graceMinutes: 0');
    demo = await startDemo({ paceMs: 40, seed: 7300, siteFile: copy.siteFile });
    await demo.start();
    tower = await demo.tower();
  });
  after(async () => {
    await demo?.close();
    copy?.remove();
  });

  const inErp = (plant: string, sku: string): number =>
    Number(
      demo.partners.erp.book.stock().find(({ Plant, Material }) => Plant === plant && Material === sku)
        ?.MatlWrhsStkQtyInMatlBaseUnit ?? 0,
    );
  const becomes = (plant: string, sku: string, cartons: number) =>
    tower.look(async () => inErp(plant, sku) === cartons || undefined, `${cartons} ${sku} in plant ${plant}`);
  const told = (warehouse: string, sku: string, cartons: number) =>
    tower.look(async () => {
      const stock = await tower.stock(warehouse, sku);
      return stock?.quantities.some(({ quantity }) => quantity === String(cartons)) || undefined;
    }, `${cartons} ${sku} told by ${warehouse}`);
  const proposed = (warehouse: string, is: (proposal: Proposal) => boolean): Promise<Proposal> =>
    tower.look(
      async () => (await tower.stockReconciliation(warehouse))?.proposals.find(is),
      `a proposal for ${warehouse}`,
    );
  const documentsOf = (reference: string) =>
    demo.partners.erp.book.all().filter(({ ReferenceDocument }) => ReferenceDocument === reference);

  it('agree while the warehouse tells all that it does', async () => {
    await becomes('1010', 'NW-1001', openingCartons);
    const compared = await tower.look(async () => {
      const comparison = await tower.stockReconciliation('WH-CLOUD');
      return comparison?.lines.length === 0 ? comparison : undefined;
    }, 'a comparison without a difference');
    expect(compared).to.deep.include({ items: 6, proposals: [] });
  });

  it('differ by what nobody told, until a person approves the correction, which is booked once', async () => {
    demo.partners.wms.dock.lose([{ sku: 'NW-1001', cartons: -4, state: 'available' }]);
    const { number, quantity } = await proposed('WH-CLOUD', ({ sku }) => sku === 'NW-1001');
    expect(quantity).to.equal('-4');
    const decide = () => tower.decideStock('WH-CLOUD', [number], 'approve');
    const answers = await Promise.all([decide(), decide()]);
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200]);
    await told('WH-CLOUD', 'NW-1001', openingCartons - 4);
    await becomes('1010', 'NW-1001', openingCartons - 4);
    expect(documentsOf(`WH-CLOUD:${number}`)).to.have.length(1);
    await tower.look(async () => {
      const comparison = await tower.stockReconciliation('WH-CLOUD');
      return comparison?.lines.length === 0 || undefined;
    }, 'a comparison without a difference');
  });

  it('show what was booked in the ERP alone, and correct its books alone', async () => {
    const item = { Material: 'NW-1004', Plant: '1020', GoodsMovementType: '201', EntryUnit: 'CAR' };
    const items = { results: [{ ...item, QuantityInEntryUnit: '2' }] };
    await becomes('1020', 'NW-1004', openingCartons);
    const PostingDate = new Date().toISOString().slice(0, 10);
    demo.partners.erp.book.add({ PostingDate, to_MaterialDocumentItem: items }, 'CLERK');
    demo.partners.threePlDock.list();
    const { number, corrects, quantity } = await proposed('WH-3PL', ({ sku }) => sku === 'NW-1004');
    expect([corrects, quantity]).to.deep.equal(['book', '2']);
    const missing = await tower.look(async () => {
      const { kinds } = await tower.reconciliation();
      const open = kinds.find(({ kind }) => kind === 'wms-not-in-erp');
      return open?.oldest.some(({ subject }) => subject === 'NW-1004') ? open : undefined;
    }, 'what the ERP lacks among what is open');
    expect(missing.sums.map(({ currency }) => currency)).to.deep.equal(['EUR']);
    const report = await tower.stockReport('WH-3PL');
    expect(report)
      .to.match(/^warehouse,owner,list,/)
      .and.to.include('was booked by CLERK')
      .and.to.include(number);
    expect((await tower.decideStock('WH-3PL', [number], 'approve')).status).to.equal(200);
    await becomes('1020', 'NW-1004', openingCartons);
    await told('WH-3PL', 'NW-1004', openingCartons);
    expect(demo.partners.problems()).to.deep.equal([]);
    expect((await tower.exceptions()).map(({ code, text }) => `${code} ${text}`)).to.deep.equal([]);
  });

  it('are not corrected when a person refuses, and not asked about again', async () => {
    demo.partners.wms.dock.lose([{ sku: 'NW-1002', cartons: -1, state: 'available' }]);
    const { number } = await proposed('WH-CLOUD', ({ sku }) => sku === 'NW-1002');
    expect((await tower.decideStock('WH-CLOUD', [number], 'refuse')).status).to.equal(200);
    const refused = await proposed('WH-CLOUD', ({ state }) => state === 'refused');
    expect(refused.number).to.equal(number);
    expect((await tower.decideStock('WH-CLOUD', [number], 'approve')).status).to.equal(409);
    expect(inErp('1010', 'NW-1002')).to.equal(openingCartons);
  });
});
