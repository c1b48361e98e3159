import { expect } from 'chai';
import fc from 'fast-check';
import type { ExchangeRate, RateAgreement } from '../../../domain/canonical/types.generated.ts';
import { CrossdockError } from '../../../domain/errors.ts';
import { minorUnits } from '../../../domain/rating/currency.ts';
import { conversion, convertMoney } from '../../../domain/rating/exchange.ts';
import { sum } from '../../../domain/rating/money.ts';
import { rate } from '../../../domain/rating/rate.ts';
import { readCase } from './read-case.ts';

const published = (
  base: string,
  quote: string,
  value: string,
  validFrom: string,
  more = {},
): ExchangeRate => ({
  ...{ id: `ECB-${base}-${quote}-${validFrom}`, source: 'ECB', base, quote, rate: value, validFrom },
  ...more,
});
const rates = [
  published('EUR', 'USD', '1.1600', '2026-03-02'),
  published('EUR', 'USD', '1.1698', '2026-03-03'),
  published('EUR', 'USD', '1.2000', '2026-03-10'),
  published('EUR', 'JPY', '184.25', '2026-03-03'),
  published('USD', 'JPY', '157.31', '2026-03-03', { source: 'TREASURY' }),
];
const dates = { shipDate: '2026-03-03', invoiceDate: '2026-03-11', orderDate: '2026-03-02' };
const table = { source: 'ECB', date: 'ship-date', maxAgeDays: 4 } as const;
const input = readCase('detention-and-tail-lift');
const agreed = (exchange: RateAgreement['exchange']): RateAgreement => ({
  ...input.agreement,
  exchange: exchange!,
});
const between = (from: string, to: string, exchange: RateAgreement['exchange'], all = rates, of = dates) =>
  conversion(agreed(exchange), { from, to }, all, of);
const codeOf = (task: () => unknown): string => {
  try {
    task();
  } catch (thrown) {
    if (thrown instanceof CrossdockError) return thrown.code;
    throw thrown;
  }
  return 'nothing thrown';
};

describe('conversion', () => {
  it('takes the last rate published until the day that the agreement names', () => {
    const rateFor = (date: 'ship-date' | 'invoice-date' | 'order-date') =>
      between('EUR', 'USD', { table: { ...table, date } }).steps[0]!.rate;
    expect(rateFor('ship-date')).to.equal('1.1698');
    expect(rateFor('invoice-date')).to.equal('1.2');
    expect(rateFor('order-date')).to.equal('1.16');
  });

  it('says the rate, its source and its date', () => {
    expect(between('EUR', 'USD', { table }).inputs).to.deep.equal([
      {
        ...{ name: 'exchange rate', value: '1.1698 USD per EUR' },
        source:
          'exchange-rate ECB-EUR-USD-2026-03-03 of ECB, valid from 2026-03-03, for the ship date 2026-03-03',
      },
    ]);
  });

  it('refuses a rate older than is agreed, and takes one that is as old', () => {
    const on = (shipDate: string) =>
      codeOf(() => between('EUR', 'JPY', { table }, rates, { ...dates, shipDate }));
    expect(on('2026-03-07')).to.equal('nothing thrown');
    expect(on('2026-03-08')).to.equal('CD_RATING_EXCHANGE_STALE');
    expect(on('2026-03-02')).to.equal('CD_RATING_EXCHANGE_MISSING');
  });

  it('turns a rate round only where that is agreed', () => {
    expect(codeOf(() => between('USD', 'EUR', { table }))).to.equal('CD_RATING_EXCHANGE_MISSING');
    const { steps } = between('USD', 'EUR', { table: { ...table, inverse: true } });
    expect(steps).to.deep.equal([{ rate: '1.1698', isInverse: true }]);
  });

  it('goes over a third currency only where that is agreed, and takes no rate of another source', () => {
    const inverse = { ...table, inverse: true };
    expect(codeOf(() => between('USD', 'JPY', { table: inverse }))).to.equal('CD_RATING_EXCHANGE_MISSING');
    expect(between('USD', 'JPY', { table: { ...inverse, via: 'EUR' } }).steps).to.deep.equal([
      { rate: '1.1698', isInverse: true },
      { rate: '184.25', isInverse: false },
    ]);
    expect(codeOf(() => between('USD', 'JPY', { table: { ...table, via: 'EUR' } }))).to.equal(
      'CD_RATING_EXCHANGE_MISSING',
    );
  });

  it('takes a rate that the contract fixes before any table, and in its own direction alone', () => {
    const fixed = [{ base: 'EUR', quote: 'USD', rate: '1.10' }];
    expect(between('EUR', 'USD', { fixed, table }).steps).to.deep.equal([{ rate: '1.10', isInverse: false }]);
    expect(codeOf(() => between('USD', 'EUR', { fixed }))).to.equal('CD_RATING_EXCHANGE_MISSING');
  });

  it('takes the newest rate though two older ones differ, wherever these stand', () => {
    const other = published('EUR', 'USD', '1.17', '2026-03-02', { id: 'other' });
    for (const all of [
      [...rates, other],
      [other, ...rates],
    ])
      expect(between('EUR', 'USD', { table }, all).steps[0]?.rate).to.equal('1.1698');
  });

  it('refuses two rates of one day that differ', () => {
    const twice = [...rates, published('EUR', 'USD', '1.17', '2026-03-03', { id: 'other' })];
    expect(codeOf(() => between('EUR', 'USD', { table }, twice))).to.equal('CD_RATING_EXCHANGE_AMBIGUOUS');
  });
});

