import { expect } from 'chai';
import { billOrder } from '../../../domain/billing/bill-order.ts';
import { correctInvoice } from '../../../domain/billing/correct-invoice.ts';
import type { RateAgreement } from '../../../domain/canonical/types.generated.ts';
import { apply } from '../../../domain/process/apply.ts';
import type { ProcessInput } from '../../../domain/process/documents.ts';
import { defaultTerms } from '../../../domain/process/terms.ts';
import type { OrderProcess } from '../../../domain/process/types.ts';
import { at, data, first, order, planned, proven, second, waited } from './orders.ts';

/** Records documents and checks for bills in turn; the amounts are those of the invoices. */
function play(...steps: readonly (ProcessInput | 'bill')[]) {
  let process: OrderProcess | null = null;
  const invoices = [];
  for (const step of steps) {
    if (step !== 'bill') {
      process = apply(process, step).process;
      continue;
    }
    const run = { messageId: 'check', now: '2026-03-05T08:00:00Z', terms: defaultTerms };
    const billed = billOrder(process!, data(), { ...run, invoiceNumber: `NW-${invoices.length + 1}` });
    process = billed.applied.process;
    if (billed.invoice) invoices.push(billed.invoice);
  }
  return {
    process: process!,
    invoices,
    amounts: invoices.map(({ lines }) => lines.map(({ kind, amount }) => `${kind} ${amount.amount}`)),
    nets: invoices.map(({ totals }) => totals.net.amount),
  };
}

