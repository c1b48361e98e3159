import { expect } from 'chai';
import { stockBookFrom } from '../../../domain/stock-reconciliation/book.ts';
import { reconciliationCsv } from '../../../domain/stock-reconciliation/csv.ts';
import { movementOf, WarehouseAndErp } from './warehouse-and-erp.ts';

describe('the report of a comparison', () => {
  it('has a line for each item that differs, with what is proposed', () => {
    const world = new WarehouseAndErp();
    world.tell(movementOf({ id: 'RC-1', at: 0, cartons: 40 }));
    world.compare(world.list(38, 10), 60);
    const [head, line, ...rest] = reconciliationCsv(world.reconciliation!).split('\r\n');
    expect(head).to.match(/^warehouse,owner,list,as of,/);
    expect(line).to.match(
      /^WH-1,,L1,.*,NW-1,CT,38,40,40,0,40,0,RC-1 of .* is not booked yet,"?COR-L1-\w+: -2 available, open"?$/,
    );
    expect(rest).to.deep.equal(['']);
  });

  it('lets no text become a formula, and quotes what a cell cannot hold', () => {
    const world = new WarehouseAndErp();
    world.compare(world.list(1, 10), 11);
    const [line] = world.reconciliation!.lines;
    const remarks = ['=HYPERLINK("http://evil")', 'a,b'];
    const csv = reconciliationCsv({
      ...world.reconciliation!,
      lines: [{ ...line!, unbooked: '-1', remarks }],
    });
    expect(csv).to.include(`,-1,"'=HYPERLINK(""http://evil""); a,b",`);
  });
});

describe('what an ERP has', () => {
  const book = {
    warehouse: 'WH-1',
    readAt: '2026-03-16T12:00:00Z',
    since: '2026-02-14',
    lines: [],
    documents: [],
  };

  it('is read without what a clerk need not say', () => {
    const lines = [{ sku: 'NW-1', quantity: '-1.5', unit: 'CT', owner: '' }];
    const documents = [{ number: '49', bookedAt: '2026-03-16T11:00:00Z', lines }];
    expect(stockBookFrom({ ...book, documents }).documents).to.deep.equal([
      {
        ...{ number: '49', bookedAt: '2026-03-16T11:00:00Z', reference: '', by: 'somebody' },
        lines: [{ sku: 'NW-1', quantity: '-1.5', unit: 'CT' }],
      },
    ]);
  });

  it('is refused when a part is missing or no quantity', () => {
    const broken = [
      null,
      { ...book, warehouse: '' },
      { ...book, readAt: 'today' },
      { ...book, lines: {} },
      { ...book, lines: [{ sku: 'NW-1', quantity: '1e3', unit: 'CT' }] },
    ];
    for (const each of broken) expect(() => stockBookFrom(each)).to.throw('cannot be read: there is no');
  });
});
