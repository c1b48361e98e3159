import { expect } from 'chai';
import fc from 'fast-check';
import { billOrder } from '../../../domain/billing/bill-order.ts';
import {
  correctInvoice,
  correctionFrom,
  invoicesTakenBack,
} from '../../../domain/billing/correct-invoice.ts';
import type { Invoice, RateAgreement } from '../../../domain/canonical/types.generated.ts';
import { validateCanonical } from '../../../domain/canonical/validate.ts';
import { CrossdockError } from '../../../domain/errors.ts';
import { apply } from '../../../domain/process/apply.ts';
import type { ProcessInput } from '../../../domain/process/documents.ts';
import { defaultTerms } from '../../../domain/process/terms.ts';
import type { OrderProcess } from '../../../domain/process/types.ts';
import { sum } from '../../../domain/rating/money.ts';
import { input } from '../process/documents.ts';
import { at, data, first, order, planned, proven, second, waited } from './orders.ts';

const now = '2026-03-05T08:00:00Z';
const run = { messageId: 'check', now, terms: defaultTerms };
const wrong = { invoiceNumber: 'NW-1', reason: 'the fuel share was wrong', by: 'ada', rebill: true };

/** Records documents and bills in turn, by the agreement as it is. */
function played(...steps: readonly (ProcessInput | 'bill')[]): {
  process: OrderProcess;
  invoices: Invoice[];
} {
  let process: OrderProcess | null = null;
  const invoices: Invoice[] = [];
  for (const step of steps) {
    if (step === 'bill') {
      const billed = billOrder(process!, data(), { ...run, invoiceNumber: `NW-${invoices.length + 1}` });
      process = billed.applied.process;
      if (billed.invoice) invoices.push(billed.invoice);
    } else process = apply(process, step).process;
  }
  return { process: process!, invoices };
}

const corrected = (process: OrderProcess, rates: Partial<RateAgreement> = {}, correction = wrong) =>
  correctInvoice(process, correction, data({}, rates), {
    ...{ ...run, now: '2026-03-06T08:00:00Z', messageId: 'correction' },
    creditMemoNumbers: ['CM-1', 'CM-2', 'CM-3'],
    invoiceNumber: 'NW-9',
  });

const total = (documents: readonly Invoice[], of: 'net' | 'tax' | 'gross'): string =>
  sum(
    'EUR',
    documents.map(({ totals }) => totals[of]),
  ).amount;

const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (thrown) {
    if (thrown instanceof CrossdockError) return thrown.code;
    throw thrown;
  }
  return 'none';
};

