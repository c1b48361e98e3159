import { expect } from 'chai';
import type { Invoice } from '../../../domain/canonical/types.generated.ts';
import { validateCanonical } from '../../../domain/canonical/validate.ts';
import { deadlines } from '../../../domain/process/expectations.ts';
import { gapsOf } from '../../../domain/process/gaps.ts';
import { defaultTerms } from '../../../domain/process/terms.ts';
import { Books, friday, monday, nextFriday, wednesday, weekly } from './books.ts';

const ordersOn = ({ orders }: Invoice) => orders.map(({ orderNumber }) => orderNumber);

describe('a billing period', () => {
  it('puts all orders that became billable in it on one invoice, when its time has come', async () => {
    const books = new Books();
    for (const number of ['PO-1', 'PO-2', 'PO-3']) {
      books.deliver(number);
      await books.check(number);
    }
    expect(books.documents).to.deep.equal([]);
    expect(books.open.map(({ span, orders }) => [span.name, orders.length])).to.deep.equal([
      ['2026-03-06', 3],
    ]);
    expect(books.order('PO-1').collected).to.include({ closesAt: '2026-03-06T17:00:00.000Z' });
    await books.pass(friday);
    const [invoice] = books.documents as [Invoice];
    expect(books.documents).to.have.length(1);
    expect(ordersOn(invoice)).to.deep.equal(['PO-1', 'PO-2', 'PO-3']);
    expect(invoice.period).to.deep.equal({ from: '2026-02-27', to: '2026-03-06' });
    expect(validateCanonical('invoice', invoice)).to.include({ valid: true });
    expect(books.order('PO-2')).to.include({ status: 'invoiced' }).and.not.to.have.property('collected');
    expect(books.order('PO-2').invoices[0]).to.deep.include({
      invoiceNumber: 'NW-1',
      consolidated: {
        period: books.periods.keys().next().value,
        orders: 3,
        gross: invoice.totals.gross.amount,
      },
    });
  });

  it('changes nothing when an order is checked again, and takes a new amount over', async () => {
    const books = new Books();
    books.deliver('PO-1');
    await books.check('PO-1');
    const [before] = books.open;
    await books.check('PO-1', '2026-03-05T12:00:00Z');
    expect(books.open[0]).to.equal(before);
    books.take('PO-1', 'shipment-event', {
      ...{ event: 'E-1', milestone: 'in-transit' },
      accessorials: [{ code: 'liftgate', quantity: { value: '1', unit: 'C62' } }],
    });
    await books.check('PO-1', '2026-03-05T13:00:00Z');
    expect(books.open[0]!.orders.map(({ net, since }) => [net, since])).to.deep.equal([
      ['270.84', wednesday],
    ]);
  });

  it('is closed once, and never before its time unless somebody wants it', async () => {
    const books = new Books();
    books.deliver('PO-1');
    await books.check('PO-1');
    const { key } = books.open[0]!;
    expect(books.close(key, '2026-03-06T16:59:59Z')).to.equal(null);
    expect(books.close(key, '2026-03-05T12:00:00Z', { by: 'ada', reason: 'year end' })).to.deep.equal([]);
    expect(books.close(key, friday)).to.equal(null);
    expect(books.documents.map(({ period }) => period)).to.deep.equal([
      { from: '2026-02-27', to: '2026-03-05' },
    ]);
    expect(books.periods.get(key)!.period.closed).to.deep.include({
      early: { by: 'ada', reason: 'year end' },
    });
  });

  it('takes what becomes billable after its cut-off, or after it was closed early, into the next', async () => {
    const books = new Books();
    for (const number of ['PO-1', 'PO-2', 'PO-3']) books.deliver(number);
    await books.check('PO-1');
    await books.check('PO-2', friday);
    books.close(books.order('PO-1').collected!.period, wednesday, { by: 'ada', reason: 'x' });
    await books.check('PO-3', wednesday);
    expect(books.open.map(({ span, orders }) => [span.name, orders.length])).to.deep.equal([
      ['2026-03-13', 2],
    ]);
  });

  it('makes no invoice when nothing is left in it', async () => {
    const books = new Books();
    books.deliver('PO-1');
    await books.check('PO-1');
    books.take('PO-1', 'hold', { code: 'manual', reason: 'dispute', by: 'ada' }, wednesday);
    await books.check('PO-1', '2026-03-05T12:00:00Z');
    expect(books.open.map(({ orders }) => orders)).to.deep.equal([[]]);
    expect(books.order('PO-1')).not.to.have.property('collected');
    await books.pass(friday);
    expect(books.documents).to.deep.equal([]);
    expect([...books.periods.values()].map(({ period }) => period.status)).to.deep.equal(['billing-empty']);
  });

  it('leaves out what cannot be billed when it closes, and bills the rest', async () => {
    const books = new Books();
    for (const number of ['PO-1', 'PO-2']) {
      books.deliver(number);
      await books.check(number);
    }
    books.take('PO-2', 'hold', { code: 'manual', reason: 'dispute', by: 'ada' }, wednesday);
    await books.pass(friday);
    expect(ordersOn(books.documents[0]!)).to.deep.equal(['PO-1']);
    expect(books.order('PO-2')).not.to.have.property('collected');
    books.take('PO-2', 'release-hold', { code: 'manual', reason: 'agreed', by: 'ada' }, friday);
    await books.check('PO-2', friday);
    await books.pass(nextFriday);
    expect(ordersOn(books.documents[1]!)).to.deep.equal(['PO-2']);
  });

  it('mixes no places where the agreement keeps them apart, and no tax status ever', async () => {
    const books = new Books(weekly({ separate: ['ship-to'] }));
    const shipTo = (id: string) => ({
      shipTo: { id, address: { city: 'Köln', postalCode: '50667', country: 'DE' } },
    });
    books.deliver('PO-1', 10, '18.40', shipTo('STORE-1'));
    books.deliver('PO-2', 10, '18.40', shipTo('STORE-2'));
    books.deliver('PO-3', 10, '18.40', shipTo('STORE-2'));
    for (const number of ['PO-1', 'PO-2', 'PO-3']) await books.check(number);
    expect(books.open.map(({ orders }) => orders.length)).to.deep.equal([1, 2]);
    books.customer = { taxStatus: 'exempt' };
    await books.check('PO-3', '2026-03-05T12:00:00Z');
    expect(books.open.map(({ orders, group }) => [group.taxStatus, orders.length])).to.deep.equal([
      ['taxable', 1],
      ['taxable', 1],
      ['exempt', 1],
    ]);
  });

  it('leaves out an order whose customer is taxed otherwise by the time it closes', async () => {
    const books = new Books();
    books.deliver('PO-1');
    await books.check('PO-1');
    books.customer = { taxStatus: 'exempt' };
    await books.pass(friday);
    expect(books.documents).to.deep.equal([]);
    await books.pass(nextFriday);
    expect(books.documents[0]!.totals.tax.amount).to.equal('0.00');
  });

  it('gives one order of it back by a credit memo that names the invoice, and bills it afresh', async () => {
    const books = new Books();
    for (const number of ['PO-1', 'PO-2']) {
      books.deliver(number);
      await books.check(number);
    }
    await books.pass(friday);
    const alone = books.alone('PO-2')!;
    books.correct('PO-2');
    const [, memo, invoice] = books.documents as [Invoice, Invoice, Invoice];
    expect(memo).to.include({ kind: 'credit-memo', relatesTo: 'NW-1' });
    expect(ordersOn(memo)).to.deep.equal(['PO-2']);
    expect(memo.totals.gross.amount).to.equal(`-${alone.totals.gross.amount}`);
    expect(ordersOn(invoice)).to.deep.equal(['PO-2']);
    expect(invoice.totals).to.deep.equal(alone.totals);
  });

  it('sends services that are reported after its invoice by a debit memo of their own', async () => {
    const books = new Books();
    books.deliver('PO-1');
    await books.check('PO-1');
    await books.pass(friday);
    books.take('PO-1', 'shipment-event', {
      ...{ event: 'E-1', milestone: 'in-transit' },
      accessorials: [{ code: 'liftgate', quantity: { value: '1', unit: 'C62' } }],
    });
    await books.check('PO-1', '2026-03-09T12:00:00Z');
    expect(books.documents[1]).to.include({ kind: 'debit-memo', relatesTo: 'NW-1' });
  });

  it('makes no order late before it closes, and tells reconciliation what the order waits for', async () => {
    const books = new Books();
    books.deliver('PO-1');
    const due = () =>
      deadlines(books.order('PO-1'), defaultTerms).find(({ milestone }) => milestone === 'invoiced');
    expect(due()!.dueAt).to.equal('2026-03-04T10:00:00.000Z');
    await books.check('PO-1');
    expect(due()).to.include({
      ...{ dueAt: '2026-03-07T17:00:00.000Z', because: '24 h after its billing period closes' },
    });
    const [gap] = gapsOf(books.order('PO-1'), defaultTerms, wednesday);
    expect(gap).to.include({ kind: 'delivered-not-billed' });
    expect(gap!.text).to.include('waits for the invoice of a period that closes at 2026-03-06T17:00:00.000Z');
    await books.pass(friday);
    expect(due()).to.equal(undefined);
  });

  it('puts no two rates of one tax code on an invoice', async () => {
    const books = new Books();
    const food = {
      jurisdiction: 'DE',
      customerStatus: 'taxable',
      taxClass: 'food',
      sellerCountry: 'DE',
    } as const;
    const until = { from: '2026-01-02', to: '2026-03-02' };
    books.taxRules = [{ ...food, id: 'DE-FOOD', version: '2', effective: until, code: 'V7', rate: '5' }];
    books.deliver('PO-1');
    books.take('PO-2', 'sales-order', { lines: { 1: { quantity: 10, price: '18.40' } } });
    books.take('PO-2', 'shipment');
    books.take('PO-2', 'warehouse-confirmation', { at: '2026-03-03T08:00:00Z', lines: { 1: 10 } });
    books.prove('PO-2');
    await books.check('PO-1');
    await books.check('PO-2');
    await books.pass(friday);
    await books.pass(nextFriday);
    expect(
      books.documents.map(({ orders, taxes }) => [orders[0]!.orderNumber, taxes[0]!.rate]),
    ).to.deep.equal([
      ['PO-1', '5'],
      ['PO-2', '7'],
    ]);
  });

  it('is credited without what its invoice replaced', async () => {
    const { invoicing } = weekly();
    const books = new Books({ invoicing: invoicing!.map((rule) => ({ ...rule, proForma: true })) });
    books.take('PO-1', 'sales-order', { lines: { 1: { quantity: 10, price: '18.40' } } });
    books.take('PO-1', 'shipment');
    await books.check('PO-1', monday);
    books.take('PO-1', 'warehouse-confirmation', { lines: { 1: 10 } }, monday);
    books.prove('PO-1');
    await books.check('PO-1');
    await books.pass(friday);
    books.correct('PO-1', false);
    expect(books.documents.map(({ kind, replaces }) => [kind, replaces])).to.deep.equal([
      ['invoice', ['PF-PO-1-1']],
      ['credit-memo', undefined],
    ]);
  });

  it('begins where the one before was closed early', async () => {
    const books = new Books();
    for (const number of ['PO-1', 'PO-2']) books.deliver(number);
    await books.check('PO-1', monday);
    books.close(books.open[0]!.key, monday, { by: 'ada', reason: 'x' });
    await books.check('PO-2', wednesday);
    await books.pass(nextFriday);
    expect(books.documents.map(({ period }) => period)).to.deep.equal([
      { from: '2026-02-27', to: '2026-03-02' },
      { from: '2026-03-04', to: '2026-03-13' },
    ]);
  });
});
