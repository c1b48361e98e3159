import { expect } from 'chai';
import { runtime } from '../../nodes/erp-stock/runtime.ts';
import { type Erp, startErp } from '../../partners/erp/erp.ts';
import type { SystemConfig } from '../../runtime/face.ts';
import { deploy } from '../support/deploy-node.ts';

interface Book {
  readonly plant: string;
  readonly since: string;
  readonly unsettled: readonly string[];
  readonly stock: readonly Record<string, unknown>[];
  readonly documents: readonly { readonly MaterialDocument: string; readonly items: readonly unknown[] }[];
}

describe('crossdock-erp-stock', () => {
  const at = '2026-03-20T12:00:00.000Z';
  let erp: Erp;
  let system: SystemConfig;
  beforeEach(async () => {
    erp = startErp({ username: 'crossdock', password: 'pw' });
    const { url } = await erp.listen(0, 0);
    system = {
      ...{ name: 'erp', protocol: 'odata', baseUrl: `${url}/sap/opu/odata/sap`, timeoutMs: 2000 },
      ...{ auth: { kind: 'basic', username: 'crossdock', password: 'pw' }, maxConcurrent: 2 },
      circuitBreaker: { failures: 5, openMs: 100 },
    };
  });
  afterEach(() => erp.close());

  const book = (PostingDate: string, ...items: readonly (readonly [plant: string, quantity: string])[]) =>
    erp.book.add(
      {
        ...{ ReferenceDocument: 'R', PostingDate },
        to_MaterialDocumentItem: items.map(([Plant, QuantityInEntryUnit]) => ({
          ...{ Plant, QuantityInEntryUnit, Material: 'NW-1001', GoodsMovementType: '101', EntryUnit: 'CAR' },
        })),
      },
      'CROSSDOCK',
    );
  const ask = async (config: object = {}, payload: object = { plant: '1010' }): Promise<Book> => {
    const node = deploy(
      runtime,
      { system: 'erp', ...config },
      { systems: { erp: system }, now: () => new Date(at) },
    );
    const { error } = await node.receive({ payload });
    if (error) throw error;
    return (await node.deliver(node.deliveries[0]?.request)).payload as Book;
  };

  it('gives what a plant has, and the documents of the last days with their items there', async () => {
    book('2026-01-01', ['1010', '5']);
    book('2026-03-15', ['1010', '40'], ['1020', '7']);
    book('2026-03-16', ['1020', '3']);
    book('2026-01-02', ['1010', '1']);
    const { plant, since, stock, documents } = await ask();
    expect([plant, since]).to.deep.equal(['1010', '2026-02-18T00:00:00Z']);
    expect(stock.map((row) => row.MatlWrhsStkQtyInMatlBaseUnit)).to.deep.equal(['46.000']);
    expect(documents.map(({ MaterialDocument, items }) => [MaterialDocument, items.length])).to.deep.equal([
      ['4900000002', 1],
    ]);
  });

  it('names what was booked while it was read, so that nobody compares it', async () => {
    expect((await ask()).unsettled).to.deep.equal([]);
    book('2026-03-15', ['1010', '40'], ['1020', '1']);
    const { stock } = erp.book;
    erp.book.stock = () => {
      book('2026-01-01', ['1010', '2']);
      book('2026-03-16', ['1020', '1']);
      return stock.call(erp.book);
    };
    const { unsettled, documents } = await ask({ days: 10 });
    expect([unsettled, documents.length]).to.deep.equal([['NW-1001'], 1]);
  });

  it('asks for no plant that nobody named', async () => {
    const refused = await ask({}, {}).catch((error: Error) => error);
    expect(refused).to.include({ code: 'CD_NODE_VALUE_MISSING' });
  });
});
