import { expect } from 'chai';
import type { StockPosition } from '../../../domain/inventory/types.ts';
import { stockGaps } from '../../../domain/stock-reconciliation/gaps.ts';
import { reconcileStock } from '../../../domain/stock-reconciliation/reconcile.ts';
import type { StockBook, StockReconciliation } from '../../../domain/stock-reconciliation/types.ts';

const told = '2026-03-16T08:00:00.000Z';
const price = (_sku: string, unit: string) => (unit === 'CT' ? { amount: '18.40', currency: 'EUR' } : null);

const position: StockPosition = {
  ...{ key: 'stock/WH-1/NW-1001', warehouse: 'WH-1', sku: 'NW-1001', unit: 'CT', updatedAt: told },
  quantities: { available: '45' },
  recent: [
    { movementId: 'RC-40', lineNumber: '1', occurredAt: told, status: 'available', quantity: '40' },
    { movementId: 'RC-5', lineNumber: '1', occurredAt: told, status: 'available', quantity: '5' },
  ],
};

/** A list that agrees with what was told, and an ERP that has so much, by the receipt of 40. */
function compared(hour: number, booked: string, before: StockReconciliation | null = null) {
  const at = `2026-03-16T${String(hour).padStart(2, '0')}:00:00.000Z`;
  const book: StockBook = {
    ...{ warehouse: 'WH-1', readAt: at, since: '2026-02-14T00:00:00Z', unsettled: [] },
    lines: [{ sku: 'NW-1001', quantity: booked, unit: 'CT' }],
    documents: [
      {
        ...{ number: '4900000001', reference: 'WH-1:RC-40', bookedAt: told, by: 'crossdock' },
        lines: [{ sku: 'NW-1001', quantity: '40', unit: 'CT' }],
      },
    ],
  };
  const line = {
    item: { sku: 'NW-1001' },
    status: 'available' as const,
    quantity: { value: '45', unit: 'CT' },
  };
  const snapshot = { snapshotId: `S-${hour}`, asOf: at, warehouse: { id: 'WH-1' }, lines: [line] };
  const positions = new Map([[position.key, position]]);
  return reconcileStock({
    ...{ snapshot, warehouse: 'WH-1', book, positions, before, graceMs: 900_000, now: at },
  })!.reconciliation;
}

describe('what a warehouse told and the ERP has not booked', () => {
  it('is open from the movement on when it waits longer than the grace, at the price of the item', () => {
    expect(stockGaps(compared(9, '40'), price)).to.deep.equal([
      {
        ...{ kind: 'wms-not-in-erp', subject: 'NW-1001', since: told, owner: 'stock' },
        text: `NW-1001 in WH-1: RC-5 of ${told} (5) is not booked yet`,
        money: { amount: '92.00', currency: 'EUR' },
      },
    ]);
  });

  it('has no amount where nobody knows the price', () => {
    expect(stockGaps(compared(9, '40'), () => null)[0]).to.not.have.property('money');
  });

  it('is what the books lack besides, since the first list that showed it, until a person has decided', () => {
    const first = compared(9, '38');
    const second = compared(11, '38', first);
    const lacking = stockGaps(second, price).filter(({ text }) => text.includes('should have'));
    expect(lacking.map(({ since, money }) => [since, money?.amount])).to.deep.equal([
      ['2026-03-16T09:00:00.000Z', '36.80'],
    ]);
    const decided = second.proposals.map((one) => ({ ...one, state: 'refused' as const }));
    const after = stockGaps({ ...second, proposals: decided }, price);
    expect(after.filter(({ text }) => text.includes('should have'))).to.deep.equal([]);
  });

  it('is nothing while it is on its way within the grace', () => {
    const young = { ...position, recent: position.recent.slice(0, 1), quantities: { available: '40' } };
    const even = compared(9, '40');
    expect(young.recent).to.have.length(1);
    expect(stockGaps({ ...even, lines: [], proposals: [] }, price)).to.deep.equal([]);
  });
});
