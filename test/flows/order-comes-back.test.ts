import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Entity } from '../../connect/odata/client.ts';
import { openOData } from '../../connect/odata/client.ts';
import type { OrderChange, SalesOrder } from '../../domain/canonical/types.generated.ts';
import { isCanonicalObject, validateCanonical } from '../../domain/canonical/validate.ts';
import { compileMapping } from '../../domain/mapping/compile.ts';
import type { Json } from '../../domain/mapping/types.ts';
import { apply } from '../../domain/process/apply.ts';
import type { Applied, OrderProcess } from '../../domain/process/types.ts';
import { odataOrders } from '../../nodes/erp-order/orders.ts';
import { changeDocument } from '../../nodes/erp-post/standing-document.ts';
import { type Erp, startErp } from '../../partners/erp/erp.ts';
import { connectionTo } from '../connect/support.ts';

const root = join(import.meta.dirname, '../..');
const text = (path: string) => readFileSync(join(root, path), 'utf8');
const at = '2026-03-02T08:00:00Z';
const credentials = { username: 'crossdock', password: 'pw' };
const masterData = {
  customer: { id: 'C-INITECH', name: 'Initech', partialShipmentAllowed: true },
  item: { sku: 'NW-1004', description: 'of the item master' },
};

/** By a mapping of a pack, with the master data of one customer and his items. */
async function mapped(pack: string, name: string, source: unknown): Promise<unknown> {
  const files = globSync(`flows/${pack}/mappings/*.yaml`, { cwd: root }).map((path) => ({
    path,
    text: text(path),
  }));
  const mapping = compileMapping(name, {
    files,
    canonicalSchema: (object, version) =>
      JSON.parse(text(`canonical-schemas/${object}/v${version}.schema.json`)) as object,
    validateTarget: ({ object = '' }, value) =>
      isCanonicalObject(object) ? validateCanonical(object, value) : { valid: true },
  });
  const lookup = (object: string) => Reflect.get(masterData, object) as Json;
  const result = await mapping.run(source, { now: () => new Date(at), lookup });
  expect(result.ok ? [] : result.problems).to.deep.equal([]);
  return result.value;
}

describe('an order of the ERP that a customer changes', () => {
  let erp: Erp;
  let url: string;
  beforeEach(async () => {
    erp = startErp(credentials);
    url = `${(await erp.listen(0, 0)).url}/sap/opu/odata/sap`;
  });
  afterEach(() => erp.close());

  const connection = () => connectionTo(url, { auth: { kind: 'basic', ...credentials } });
  const polled = async (process: OrderProcess | null, messageId: string): Promise<Applied> => {
    const [found] = await odataOrders(connection(), 'CROSSDOCK').since(null, 10);
    const order = await mapped('system-erp', 'erp-order-to-sales-order', found?.document);
    return apply(process, { type: 'sales-order', document: order as SalesOrder, messageId, at });
  };

  it('is polled again as it was changed there, and stands without a hold', async () => {
    const item = { RequestedQuantityUnit: 'CAR', NetPriceAmount: '18.40' };
    const { SalesOrder: number } = erp.orders.create(
      {
        ...{ SoldToParty: '10100001', PurchaseOrderByCustomer: 'INI-1' },
        ...{ ShipToName: 'Initech', ShipToStreet: 'Weg 1', ShipToCity: 'Bonn' },
        ...{ ShipToPostalCode: '53111', ShipToCountry: 'DE' },
        items: [
          { SalesOrderItem: '10', Material: 'NW-1001', RequestedQuantity: '5.000', ...item },
          { SalesOrderItem: '20', Material: 'NW-1002', RequestedQuantity: '4.000', ...item },
        ],
      },
      'CLERK',
    );
    const { process } = await polled(null, 'm-1');
    const quantity = (value: string) => ({ value, unit: 'CT' });
    const document: OrderChange = {
      ...{ changeNumber: 'CH-1', orderNumber: 'INI-1', customer: { id: 'C-INITECH' } },
      ...{ kind: 'change', changedAt: at },
      shipTo: {
        name: 'Initech Lager',
        address: { street: ['Am Kai 9', 'Tor 3'], city: 'Hamburg', postalCode: '20457', country: 'DE' },
      },
      lines: [
        { lineNumber: '10', action: 'change', quantity: quantity('3') },
        { lineNumber: '20', action: 'cancel' },
        { lineNumber: '30', action: 'add', item: { sku: 'NW-1004' }, quantity: quantity('2') },
      ],
    };
    const changed = apply(process, { type: 'order-change', document, messageId: 'm-2', at }).process;
    const wanted = await mapped('order-to-cash', 'process-to-erp-order-change', changed);
    const told = await changeDocument(openOData(connection()), 'sales-order', wanted as Entity);
    expect(told).to.include({ number, changed: 4 });
    // As SAP writes quantities, whatever it was told.
    const items = erp.orders.get(number)?.items.map((each) => ({
      ...each,
      RequestedQuantity: Number(each.RequestedQuantity).toFixed(3),
    }));
    erp.orders.change(number, { items: items ?? [] });
    const again = await polled(changed, 'm-3');
    expect([again.outcome, again.process.holds]).to.deep.equal(['duplicate', changed.holds]);
    expect(again.process.lines.map(({ quantities }) => quantities.ordered)).to.deep.equal(['3', '0', '2']);

    // What a clerk decides there is news.
    erp.orders.change(number, { ShipToCity: 'Bremen' });
    const { process: contradicted } = await polled(changed, 'm-4');
    expect(contradicted.holds.map(({ code }) => code)).to.deep.equal(['document-contradiction']);
  });
});
