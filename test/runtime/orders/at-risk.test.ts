import { expect } from 'chai';
import { apply } from '../../../domain/process/apply.ts';
import { defaultTerms } from '../../../domain/process/terms.ts';
import type { Json, ProcessQuery, StoredProcess } from '../../../ledger/ledger.ts';
import { atRisk, expectedOf } from '../../../runtime/orders/at-risk.ts';
import { input } from '../../domain/process/documents.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const at = '2026-03-02T08:00:00.000Z';

function stored(number: string, quantity: number, price: string | null = '10.00'): StoredProcess {
  const { process, summary } = apply(
    null,
    input('sales-order', { number, lines: { 1: { quantity, price } } }, 'm-0', at),
  );
  const { key } = process;
  const state = process as unknown as Json;
  return { tenant: 'northwind', key, version: 1, state, summary, identifiers: [] };
}

const options = (all: readonly StoredProcess[], now: string) => ({
  ledger: {
    processes: async ({ status }: ProcessQuery) => all.filter(({ summary }) => summary.status === status),
  },
  clock: new ManualClock(now),
  terms: defaultTerms,
});

describe('atRisk', () => {
  it('lists the orders with the most money first, and those without a price last', async () => {
    const all = [stored('PO-1', 3), stored('PO-2', 200), stored('PO-3', 1, null), stored('PO-4', 20)];
    const found = await atRisk(options(all, '2026-03-02T11:00:00.000Z'));
    expect(found.first.map(({ orderNumber }) => orderNumber)).to.deep.equal(['PO-2', 'PO-4', 'PO-1', 'PO-3']);
    expect(found).to.deep.include({ orders: 4, count: 4, sums: [{ amount: '2230.00', currency: 'EUR' }] });
    expect(found.first[0]?.risks[0]).to.include({ level: 'at-risk', owner: 'order desk' });
  });

  it('leaves out what still has time', async () => {
    const found = await atRisk(options([stored('PO-1', 3)], '2026-03-02T09:00:00.000Z'));
    expect(found).to.deep.include({ orders: 1, count: 0, sums: [], first: [] });
  });
});

describe('expectedOf', () => {
  it('says what an order waits for, until when and how near it is', () => {
    const order = stored('PO-1', 3);
    const levels = ['09', '11', '13'].map(
      (hour) => expectedOf(order, options([], `2026-03-02T${hour}:00:00.000Z`))[0],
    );
    expect(levels.map((step) => step?.level)).to.deep.equal(['expected', 'at-risk', 'overdue']);
    expect(levels[0]).to.include({ milestone: 'ordered', dueAt: '2026-03-02T12:00:00.000Z' });
  });
});