describe('billOrder', () => {
  it('bills goods confirmed after the invoice of their shipment, with what the freight costs on top', () => {
    const { amounts, process } = play(
      order(),
      planned,
      first,
      proven,
      'bill',
      'bill',
      second,
      'bill',
      'bill',
    );
    expect(amounts).to.deep.equal([
      ['goods 184.00', 'freight 48.00', 'fuel 3.84'],
      ['goods 368.00', 'freight 31.38', 'fuel 2.51'],
    ]);
    expect(process.billing.decision).to.equal('done');
    expect(process.lines.map(({ quantities }) => quantities.billed)).to.deep.equal(['10', '20']);
  });

  it('comes to the same net in two invoices as in one', () => {
    const two = play(
      order(),
      planned,
      first,
      proven,
      waited('E-1', '1'),
      'bill',
      second,
      waited('E-2', '3'),
      'bill',
    );
    const one = play(order(), planned, first, second, proven, waited('E-1', '1'), waited('E-2', '3'), 'bill');
    expect(two.nets).to.deep.equal(['235.84', '521.89']);
    expect(one.nets).to.deep.equal(['757.73']);
  });

  it('bills an extra service alone when it is reported after the invoice', () => {
    const { amounts, invoices } = play(
      order('18.40', { lines: { 1: { quantity: 10, price: '18.40' } } }),
      planned,
      first,
      proven,
      'bill',
      waited('E-1', '3'),
      'bill',
    );
    expect(amounts[1]).to.deep.equal(['accessorial 60.00']);
    expect(invoices[1]?.orders[0])
      .to.include.keys('accessorialEventIds')
      .and.not.include.keys('confirmationIds');
  });

  it('settles a late extra service without an invoice when the agreement charges nothing for it', () => {
    const { invoices, process } = play(
      order('18.40', { lines: { 1: { quantity: 10, price: '18.40' } } }),
      planned,
      first,
      proven,
      'bill',
      waited('E-1', '1'),
      'bill',
      'bill',
    );
    expect(invoices).to.have.length(1);
    expect(process.billing.decision).to.equal('done');
    expect(process.absorbed).to.deep.equal([
      {
        ...{ eventId: 'E-1', amount: '0.00', currency: 'EUR', messageId: 'check' },
        ...{ reason: 'the agreement charges nothing for them', at: '2026-03-05T08:00:00Z' },
      },
    ]);
  });

  describe('given an extra service that is reported after the invoice', () => {
    const oneLine = { lines: { 1: { quantity: 10, price: '18.40' } } };
    const late = (lateServices: RateAgreement['lateServices'], now = '2026-03-20T08:00:00Z') => {
      const { process } = play(order('18.40', oneLine), planned, first, proven, 'bill', waited('E-1', '3'));
      const rates = lateServices && { lateServices };
      const run = { messageId: 'late', now, terms: defaultTerms, invoiceNumber: 'NW-2' };
      return billOrder(process, data({}, rates), run);
    };
    const reasonOf = ({ applied }: ReturnType<typeof late>) => applied.process.absorbed[0]?.reason;

    it('charges it by a debit memo to the invoice', () => {
      const { invoice, applied } = late(undefined);
      expect(invoice).to.include({ kind: 'debit-memo', relatesTo: 'NW-1' });
      expect(invoice?.totals.net.amount).to.equal('60.00');
      expect(applied.process.billing.decision).to.equal('done');
      const again = apply(applied.process, {
        ...{ type: 'invoice-issued', document: { ...invoice!, invoiceNumber: 'NW-9' }, messageId: 'x', at },
      });
      expect(again.outcome).to.equal('duplicate');
    });

    it('absorbs it where the agreement says so, is over its period, or finds it too small', () => {
      const absorbed = late({ treatment: 'absorb' });
      expect(absorbed.invoice).to.equal(null);
      expect(absorbed.applied.process.billing.decision).to.equal('done');
      expect(absorbed.applied.process.absorbed[0]).to.include({ amount: '60.00', currency: 'EUR' });
      expect(absorbed.applied.journal.map(({ text }) => text).join()).to.contain(
        'over 60.00 EUR are not billed',
      );
      expect(reasonOf(late({ treatment: 'debit-memo', withinDays: 14 }))).to.contain('within 14 days');
      const small = { amount: '60.01', currency: 'EUR' };
      expect(reasonOf(late({ treatment: 'debit-memo', absorbBelow: small }))).to.contain('below 60.01 EUR');
    });

    it('charges it on the last day of the period, and at the least amount', () => {
      expect(late({ treatment: 'debit-memo', withinDays: 15 }).invoice?.kind).to.equal('debit-memo');
      const least = { amount: '60.00', currency: 'EUR' };
      expect(late({ treatment: 'debit-memo', absorbBelow: least }).invoice?.kind).to.equal('debit-memo');
    });

    it('keeps what was absorbed off a new invoice', () => {
      const { process } = late({ treatment: 'absorb' }).applied;
      const correction = { invoiceNumber: 'NW-1', reason: 'wrong price', by: 'ada', rebill: true };
      const run = { messageId: 'c', now: at, terms: defaultTerms, invoiceNumber: 'NW-3' };
      const { invoice } = correctInvoice(process, correction, data(), {
        ...run,
        creditMemoNumbers: ['CM-1'],
      });
      expect(invoice?.lines.map(({ kind }) => kind)).to.deep.equal(['goods', 'freight', 'fuel']);
    });
  });

  it('refuses an invoice below zero', () => {
    expect(() => play(order('-18.40'), planned, first, proven, 'bill'))
      .to.throw()
      .with.property('code', 'CD_BILLING_NEGATIVE');
  });

  it('holds an order whose currency no agreement of the customer has, until one has it', () => {
    const { process } = apply(null, order('18.40', { currency: 'USD' }));
    const run = { messageId: 'check', now: at, terms: defaultTerms, invoiceNumber: 'NW-1' };
    const held = billOrder(process, data(), run).applied;
    const open = held.process.holds.filter(({ released }) => !released);
    expect(open.map(({ code, reason }) => [code, reason])).to.deep.equal([
      ['currency-mismatch', 'the order is in USD, agreement AG-GLOBEX of customer C-GLOBEX in EUR'],
    ]);
    const usd = billOrder(held.process, data({}, { currency: 'USD' }), run).applied;
    expect(usd.process.holds.every(({ released }) => released?.by === 'master data')).to.equal(true);
  });
});
