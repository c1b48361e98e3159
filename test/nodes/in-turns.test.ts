import { expect } from 'chai';
import { compareStock, compareStockInSteps } from '../../domain/inventory/compare.ts';
import { finished } from '../../domain/inventory/steps.ts';
import { reconcileStock, reconcileStockInSteps } from '../../domain/stock-reconciliation/reconcile.ts';
import { inTurns } from '../../nodes/in-turns.ts';

const asOf = '2026-03-16T11:00:00Z';
const now = '2026-03-16T12:00:00Z';
const items = Array.from({ length: 1_000 }, (_, index) => `NW-${index}`);
const quantity = (value: string) => ({ value, unit: 'CT' });
const snapshot = {
  ...{ snapshotId: 'SNAP-1', asOf, warehouse: { id: 'WH-1' } },
  lines: items.map((sku, index) => ({
    item: { sku },
    status: 'available' as const,
    quantity: quantity(String(index)),
  })),
};
const book = {
  ...{ warehouse: 'WH-1', readAt: now, since: '2026-02-14T00:00:00Z', unsettled: [] },
  lines: items.map((sku) => ({ sku, quantity: '5', unit: 'CT' })),
  documents: items.map((sku, index) => ({
    ...{ number: `49${index}`, reference: `WH-1:RC-${index}`, bookedAt: asOf, by: 'crossdock' },
    lines: [{ sku, quantity: '5', unit: 'CT' }],
  })),
};
const reconciling = {
  ...{ snapshot, warehouse: 'WH-1', book, positions: new Map(), before: null, graceMs: 900_000, now },
};

describe('a long list of stock', () => {
  it('is compared in steps, so that others get a turn at least every fifty items', async () => {
    for (const steps of [
      () => reconcileStockInSteps(reconciling),
      () => compareStockInSteps(snapshot, new Map(), now),
    ]) {
      let turns = 0;
      let isOver = false;
      const other = (): void => {
        turns += 1;
        if (!isOver) setImmediate(other);
      };
      setImmediate(other);
      await inTurns<unknown>(steps());
      isOver = true;
      expect(turns).to.be.at.least(items.length / 50);
    }
  });

  it('comes to the same in steps and at once', async () => {
    expect(await inTurns(reconcileStockInSteps(reconciling))).to.deep.equal(reconcileStock(reconciling));
    expect(finished(compareStockInSteps(snapshot, new Map(), now))).to.deep.equal(
      compareStock(snapshot, new Map(), now),
    );
  });

  it('that is wrong in the middle fails as it does at once', async () => {
    const lines = snapshot.lines.map((line, index) => (index === 700 ? { ...line, item: {} } : line));
    const wrong = { ...reconciling, snapshot: { ...snapshot, lines } };
    const failed = await inTurns(compareStockInSteps(wrong.snapshot, new Map(), now)).catch(
      (thrown: unknown) => thrown,
    );
    expect(failed).to.include({ code: 'CD_INVENTORY_SNAPSHOT' });
  });
});
