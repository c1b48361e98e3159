import { expect } from 'chai';
import { apply } from '../../../domain/process/apply.ts';
import { defaultTerms } from '../../../domain/process/terms.ts';
import type { FreightProcess } from '../../../domain/settlement/types.ts';
import type { Json, ProcessQuery, StoredProcess } from '../../../ledger/ledger.ts';
import { recently } from '../../../runtime/decisions/recently.ts';
import { reconciliation } from '../../../runtime/orders/reconciliation.ts';
import { input } from '../../domain/process/documents.ts';
import { costOf, event, invoice, shipment } from '../../domain/settlement/freight.ts';
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
  it('finds what a warehouse told and the ERP has not booked, of one tenant, at the item’s price', async () => {
    const late = {
      ...{ sku: 'NW-1', unit: 'CT', listed: '5', told: '5', booked: '0', inFlight: '5', unbooked: '0' },
      ...{ remarks: ['RC-5 is not booked yet'], lateSince: '2026-02-27T08:00:00Z' },
    };
    const state = {
      ...{ key: 'stock-reconciliation/WH-1', warehouse: 'WH-1', asOf: at, lines: [late], proposals: [] },
    };
    const of = (tenant: string): StoredProcess => ({
      ...{ tenant, key: state.key, version: 1, state: state as unknown as Json, identifiers: [] },
      summary: {
        ...{ kind: 'stock-reconciliation', status: 'stock-reconciled', customer: 'WH-1' },
        ...{ held: false, updatedAt: at },
      },
    });
    const processes = async ({ status, tenant }: ProcessQuery) =>
      status === 'stock-reconciled' ? ['northwind', 'hooli'].filter((one) => one === tenant).map(of) : [];
    const item = { sku: 'NW-1', baseUnit: 'CT', price: { amount: '18.40', currency: 'EUR' } };
    const asked: unknown[] = [];
    const lookup = (_object: string, _scheme: string, value: string, scope: unknown) => {
      asked.push([value, scope]);
      return item as unknown as Json;
    };
    const { kinds, orders } = await reconciliation({
      ...{ ledger: { processes }, clock: new ManualClock(at), terms: defaultTerms },
      ...{ masterData: { lookup }, tenant: 'hooli' },
    });
    const open = kinds.find(({ kind }) => kind === 'wms-not-in-erp')!;
    expect([orders, open.count, open.sums, open.ages]).to.deep.equal([
      ...[0, 1, [{ amount: '92.00', currency: 'EUR' }], [0, 1, 0, 0]],
    ]);
    expect(open.oldest[0]).to.include({ tenant: 'hooli', key: state.key, orderNumber: 'WH-1' });
    expect(asked).to.deep.equal([['NW-1', { tenant: 'hooli', at }]]);
  });

  it('finds freight that is accrued and not billed by the carrier, and what is in dispute with it', async () => {
    const accrued = costOf(shipment({ freight: '260.40' }), event('dispatched'));
    const disputed = costOf(shipment({ freight: '260.40' }), invoice({ freight: '300.00' }));
    const of = (process: FreightProcess, status: string): StoredProcess => ({
      ...{ tenant: 'northwind', key: process.key, version: 1, state: process as unknown as Json },
      ...{
        summary: { kind: 'freight', status, customer: 'SWFT', held: false, updatedAt: at },
        identifiers: [],
      },
    });
    const all = [
      of(accrued, 'freight-accrued'),
      of({ ...disputed, key: 'freight/SH-2' }, 'freight-disputed'),
    ];
    const processes = async ({ status }: ProcessQuery) =>
      all.filter(({ summary }) => summary.status === status);
    const found = await reconciliation({
      ledger: { processes },
      clock: new ManualClock(at),
      terms: defaultTerms,
    });
    expect(found.orders).to.equal(0);
    const open = found.kinds.find(({ kind }) => kind === 'accrued-not-settled')!;
    expect(open.sums).to.deep.equal([{ amount: '300.00', currency: 'EUR' }]);
    expect(open.oldest.map(({ key }) => key).sort()).to.deep.equal(['freight/SH-1', 'freight/SH-2']);
  });

  it('looks at freight and stock however many orders there are, and counts what is aged', async () => {
    const freight = costOf(shipment({ freight: '260.40' }), event('dispatched'));
    const of = (key: string, status: string, state: unknown): StoredProcess => ({
      ...{ tenant: 'northwind', key, version: 1, state: state as Json, identifiers: [] },
      summary: { kind: 'freight', status, customer: 'SWFT', held: false, updatedAt: at },
    });
    const cost = of(freight.key, 'freight-accrued', freight);
    const settled = { ...freight, accruals: [] };
    const page = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => of(`C/${from + index}`, 'ordered', settled));
    const processes = async ({ status, limit, after }: ProcessQuery) => {
      if (status === 'freight-accrued') return [cost];
      if (status !== 'ordered') return [];
      return page(after ? Number(after.key.slice(2)) + 1 : 0, limit);
    };
    const clock = new ManualClock('2026-04-30T08:00:00.000Z');
    const found = await reconciliation({ ledger: { processes }, clock, terms: defaultTerms, agedDays: 7 });
    const open = found.kinds.find(({ kind }) => kind === 'accrued-not-settled');
    expect([found.complete, open?.count, open?.aged]).to.deep.equal([false, 1, 1]);
  }).timeout(20_000);

  it('looks through every page of every status that is not the last', async () => {
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
    expect([looked.has('posted'), looked.size]).to.deep.equal([false, 13]);
  });

  it('finds an order that changes its status while the others are looked at, once and as it is then', async () => {
    const moving = stored(1);
    const after: StoredProcess = { ...moving, version: 2, summary: { ...moving.summary, status: 'ordered' } };
    let now = moving;
    const processes = async ({ status }: ProcessQuery) => {
      if (status === 'released') now = after;
      return now.summary.status === status ? [now] : [];
    };
    const clock = new ManualClock(at);
    const found = await reconciliation({ ledger: { processes }, clock, terms: defaultTerms });
    expect(found.orders).to.equal(1);
    expect(found.kinds.find(({ kind }) => kind === 'shipped-not-invoiced')?.count).to.equal(1);
  });
});

describe('recently', () => {
  it('shares an answer for a quarter of a minute, and asks again after a failure', async () => {
    const clock = new ManualClock(at);
    let asked = 0;
    let fails = false;
    const look = recently({ clock, version: () => 0 }, async () => {
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

  it('asks again once something was decided, also while an answer is on its way', async () => {
    let asked = 0;
    let version = 0;
    const look = recently({ clock: new ManualClock(at), version: () => version }, async () => {
      asked += 1;
      return asked;
    });
    const before = look();
    version += 1;
    expect(await Promise.all([before, look(), look()])).to.deep.equal([1, 2, 2]);
  });
});