describe('convertMoney', () => {
  const fixedRate = (quote: string, value: string) =>
    between('EUR', quote, { fixed: [{ base: 'EUR', quote, rate: value }] });

  it('rounds to the minor unit of the currency it becomes', () => {
    const amounts = (
      [
        ['USD', '1.1698'],
        ['JPY', '184.25'],
        ['KWD', '0.358412'],
      ] as const
    ).map(([quote, value]) => {
      const eur = { amount: '153.68', currency: 'EUR' };
      return convertMoney(eur, fixedRate(quote, value), { mode: 'half-up' }).amount.amount;
    });
    expect(amounts).to.deep.equal(['179.77', '28316', '55.081']);
  });

  it('is the exact product or quotient, rounded once, whatever the amount, rate and currency', () => {
    const cents = fc.integer({ min: -10_000_000, max: 10_000_000 });
    const parts = fc.integer({ min: 1, max: 2_000_000_000 });
    const quotes = fc.constantFrom('USD', 'JPY', 'KWD');
    fc.assert(
      fc.property(cents, parts, quotes, fc.boolean(), (amount, millionths, currency, isInverse) => {
        const value = (millionths / 1_000_000).toFixed(6);
        const found = convertMoney(
          { amount: (amount / 100).toFixed(2), currency: 'EUR' },
          { currency, steps: [{ rate: value, isInverse }], inputs: [] },
          { mode: 'half-up' },
        ).amount;
        // In whole minor units of the target: cents / 100 · rate · 10^decimals as one fraction of integers.
        const scale = 10n ** BigInt(minorUnits(currency));
        const [top, bottom] = isInverse
          ? [BigInt(amount) * 1_000_000n * scale, 100n * BigInt(millionths)]
          : [BigInt(amount) * BigInt(millionths) * scale, 100n * 1_000_000n];
        const size = top < 0n ? -top : top;
        const rounded = (2n * size + bottom) / (2n * bottom);
        const expected = (top < 0n ? -1 : 1) * Number(rounded);
        expect(Math.round(Number(found.amount) * Number(scale))).to.equal(expected === 0 ? 0 : expected);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('rate, of an order in another currency than its agreement', () => {
  const inUsd = (value: string, price = '21.50') =>
    rate({
      ...input,
      agreement: agreed({ fixed: [{ base: 'EUR', quote: 'USD', rate: value }] }),
      facts: {
        ...{ ...input.facts, currency: 'USD' },
        prices: [{ lineNumber: '1', unit: 'CT', unitPrice: { amount: price, currency: 'USD' } }],
      },
    });

  it('converts what the agreement prices, leaves the price of the order, and explains the rate', () => {
    const { lines, currency, totals } = inUsd('1.1698');
    expect(currency).to.equal('USD');
    const [goods, freight] = lines;
    expect(goods!.amount).to.deep.equal({ amount: '215.00', currency: 'USD' });
    expect(freight!.amount).to.deep.equal({ amount: '56.15', currency: 'USD' });
    expect(freight!.rate).to.equal(undefined);
    expect(freight!.explanation.arithmetic).to.match(
      /; 48\.00 EUR × 1\.1698 = 56\.1504 USD, rounded half-up to 56\.15 USD$/,
    );
    expect(freight!.explanation.inputs.at(-1)).to.deep.include({ value: '1.1698 USD per EUR' });
    expect(totals.gross.currency).to.equal('USD');
  });

  it('stays refused where the agreement says nothing of conversion', () => {
    const { exchange: _, ...bare } = input.agreement;
    expect(
      codeOf(() => rate({ ...input, agreement: bare, facts: { ...input.facts, currency: 'USD' } })),
    ).to.equal('CD_MONEY_CURRENCY_MISMATCH');
  });

  it('adds up in the one currency of the document: net, taxes and gross', () => {
    const values = fc.integer({ min: 1_000, max: 9_999_999 }).map((n) => (n / 10_000).toFixed(4));
    fc.assert(
      fc.property(values, (value) => {
        const { lines, taxes, totals } = inUsd(value);
        const usd = (amounts: readonly { amount: string; currency: string }[]) => sum('USD', amounts).amount;
        expect(usd(lines.map(({ amount }) => amount))).to.equal(totals.net.amount);
        expect(usd(taxes.map(({ base }) => base))).to.equal(totals.net.amount);
        expect(usd(taxes.map(({ amount }) => amount))).to.equal(totals.tax.amount);
        expect(usd([totals.net, totals.tax])).to.equal(totals.gross.amount);
        for (const { explanation, amount } of lines)
          expect(explanation.arithmetic.replaceAll(',', '').endsWith(`${amount.amount} USD`)).to.equal(true);
      }),
      { numRuns: 200 },
    );
  });
});
