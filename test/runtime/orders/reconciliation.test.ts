import { expect } from 'chai';
import { apply } from '../../../domain/process/apply.ts';
import { defaultTerms } from '../../../domain/process/terms.ts';
import type { Json, ProcessQuery, StoredProcess } from '../../../ledger/ledger.ts';
import { recently } from '../../../runtime/decisions/recently.ts';
import { reconciliation } from '../../../runtime/orders/reconciliation.ts';
import { input } from '../../domain/process/documents.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const at = '2026-03-02T08:00:00.000Z';

function stored(index: number): StoredProcess {
  const placed = apply(
    null,
    input('sales-order', { number: `PO-${index}`, lines: { 1: 10 } }, 'm-0', at),
  ).process;
  const { process, summary } = apply(
    placed,
    input('warehouse-confirmation', { lines: { 1: 10 } }, 'm-1', at),
  );
  const { key } = process;
  return {
    tenant: 'northwind',
    key,
    version: 1,
    state: process as unknown as Json,
    summary,
    identifiers: [],
  };
}

describe('reconciliation', () => {
  it('looks through every page of every status but posted', async () => {
    const all = Array.from({ length: 60 }, (_, index) => stored(index));
    const asked: ProcessQuery[] = [];
    const processes = async (query: ProcessQuery) => {
      asked.push(query);
      if (query.status !== 'in-transit') return [];
      const from = query.after ? all.findIndex(({ key }) => key === query.after?.key) + 1 : 0;
      return all.slice(from, from + query.limit);
    };
    const found = await reconciliation({
      ledger: { processes },
      clock: new ManualClock(at),
      terms: defaultTerms,
    });
    expect(found).to.include({ orders: 60, complete: true, asOf: at });
    expect(found.kinds.find(({ kind }) => kind === 'shipped-not-invoiced')).to.deep.include({
      count: 60,
      sums: [{ amount: '6000.00', currency: 'EUR' }],
    });
    const looked = new Set(asked.map(({ status }) => status));
    expect([looked.has('posted'), looked.size]).to.deep.equal([false, 8]);
  });
});

describe('recently', () => {
  it('shares an answer for a quarter of a minute, and asks again after a failure', async () => {
    const clock = new ManualClock(at);
    let asked = 0;
    let fails = false;
    const look = recently(clock, async () => {
      asked += 1;
      if (fails) throw new Error('no');
      return asked;
    });
    expect(await Promise.all([look(), look()])).to.deep.equal([1, 1]);
    clock.advance(15_000);
    fails = true;
    expect(await look().catch(() => 'failed')).to.equal('failed');
    fails = false;
    expect(await look()).to.equal(3);
  });
});
