import { expect } from 'chai';
import fc from 'fast-check';
import { creditMemo } from '../../../domain/billing/credit-memo.ts';
import { mergeInvoices } from '../../../domain/billing-periods/merge.ts';
import type { ExchangeRate, Invoice, TaxRule } from '../../../domain/canonical/types.generated.ts';
import { sum } from '../../../domain/rating/money.ts';
import { inNational, nationalTax } from '../../../domain/rating/national-tax.ts';
import { readCase } from './read-case.ts';

const ecb = (quote: string, rate: string, validFrom = '2026-03-03'): ExchangeRate => ({
  ...{ id: `ECB-${quote}-${validFrom}`, source: 'ECB', base: 'EUR', quote, rate, validFrom },
});
const { agreement } = readCase('detention-and-tail-lift');
const wanted = { currency: 'EUR', source: 'ECB', date: 'ship-date', maxAgeDays: 4, inverse: true } as const;
const rule = (nationalCurrency: TaxRule['nationalCurrency'], rate = '19'): TaxRule => ({
  ...{ id: 'DE-V19', version: '1', effective: { from: '2026-01-01' }, jurisdiction: 'DE' },
  ...{ customerStatus: 'taxable', code: 'V19', rate, ...(nationalCurrency && { nationalCurrency }) },
});
const rates = [
  ecb('USD', '1.10'),
  ecb('USD', '1.25', '2026-03-10'),
  ecb('PLN', '4.25'),
  ecb('USD', '9.9', '2026-02-01'),
];
const told = (amount: string, currency: string, by = rule(wanted), date = '2026-03-04') =>
  nationalTax({ amount, currency }, by, {
    ...readCase('detention-and-tail-lift'),
    ...{ agreement, date },
    exchange: { rates, invoiceDate: '2026-03-04', orderDate: '2026-03-01', issuedOn: '2026-03-11' },
  });

describe('nationalTax', () => {
  it('tells a tax in dollars in euros, by the rate of the day of the supply', () => {
    // 10.83 / 1.10 = 9.84545…
    expect(told('10.83', 'USD')).to.deep.equal({
      amount: { amount: '9.85', currency: 'EUR' },
      rates: [
        {
          ...{ source: 'ECB', base: 'EUR', quote: 'USD', rate: '1.10', validFrom: '2026-03-03' },
          date: '2026-03-04',
        },
      ],
    });
  });

  it('takes the day of the document itself where the country says so, whatever an earlier invoice was', () => {
    const { amount, rates: used } = told('10.83', 'USD', rule({ ...wanted, date: 'invoice-date' }))!;
    expect(amount.amount).to.equal('8.66');
    expect(used).to.have.length(1);
    expect(used[0]).to.include({ rate: '1.25', date: '2026-03-11' });
  });

  it('goes over the euro between two other currencies', () => {
    // 10.83 / 1.10 × 4.25 = 41.8431…
    const polish = rule({ ...wanted, currency: 'PLN', via: 'EUR' });
    const { amount, rates: used } = told('10.83', 'USD', polish)!;
    expect(amount).to.deep.equal({ amount: '41.84', currency: 'PLN' });
    expect(used.map(({ quote }) => quote)).to.deep.equal(['USD', 'PLN']);
  });

  it('tells nothing in the currency of the country, at no rate, or where the country wants nothing', () => {
    expect(told('10.83', 'EUR')).to.equal(null);
    expect(told('0.00', 'USD', rule(wanted, '0'))).to.equal(null);
    expect(told('10.83', 'USD', rule(undefined))).to.equal(null);
  });

  it('refuses a rate that is missing or too old, naming the rule', () => {
    expect(() => told('10.83', 'CHF')).to.throw(
      'tax-rule DE-V19 v1 has no rate from CHF to EUR on 2026-03-04',
    );
    expect(() => told('10.83', 'USD', rule(wanted), '2026-02-20')).to.throw(
      '19 days before 2026-02-20; 4 are allowed',
    );
  });
});

const usd = (cents: number) => ({ amount: (cents / 100).toFixed(2), currency: 'USD' });
const period = { from: '2026-03-02', to: '2026-03-06' };

/** An invoice over one order with one tax, told in euros by the rate of its own day. */
const single = fc
  .tuple(fc.integer({ min: 0, max: 500_000 }), fc.integer({ min: 50, max: 400 }))
  .map(([cents, percent]): Invoice => {
    const [base, amount] = [usd(cents), usd(Math.floor((cents * 19 + 50) / 100))];
    const day = `2026-03-0${1 + (percent % 9)}`;
    const used = [
      {
        source: 'ECB',
        base: 'EUR',
        quote: 'USD',
        rate: (percent / 100).toFixed(2),
        validFrom: day,
        date: day,
      },
    ];
    const national = { amount: inNational(amount, used, 'half-up'), rates: used };
    return {
      ...({
        invoiceNumber: 'NW-1',
        kind: 'invoice',
        currency: 'USD',
        orders: [{ orderNumber: 'PO' }],
      } as unknown as Invoice),
      lines: [{ lineNumber: '1', kind: 'goods', description: 'x', amount: base, taxCode: 'V19' }],
      taxes: [{ code: 'V19', rate: '19', base, amount, jurisdiction: 'DE', national }],
      totals: { net: base, tax: amount, gross: sum('USD', [base, amount]) },
    };
  });
const euros = (invoices: readonly Invoice[]) =>
  sum(
    'EUR',
    invoices.flatMap(({ taxes }) => taxes.flatMap(({ national }) => national?.amount ?? [])),
  ).amount;

describe('the tax in national currency', () => {
  it('of an invoice over several days is that of its parts, each by the rate of its own day', () => {
    const both = fc.constantFrom('by-invoice' as const, 'by-order' as const);
    fc.assert(
      fc.property(fc.array(single, { minLength: 1, maxLength: 8 }), both, (all, tax) => {
        const { invoice, parts } = mergeInvoices(all, { tax, rounding: 'half-up', period });
        expect(euros(parts)).to.equal(euros([invoice]));
        for (const { taxes } of parts)
          for (const { amount, national } of taxes)
            expect(national!.amount).to.deep.equal(inNational(amount, national!.rates, 'half-up'));
        if (tax === 'by-order') expect(euros([invoice])).to.equal(euros(all));
      }),
    );
  });

  it('is given back to the cent by a credit memo, whatever the rate is by then', () => {
    const memo = { creditMemoNumber: 'NW-2', issuedAt: '2026-09-01T08:00:00Z', reason: 'x', by: 'ada' };
    fc.assert(
      fc.property(single, (invoice) => {
        expect(euros([invoice, creditMemo(invoice, memo)])).to.equal('0.00');
      }),
    );
  });
});
