import { expect } from 'chai';
import { openingCartons } from '../../partners/warehouse-stock.ts';
import { type Demo, startDemo } from '../support/demo.ts';
import { copyDemoSite, type SiteCopy } from '../support/site-copy.ts';
import type { TowerClient } from '../support/tower-client.ts';
import { received } from '../support/until.ts';

describe('what warehouses tell of their stock', function () {
  this.timeout(240_000);
  let copy: SiteCopy;
  let demo: Demo;
  let tower: TowerClient;

  before(async () => {
    copy = copyDemoSite();
    demo = await startDemo({ paceMs: 40, seed: 7100, siteFile: copy.siteFile });
    await demo.start();
    tower = await demo.tower();
  });
  after(async () => {
    await demo?.close();
    copy?.remove();
  });

  /** Once the tower and the ERP both have so much. */
  const stands = (plant: string, warehouse: string, sku: string, quantity: number) =>
    tower.look(async () => {
      const position = await tower.stock(warehouse, sku);
      const inErp = demo.partners.erp.book.stock().find((row) => row.Plant === plant && row.Material === sku);
      const told = position?.quantities.reduce((sum, one) => sum + Number(one.quantity), 0);
      return (told === quantity && Number(inErp?.MatlWrhsStkQtyInMatlBaseUnit) === quantity) || undefined;
    }, `${quantity} ${sku} in ${warehouse} and in plant ${plant}`);

  it('is kept by item and booked in the ERP, by 944 from the 3PL and by webhook from the cloud warehouse', async () => {
    await stands('1020', 'WH-3PL', 'NW-1001', openingCartons);
    await stands('1010', 'WH-CLOUD', 'NW-1001', openingCartons);
  });

  it('goes down with the orders that leave, whose goods issues are booked once, in either ERP', async () => {
    demo.partners.orders.clerk('INI-STOCK', [{ sku: 'NW-1002', cartons: 12 }]);
    await stands('1010', 'WH-CLOUD', 'NW-1002', openingCartons - 12);
    demo.partners.orders.legacy('LEG-STOCK1', [{ sku: 'NW-1003', cartons: 7 }]);
    await stands('1010', 'WH-CLOUD', 'NW-1003', openingCartons - 7);
  });

  it('is booked by the reason: broken goods under their cost centre, once, also when the answer is lost', async () => {
    const { erp, threePlDock } = demo.partners;
    erp.standIn.faults.set({ kind: 'lose-answer', count: 1, path: 'MaterialDocument', method: 'POST' });
    threePlDock.adjust('01', [{ sku: 'NW-1005', cartons: -3, state: 'available' }], 'AD-BROKEN');
    await stands('1020', 'WH-3PL', 'NW-1005', openingCartons - 3);
    const { body } = await received(
      erp.standIn.recorder,
      ({ reference }) => reference === 'WH-3PL:AD-BROKEN',
      'the scrapping',
    );
    expect(body)
      .to.have.nested.property('to_MaterialDocumentItem.results[0]')
      .that.includes({
        ...{ GoodsMovementType: '551', CostCenter: '4710', Plant: '1020', QuantityInEntryUnit: '3' },
      });
  });

  it('is put aside whole for a reason that nobody knows, until a person mends it', async () => {
    demo.partners.threePlDock.adjust('77', [{ sku: 'NW-1006', cartons: -5, state: 'available' }], 'AD-ODD');
    const { id, document } = await tower.exception('CD_INVENTORY_REASON_UNKNOWN', 'AD-ODD');
    await stands('1020', 'WH-3PL', 'NW-1006', openingCartons);
    const text = JSON.stringify(document);
    expect(text).to.include('"reason":"77"');
    const answer = await tower.mend(id, text.replace('"reason":"77"', '"reason":"lost"'));
    expect(answer.status).to.equal(200);
    await stands('1020', 'WH-3PL', 'NW-1006', openingCartons - 5);
    expect(demo.partners.problems()).to.deep.equal([]);
    expect((await tower.exceptions()).map(({ code, text: why }) => `${code} ${why}`)).to.deep.equal([]);
  });
});
