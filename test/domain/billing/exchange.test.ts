import { expect } from 'chai';
import { billOrder } from '../../../domain/billing/bill-order.ts';
import type { BillingData } from '../../../domain/billing/types.ts';
import type { ExchangeRate, RateAgreement } from '../../../domain/canonical/types.generated.ts';
import { apply } from '../../../domain/process/apply.ts';
import type { ProcessInput } from '../../../domain/process/documents.ts';
import { defaultTerms } from '../../../domain/process/terms.ts';
import type { OrderProcess } from '../../../domain/process/types.ts';
import { data, first, order, planned, proven, second, waited } from './orders.ts';

const usd = (value: string, validFrom: string): ExchangeRate => ({
  ...{ id: `ECB-EUR-USD-${validFrom}`, source: 'ECB', base: 'EUR', quote: 'USD', rate: value, validFrom },
});
const rates = [usd('1.10', '2026-03-02'), usd('1.20', '2026-03-05'), usd('1.30', '2026-03-09')];
const world = (more: Partial<RateAgreement> = {}, exchangeRates = rates): BillingData => ({
  ...data({}, { exchange: { table: { source: 'ECB', date: 'invoice-date', maxAgeDays: 5 } }, ...more }),
  exchangeRates,
});
const price = { amount: '18.40', currency: 'USD' };
const inUsd = order('18.40', { currency: 'USD' });
const dollars: ProcessInput = {
  ...inUsd,
  document: {
    ...(inUsd.document as object),
    lines: (inUsd.document as { lines: object[] }).lines.map((each) => ({ ...each, unitPrice: price })),
  },
} as ProcessInput;
const taken = (process: OrderProcess | null, ...inputs: readonly ProcessInput[]): OrderProcess =>
  inputs.reduce<OrderProcess | null>((last, each) => apply(last, each).process, process)!;
const bill = (process: OrderProcess, now: string, known = world()) =>
  billOrder(process, known, { messageId: 'check', now, terms: defaultTerms, invoiceNumber: `NW-${now}` });
const amounts = (invoice: { lines: readonly { kind: string; amount: { amount: string } }[] } | null) =>
  (invoice?.lines ?? []).map(({ kind, amount }) => `${kind} ${amount.amount}`);

describe('billing an order in another currency than the agreement', () => {
  const shipped = taken(null, dollars, planned, first, proven);

  it('converts at the rate of the day that the agreement names', () => {
    const { invoice } = bill(shipped, '2026-03-05T08:00:00Z');
    expect(amounts(invoice)).to.deep.equal(['goods 184.00', 'freight 57.60', 'fuel 4.61']);
    expect(invoice!.currency).to.equal('USD');
  });

  it('charges a supplement at the rate of the invoice before it', () => {
    const once = bill(shipped, '2026-03-05T08:00:00Z').applied.process;
    const more = taken(once, second, waited('E-1', '3'));
    const { invoice } = bill(more, '2026-03-10T08:00:00Z');
    // One hour at 60.00 EUR, at 1.20 of 5 March and not at 1.30 of 9 March.
    expect(amounts(invoice)).to.include('accessorial 72.00');
  });

  it('stops with a code where the rate is missing or too old, and bills nothing', () => {
    const thrown = (now: string, known: BillingData): string => {
      try {
        return `billed ${bill(shipped, now, known).invoice?.invoiceNumber}`;
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(thrown('2026-03-05T08:00:00Z', world({}, []))).to.equal('CD_RATING_EXCHANGE_MISSING');
    expect(thrown('2026-03-20T08:00:00Z', world())).to.equal('CD_RATING_EXCHANGE_STALE');
  });

  it('measures late services by the agreement in its own currency', () => {
    const absorbBelow = { amount: '60.00', currency: 'EUR' };
    const known = world({ lateServices: { treatment: 'debit-memo', absorbBelow } });
    const once = bill(shipped, '2026-03-05T08:00:00Z', known).applied.process;
    const late = taken(once, waited('E-1', '3'));
    expect(bill(late, '2026-03-06T08:00:00Z', known).invoice).to.include({ kind: 'debit-memo' });
    const dearer = world({
      lateServices: { treatment: 'debit-memo', absorbBelow: { ...absorbBelow, amount: '60.01' } },
    });
    const { applied, invoice } = bill(late, '2026-03-06T08:00:00Z', dearer);
    expect(invoice).to.equal(null);
    expect(applied.process.absorbed.map(({ amount, currency }) => `${amount} ${currency}`)).to.deep.equal([
      '72.00 USD',
    ]);
  });

  it('raises no hold for the currency where the agreement says how to convert', () => {
    const { applied } = bill(shipped, '2026-03-05T08:00:00Z');
    expect(applied.process.holds).to.deep.equal([]);
    const { exchange: _, ...mute } = world().agreements[0]!;
    const held = bill(shipped, '2026-03-05T08:00:00Z', { ...world(), agreements: [mute] }).applied.process;
    expect(held.holds.map(({ code }) => code)).to.deep.equal(['currency-mismatch']);
  });
});