describe('correctInvoice', () => {
  const earlier = (event: string) =>
    input('shipment-event', { event, milestone: 'delivered' }, event, '2026-03-01T10:00:00Z');
  const dearer = { fuel: { index: [{ from: '2026-01-01', percent: '10.5' }] } };

  it('takes the invoice back line by line and bills afresh by what is right today', () => {
    const { process, invoices } = played(order(), planned, first, second, proven, 'bill');
    const { creditMemos, invoice, applied } = corrected(process, {
      accessorials: [],
      minimum: { amount: '900', currency: 'EUR' },
    });
    expect(
      creditMemos.map(({ invoiceNumber, kind, relatesTo }) => [invoiceNumber, kind, relatesTo]),
    ).to.deep.equal([['CM-1', 'credit-memo', 'NW-1']]);
    expect(creditMemos[0]?.lines.map(({ amount }) => Number(amount.amount))).to.deep.equal(
      invoices[0]?.lines.map(({ amount }) => -Number(amount.amount)),
    );
    expect(creditMemos[0]?.lines[0]?.explanation).to.include({
      rule: 'Reversal of invoice NW-1',
      arithmetic: '0 − 184.00 EUR = -184.00 EUR',
    });
    expect(creditMemos[0]?.lines[0]?.quantity).to.deep.equal({ value: '-10', unit: 'CT' });
    expect(validateCanonical('invoice', creditMemos[0])).to.deep.include({ valid: true });
    expect(invoice?.invoiceNumber).to.equal('NW-9');
    expect(Number(invoice?.totals.net.amount)).to.be.above(Number(invoices[0]?.totals.net.amount));
    expect(applied.process.billing.decision).to.equal('done');
    expect(
      applied.process.lines.map(({ quantities }) => [quantities.billed, quantities.credited]),
    ).to.deep.equal([
      ['20', '10'],
      ['40', '20'],
    ]);
    expect(applied.journal.map(({ text }) => text)).to.include(
      `credit-memo CM-1 over ${creditMemos[0]?.totals.gross.amount} EUR issued, takes NW-1 back`,
    );
  });

  it('takes supplements back together with the invoice they add to', () => {
    const { process } = played(order(), planned, first, proven, waited('E-1', '3'), 'bill', second, 'bill');
    expect(
      invoicesTakenBack(process, { invoiceNumber: 'NW-2', rebill: true }).map(
        ({ invoiceNumber }) => invoiceNumber,
      ),
    ).to.deep.equal(['NW-1', 'NW-2']);
    const { creditMemos, invoice } = corrected(process);
    expect(creditMemos.map(({ relatesTo }) => relatesTo)).to.deep.equal(['NW-1', 'NW-2']);
    expect(invoice?.orders[0]).to.deep.include({
      confirmationIds: ['WC-1', 'WC-2'],
      accessorialEventIds: ['E-1'],
    });
  });

  it('makes invoices, credit memos and the new invoice add up to a fresh rating, to the cent', () => {
    const parts = fc.record({
      price: fc.integer({ min: 1, max: 100_000 }),
      hours: fc.integer({ min: 0, max: 9 }),
      early: fc.boolean(),
      minimum: fc.integer({ min: 0, max: 200_000 }),
      decimals: fc.constantFrom(1, 2),
      dear: fc.boolean(),
    });
    fc.assert(
      fc.property(parts, ({ price, hours, early, minimum, decimals, dear }) => {
        const placed = order((price / 100).toFixed(2));
        const waits = hours === 0 ? [] : [waited('E-1', String(hours))];
        const before = early ? (['bill'] as const) : [];
        const { process, invoices } = played(
          placed,
          planned,
          first,
          proven,
          ...before,
          second,
          ...waits,
          'bill',
        );
        const rates: Partial<RateAgreement> = {
          minimum: { amount: (minimum / 100).toFixed(2), currency: 'EUR' },
          rounding: { mode: 'half-even', decimals },
          ...(dear ? dearer : {}),
        };
        const fresh = played(placed, planned, first, proven, second, ...waits).process;
        const expected = billOrder(fresh, data({}, rates), { ...run, invoiceNumber: 'X' }).invoice!;
        const { creditMemos, invoice } = corrected(process, rates);
        const all = [...invoices, ...creditMemos, invoice!];
        for (const each of ['net', 'tax', 'gross'] as const) {
          expect(total(all, each)).to.equal(total([expected], each));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('credits for good when nothing is to be billed anew: the goods are settled', () => {
    const { process } = played(order(), planned, first, second, proven, 'bill');
    const { invoice, applied } = corrected(process, {}, { ...wrong, rebill: false });
    expect(invoice).to.equal(null);
    expect(applied.process.billing.decision).to.equal('done');
    expect(billOrder(applied.process, data(), { ...run, invoiceNumber: 'NW-2' }).invoice).to.equal(null);
  });

  it('refuses the invoice of another billing entity', () => {
    const { process, invoices } = played(order(), planned, first, second, proven);
    const document = {
      ...corrected(played(order(), planned, first, second, proven, 'bill').process).invoice!,
    };
    const other: Invoice = { ...document, billingEntity: { id: 'NORTHWIND-US' } };
    const recorded = apply(process, {
      type: 'invoice-issued',
      document: other,
      messageId: 'm-6',
      at,
    }).process;
    expect(invoices).to.deep.equal([]);
    expect(codeOf(() => corrected(recorded, {}, { ...wrong, invoiceNumber: 'NW-9' }))).to.equal(
      'CD_BILLING_CORRECTION_UNKNOWN',
    );
  });

  it('credits nothing when no new invoice could be made', () => {
    const { process } = played(order(), planned, first, second, proven, 'bill');
    const held = apply(process, input('hold', { reason: 'in dispute' }, 'm-9', at)).process;
    expect(codeOf(() => corrected(held))).to.equal('CD_BILLING_REBILL_STOPPED');
  });

  it('bills afresh what was billed once, though its delivery is told for an earlier instant since', () => {
    const { process } = played(order(), planned, first, second, proven, 'bill', earlier('E-9'));
    const { creditMemos, invoice, applied } = corrected(process);
    expect(creditMemos).to.have.length(1);
    expect(invoice?.orders[0]?.confirmationIds).to.deep.equal(['WC-1', 'WC-2']);
    expect(applied.process.billing.decision).to.equal('done');
    expect(applied.process.holds).to.deep.equal([]);
  });

  it('is stopped by the hold over goods that were never billed, which a person can release', () => {
    const { process } = played(order(), planned, first, proven, 'bill', earlier('E-9'), second);
    const held = process.holds.filter(({ released }) => !released).map(({ id }) => id);
    expect(held).to.deep.equal(['delivered-before-issue/SH-1/WC-2']);
    expect(codeOf(() => corrected(process))).to.equal('CD_BILLING_REBILL_STOPPED');
    const release = { code: 'delivered-before-issue', by: 'ada', reason: 'the carrier mistook the day' };
    const settled = apply(process, input('release-hold', release, 'm-9', at)).process;
    expect(corrected(settled).invoice?.orders[0]?.confirmationIds).to.deep.equal(['WC-1', 'WC-2']);
  });

  it('takes an invoice back once', () => {
    const { process } = played(order(), planned, first, second, proven, 'bill');
    const { applied, creditMemos } = corrected(process);
    expect(codeOf(() => corrected(applied.process))).to.equal('CD_BILLING_CORRECTION_UNKNOWN');
    const memo = { ...creditMemos[0]!, invoiceNumber: 'CM-9' };
    const other = apply(applied.process, {
      ...{ type: 'invoice-issued', document: memo, messageId: 'm-7', at },
    });
    expect(other.outcome).to.equal('ignored');
    expect(other.journal[0]?.text).to.contain('NW-1 is taken back by CM-1 already');
  });

  it('refuses an invoice of which a memo has given a part back', () => {
    const { process, invoices } = played(order(), planned, first, second, proven, 'bill');
    const [invoice] = invoices;
    const part: Invoice = {
      ...invoice!,
      ...{ invoiceNumber: 'CM-5', kind: 'credit-memo', relatesTo: 'NW-1' },
      totals: {
        net: { amount: '-36.80', currency: 'EUR' },
        tax: { amount: '-2.58', currency: 'EUR' },
        gross: { amount: '-39.38', currency: 'EUR' },
      },
      lines: [
        {
          ...invoice!.lines[0]!,
          quantity: { value: '-2', unit: 'CT' },
          amount: { amount: '-36.80', currency: 'EUR' },
        },
      ],
    };
    const partly = apply(process, { type: 'invoice-issued', document: part, messageId: 'm-8', at }).process;
    expect(partly.lines[0]?.quantities).to.include({ billed: '10', credited: '2' });
    expect(partly.billing.decision).to.equal('done');
    expect(codeOf(() => corrected(partly))).to.equal('CD_BILLING_CORRECTION_UNKNOWN');
  });

  it('counts as posted when the invoice, its credit memo and the new invoice are in the books', () => {
    const { process } = played(order(), planned, first, second, proven, 'bill');
    let { process: next } = corrected(process).applied;
    const statuses = ['NW-1', 'CM-1', 'NW-9'].map((invoiceNumber, index) => {
      next = apply(next, input('invoice-posted', { invoiceNumber }, `p-${index}`, now)).process;
      return next.status;
    });
    expect(statuses).to.deep.equal(['invoiced', 'invoiced', 'posted']);
  });
});

describe('correctionFrom', () => {
  it('takes what finance sends and rebills unless told otherwise', () => {
    const { rebill: _, ...said } = wrong;
    expect(correctionFrom(said)).to.deep.equal(wrong);
  });

  it('refuses what names no invoice, no reason or nobody', () => {
    for (const said of [null, {}, { ...wrong, reason: ' ' }, { ...wrong, by: 7 }, { ...wrong, rebill: 'no' }])
      expect(codeOf(() => correctionFrom(said))).to.equal('CD_BILLING_CORRECTION_INVALID');
  });
});
