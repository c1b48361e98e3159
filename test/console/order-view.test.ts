import { expect } from 'chai';
import { orderDetail } from '../../console/api/order-view.ts';
import { apply } from '../../domain/process/apply.ts';
import type { ProcessInput } from '../../domain/process/documents.ts';
import type { Json } from '../../ledger/ledger.ts';
import { input } from '../domain/process/documents.ts';

const at = '2026-03-02T08:00:00Z';

/** What the tower offers for the first invoice of an order after these documents. */
function offered(...documents: readonly ProcessInput[]) {
  const start = apply(null, input('sales-order', { lines: { 1: 10 } }, 'm-0', at));
  const { process, summary, identifiers } = [
    input('shipment', {}, 'm-1', at),
    input('warehouse-confirmation', { lines: { 1: 10 } }, 'm-2', at),
    ...documents,
  ].reduce((so, each) => apply(so.process, each), start);
  const state = process as unknown as Json;
  const stored = { tenant: 'northwind', key: process.key, version: 1, state, summary, identifiers };
  const [{ mayBeCorrected, mayBeCredited } = {}] = orderDetail(stored).invoices;
  return { mayBeCorrected, mayBeCredited };
}
const both = { mayBeCorrected: true, mayBeCredited: true };
const neither = { mayBeCorrected: false, mayBeCredited: false };
const memo = (more: object) =>
  input('invoice-issued', { invoice: 'CM-1', kind: 'credit-memo', relatesTo: 'INV-1', ...more }, 'm-9', at);
const money = (amount: string) => ({ amount, currency: 'EUR' });

describe('the order page', () => {
  it('offers to take an invoice back', () => {
    expect(offered(input('invoice-issued', {}, 'm-3', at))).to.deep.equal(both);
  });

  it('does not offer what would be refused: over several orders, or corrected in part', () => {
    const orders = [{ orderNumber: 'PO-1', shipmentIds: ['SH-1'] }, { orderNumber: 'PO-2' }];
    expect(offered(input('invoice-issued', { orders }, 'm-3', at))).to.deep.equal(neither);
    const totals = { net: money('-10.00'), tax: money('0.00'), gross: money('-10.00') };
    expect(offered(input('invoice-issued', {}, 'm-3', at), memo({ totals }))).to.deep.equal(neither);
  });

  it('offers only a credit where a part was settled elsewhere', () => {
    const settled = input('release-hold', { code: 'unbilled-after-invoice' }, 'm-4', at);
    const short = input('invoice-issued', { lines: { 1: 8 } }, 'm-3', at);
    expect(offered(short, settled)).to.deep.equal({ mayBeCorrected: false, mayBeCredited: true });
  });
});
