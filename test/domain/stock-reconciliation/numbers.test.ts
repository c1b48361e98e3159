import { expect } from 'chai';
import fc from 'fast-check';
import type { StockSnapshot } from '../../../domain/canonical/types.generated.ts';
import { stockProposals } from '../../../domain/stock-reconciliation/propose.ts';
import type { Proposal } from '../../../domain/stock-reconciliation/types.ts';
import { minute, unit, WarehouseAndErp, warehouse } from './warehouse-and-erp.ts';

type Counted = Readonly<Record<string, number>>;

function listOf(snapshotId: string, at: number, counted: Counted): StockSnapshot {
  const lines = Object.entries(counted).map(([of, count]) => {
    const [sku = '', status = 'available'] = of.split(' ');
    const quantity = { value: String(count), unit };
    return { item: { sku }, status: status as Proposal['status'], quantity };
  });
  return { snapshotId, asOf: minute(at), warehouse: { id: warehouse }, lines };
}

const shown = ({ corrects, sku, status, quantity }: Proposal): string =>
  `${corrects} ${sku} ${status} ${quantity}`;

const lists = fc.array(
  fc.record({
    id: fc.constantFrom('DAILY', 'DAILY-1'),
    counted: fc.dictionary(fc.constantFrom('A', 'B', 'B blocked', 'C'), fc.integer({ min: 0, max: 3 })),
    decided: fc.nat(20),
    outcome: fc.constantFrom('approve' as const, 'refuse' as const),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('numbers of proposed corrections', () => {
  it('are of one difference each when a warehouse uses the number of a list again', () => {
    const world = new WarehouseAndErp();
    world.compare(listOf('DAILY', 600, { A: 0, B: 3 }), 600);
    world.compare(listOf('DAILY', 660, { A: 6, B: 3 }), 660);
    const stock = world.reconciliation!.proposals.filter(({ corrects }) => corrects === 'stock');
    expect(stock.map(({ sku }) => sku)).to.deep.equal(['A', 'B']);
    expect(stock[0]!.number).to.not.equal(stock[1]!.number);
    world.decide('approve', [stock[1]!.number]);
    expect(world.sent.movements[0]!.lines[0]).to.deep.include({ item: { sku: 'B' } });
  });

  it('tell owners apart from lists, and the same list of two warehouses', () => {
    const [line] = [{ lineNumber: '1', item: { sku: 'A' }, status: 'available' as const }];
    const of = (value: string) => ({ value, unit });
    const lines = [{ ...line!, ours: of('1'), theirs: of('2'), difference: of('1') }];
    const origins = [
      { warehouse, owner: '4', snapshotId: 'LS7', asOf: minute(0) },
      { warehouse, snapshotId: 'LS7-4', asOf: minute(0) },
      { warehouse: 'WH-2', snapshotId: 'LS7-4', asOf: minute(0) },
    ];
    const numbers = origins.flatMap((origin) => stockProposals(lines, origin).map(({ number }) => number));
    expect(new Set(numbers).size).to.equal(origins.length);
  });

  it('name one difference only, and approving moves just that, over whatever lists', () => {
    fc.assert(
      fc.property(lists, (all) => {
        const world = new WarehouseAndErp();
        const named = new Map<string, string>();
        for (const [index, { id, counted, decided, outcome }] of all.entries()) {
          world.compare(listOf(id, index, counted), index);
          const { proposals } = world.reconciliation!;
          expect(new Set(proposals.map(({ number }) => number)).size).to.equal(proposals.length);
          for (const one of proposals) {
            expect(named.get(one.number) ?? shown(one)).to.equal(shown(one));
            named.set(one.number, shown(one));
          }
          const open = proposals.filter(({ state }) => state === 'open');
          const meant = open[decided % Math.max(1, open.length)];
          if (!meant) continue;
          const before = world.sent.movements.length;
          world.decide(outcome, [meant.number]);
          const sent = world.sent.movements.slice(before);
          const moves = outcome === 'approve' && meant.corrects === 'stock';
          expect(sent).to.have.length(moves ? 1 : 0);
          for (const movement of sent) {
            const [{ from, to, quantity, item } = undefined!] = movement.lines;
            const sign = from ? '-' : '';
            expect(`stock ${item.sku} ${(from ?? to)!.status} ${sign}${quantity.value}`).to.equal(
              shown(meant),
            );
            world.tell(movement);
          }
        }
        const ids = [...world.sent.movements, ...world.sent.bookings].map(({ movementId }) => movementId);
        expect(new Set(ids).size).to.equal(ids.length);
      }),
    );
  });
});
