import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { StockBook } from '../../partners/erp/material-documents.ts';
import { OrderStore } from '../../partners/erp/order-store.ts';
import { Faults } from '../../partners/faults.ts';
import { httpStandIn } from '../../partners/http-stand-in.ts';
import { Recorder } from '../../partners/recorder.ts';
import { stockAdvice, type ThreePlDock } from '../../partners/three-pl/stock-advice.ts';
import { WarehouseDay } from '../../partners/warehouse-day.ts';
import { openingCartons, WarehouseStock } from '../../partners/warehouse-stock.ts';
import { cloudStock } from '../../partners/wms/stock.ts';
import { parseX12 } from '../../partners/x12.ts';

describe('stock of the stand-ins', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'crossdock-stock-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const dock = (seed = 7): ThreePlDock => {
    let control = 0;
    const party = {
      senderQualifier: 'ZZ',
      sender: 'FASTSHIP',
      receiverQualifier: 'ZZ',
      receiver: 'CROSSDOCK',
    };
    return stockAdvice({
      ...{ root, identity: party, seed, file: join(root, 'stock.jsonl') },
      ...{ page: { recorder: new Recorder(), faults: new Faults() }, control: () => ++control },
    });
  };
  const sent = (type: string): string[][][] =>
    readdirSync(join(root, 'fastship/inbox'))
      .filter((name) => name.startsWith(type))
      .map((name) => parseX12(readFileSync(join(root, 'fastship/inbox', name), 'utf8')));

  it('of the 3PL opens with a receipt, once over all starts, and every adjustment is told with its sign', () => {
    dock();
    const again = dock();
    again.adjust('55', [
      { sku: 'NW-1001', cartons: -3, state: 'available' },
      { sku: 'NW-1001', cartons: 3, state: 'blocked' },
    ]);
    expect(sent('944')).to.have.length(1);
    const [advice] = sent('947');
    const lines = advice!.filter(([id]) => id === 'W19');
    expect(lines.map((line) => [line[2], line[6], line[16]])).to.deep.equal([
      ['-3', 'NW-1001', 'AV'],
      ['3', 'NW-1001', 'HD'],
    ]);
  });

  it('of the 3PL numbers receipts as its guide takes them, each once, however many and late', () => {
    const longest = { seed: 2_000_000_000, count: 40 };
    const threePl = dock(longest.seed);
    const goods = [{ sku: 'NW-1001', cartons: 1, state: 'available' as const }];
    for (let count = 1; count < longest.count; count += 1) threePl.receive(goods);
    const numbers = sent('944').map((advice) => advice.find(([id]) => id === 'W17')?.[3] ?? '');
    expect(new Set(numbers).size).to.equal(longest.count);
    for (const number of numbers) expect(number).to.match(/^RC[0-9A-Z]{10}$/);
  });

  it('is told for any instant by what had moved up to then, with zero for what ran out', () => {
    const stock = new WarehouseStock(1000, null);
    const at = (second: number): Date => new Date(Date.UTC(2026, 2, 1, 12, 0, second, 500));
    const change = (cartons: number) => [{ sku: 'NW-1001', cartons, state: 'available' as const }];
    stock.add({ number: '1', kind: 'receipt', changes: change(5) }, at(1));
    stock.add({ number: '2', kind: 'issue', changes: change(-5) }, at(3));
    expect(stock.asOf(new Date(Date.UTC(2026, 2, 1, 12, 0, 2)).toISOString())[0]?.cartons).to.equal(5);
    expect(stock.asOf(new Date(Date.UTC(2026, 2, 1, 12, 0, 3)).toISOString())[0]?.cartons).to.equal(0);
  });

  it('moves in the demo besides the orders: goods come in, break and turn up', () => {
    const threePl = dock();
    const { app, recorder } = httpStandIn('WMS', { username: 'crossdock', password: 'pw' });
    const told: unknown[] = [];
    const cloud = cloudStock({ app, recorder }, (_path, what) => told.push(what), 7, null);
    const day = new WarehouseDay(threePl, cloud);
    for (let count = 0; count < 14; count += 1) day.next();
    expect(['944', '947'].map((type) => sent(type).length)).to.deep.equal([3, 4]);
    expect(told).to.deep.equal([
      'receipt',
      ...['receipt', 'adjustment', 'adjustment'],
      ...['receipt', 'adjustment', 'adjustment'],
    ]);
    const later = new Date(Date.now() + 60_000).toISOString();
    expect(cloud.stock.asOf(later).find(({ sku }) => sku === 'NW-1002')?.cartons).to.equal(
      openingCartons + 480 - 3 + 2 - 4,
    );
  });

  it('of the ERP adds up by plant, material and owner, and is the same after a restart', () => {
    const file = join(root, 'documents.jsonl');
    const book = new StockBook(file);
    const post = (GoodsMovementType: string, QuantityInEntryUnit: string, Supplier?: string) =>
      book.add(
        {
          ReferenceDocument: 'R',
          to_MaterialDocumentItem: {
            results: [
              { GoodsMovementType, QuantityInEntryUnit, Material: 'NW-1001', Plant: '1010', Supplier },
            ],
          },
        },
        'CROSSDOCK',
      );
    post('101', '40');
    post('551', '2.5');
    post('101', '7', 'S-TEA');
    const rows = new StockBook(file).stock();
    expect(rows.map((row) => [row.Supplier, row.MatlWrhsStkQtyInMatlBaseUnit])).to.deep.equal([
      ['', '37.500'],
      ['S-TEA', '7.000'],
    ]);
    const odd = { ReferenceDocument: 'R', to_MaterialDocumentItem: [{ GoodsMovementType: '999' }] };
    expect(book.refusal(odd, new OrderStore(1))).to.deep.equal([
      'M7/036',
      'Movement type 999 is not defined',
    ]);
  });
});
