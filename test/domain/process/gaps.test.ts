import { expect } from 'chai';
import { apply } from '../../../domain/process/apply.ts';
import type { ProcessInput } from '../../../domain/process/documents.ts';
import { gapsOf } from '../../../domain/process/gaps.ts';
import { type OrderGap, reconcile } from '../../../domain/process/reconciliation.ts';
import { defaultTerms } from '../../../domain/process/terms.ts';
import type { OrderProcess } from '../../../domain/process/types.ts';
import { input } from './documents.ts';

const terms = { ...defaultTerms, expectations: [], postings: ['billing', 'erp'] };
const at = '2026-03-02T08:00:00Z';
const order = input(
  'sales-order',
  { lines: { 1: { quantity: 10, price: '12.50' } } },
  'm-0',
  '2026-03-02T08:00:00Z',
);
const planned = input('shipment', {}, 'm-1', '2026-03-02T09:00:00Z');
const shipped = input('warehouse-confirmation', { lines: { 1: 10 } }, 'm-2', '2026-03-03T08:00:00Z');
const delivered = input(
  'shipment-event',
  { milestone: 'delivered', signed: 'Bea' },
  'm-3',
  '2026-03-04T10:00:00Z',
);
const invoiced = input('invoice-issued', {}, 'm-4', '2026-03-06T08:00:00Z');

function openOf(...documents: readonly ProcessInput[]) {
  let process: OrderProcess | null = null;
  for (const document of documents) process = apply(process, document, terms).process;
  return gapsOf(process!, terms, '2026-03-10T08:00:00Z');
}

describe('gapsOf', () => {
  it('finds goods that left and are not invoiced, at the prices of the order', () => {
    const [gap, ...others] = openOf(order, planned, shipped);
    expect(others).to.deep.equal([]);
    expect(gap).to.deep.include({
      ...{
        kind: 'shipped-not-invoiced',
        subject: 'WC-1',
        since: '2026-03-03T08:00:00Z',
        owner: 'carrier desk',
      },
      money: { amount: '125.00', currency: 'EUR' },
    });
    expect(gap?.text).to.contain('shipment SH-1 is not delivered yet');
  });

  it('finds goods that arrived and are not billed, from their delivery', () => {
    const [gap] = openOf(order, planned, shipped, delivered);
    expect(gap).to.include({ kind: 'delivered-not-billed', since: '2026-03-04T10:00:00Z' });
  });

  it('finds documents that a system of finance has not booked', () => {
    const gaps = openOf(order, planned, shipped, delivered, invoiced);
    expect(gaps.map(({ kind, text }) => [kind, text])).to.deep.equal([
      ['invoiced-not-posted', 'invoice INV-1 is not booked in billing and erp'],
    ]);
    const half = input('invoice-posted', { system: 'billing' }, 'm-5', '2026-03-06T09:00:00Z');
    const [left] = openOf(order, planned, shipped, delivered, invoiced, half);
    expect(left?.text).to.equal('invoice INV-1 is not booked in erp');
    const whole = input('invoice-posted', { system: 'erp' }, 'm-6', '2026-03-06T09:00:00Z');
    expect(openOf(order, planned, shipped, delivered, invoiced, half, whole)).to.deep.equal([]);
  });

  it('finds events that were due', () => {
    const late = input(
      'shipment',
      { plannedDelivery: '2026-03-05T08:00:00Z' },
      'm-1',
      '2026-03-02T09:00:00Z',
    );
    const gaps = openOf(order, late, shipped).filter(({ kind }) => kind === 'event-missing');
    expect(gaps).to.deep.equal([
      {
        ...{ kind: 'event-missing', subject: 'delivered of SH-1', since: '2026-03-05T08:00:00Z' },
        ...{ owner: 'carrier desk', text: 'delivered was due (planned delivery) on shipment SH-1' },
      },
    ]);
  });

  it('names no sum for goods without a price', () => {
    const unpriced = input('sales-order', { lines: { 1: { quantity: 10, price: null } } }, 'm-0', at);
    const [gap] = openOf(unpriced, planned, shipped);
    expect(gap).not.to.have.property('money');
  });
});

describe('reconcile', () => {
  const gap = (since: string, money?: OrderGap['money']): OrderGap => ({
    ...{ kind: 'delivered-not-billed', subject: 'WC-1', since, owner: 'finance', text: 'x' },
    ...{ tenant: 't', key: since, orderNumber: since, customer: 'C-1', ...(money && { money }) },
  });

  it('counts, sums by currency, ages and names the oldest first', () => {
    const gaps = [
      gap('2026-03-10T07:00:00Z', { amount: '1.10', currency: 'EUR' }),
      gap('2026-03-01T08:00:00Z', { amount: '2.20', currency: 'EUR' }),
      gap('2026-03-08T08:00:00Z', { amount: '5', currency: 'USD' }),
      gap('2026-03-04T08:00:00Z'),
    ];
    const found = reconcile(gaps, '2026-03-10T08:00:00Z', 2).find(
      ({ kind }) => kind === 'delivered-not-billed',
    );
    expect(found).to.deep.include({
      count: 4,
      unvalued: 1,
      sums: [
        { amount: '3.30', currency: 'EUR' },
        { amount: '5.00', currency: 'USD' },
      ],
      ages: [1, 1, 1, 1],
    });
    expect(found?.oldest.map(({ since }) => since)).to.deep.equal([
      '2026-03-01T08:00:00Z',
      '2026-03-04T08:00:00Z',
    ]);
  });
});
