import { expect } from 'chai';
import fc from 'fast-check';
import { sum } from '../../../domain/rating/money.ts';
import { rate } from '../../../domain/rating/rate.ts';
import type { GoodsFact, RatingInput } from '../../../domain/rating/types.ts';
import { readCase } from './read-case.ts';

const base = readCase('weight-tier-and-fuel');
const skus = ['NW-1001', 'NW-1004', 'NW-1005', 'NW-1006'];

/** A shipment of random goods at random prices, under random bounds and roundings. */
const rating: fc.Arbitrary<RatingInput> = fc
  .record({
    goods: fc.array(
      fc.record({ sku: fc.constantFrom(...skus), thousandths: fc.integer({ min: 1, max: 5_000_000 }) }),
      { minLength: 1, maxLength: 12 },
    ),
    cents: fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 12, maxLength: 12 }),
    mode: fc.constantFrom('half-up' as const, 'half-even' as const),
    decimals: fc.integer({ min: 0, max: 2 }),
    hours: fc.integer({ min: 0, max: 40 }),
    minimum: fc.option(fc.integer({ min: 0, max: 5000 })),
  })
  .map(({ goods, cents, mode, decimals, hours, minimum }) => ({
    ...base,
    agreement: {
      ...base.agreement,
      rounding: { mode, decimals },
      ...(minimum === null ? {} : { minimum: { amount: String(minimum), currency: 'EUR' } }),
    },
    facts: {
      ...base.facts,
      prices: goods.map((_, index) => ({
        lineNumber: String(index),
        unit: 'CT',
        unitPrice: { amount: (cents[index]! / 100).toFixed(2), currency: 'EUR' },
      })),
      goods: goods.map(({ sku, thousandths }, index) => ({
        lineNumber: String(index),
        item: { sku },
        quantity: { value: String(thousandths / 1000), unit: 'CT' },
        shipmentId: 'SH-1',
        source: 'test',
      })),
      shipments: base.facts.shipments.map((shipment) => ({
        ...shipment,
        accessorials: [
          { code: 'detention', quantity: { value: String(hours), unit: 'HUR' }, source: 'test' },
        ],
      })),
    },
  }));

const amounts = (input: RatingInput) => rate(input).lines.map((line) => [line.kind, line.amount]);

describe('rate', () => {
  it('makes net the sum of the lines, tax the sum of the taxes, and gross both', () => {
    fc.assert(
      fc.property(rating, (input) => {
        const { lines, taxes, totals } = rate(input);
        expect(totals.net).to.deep.equal(
          sum(
            'EUR',
            lines.map((line) => line.amount),
          ),
        );
        expect(totals.tax).to.deep.equal(
          sum(
            'EUR',
            taxes.map((tax) => tax.amount),
          ),
        );
        expect(totals.gross).to.deep.equal(sum('EUR', [totals.net, totals.tax]));
        expect(
          sum(
            'EUR',
            taxes.map((tax) => tax.base),
          ),
        ).to.deep.equal(totals.net);
      }),
    );
  });

  it('charges the same however the warehouse splits a line over rows', () => {
    fc.assert(
      fc.property(rating, fc.nat(11), (input, pick) => {
        const index = pick % input.facts.goods.length;
        const whole = input.facts.goods[index]!;
        const thousandths = Math.round(Number(whole.quantity.value) * 1000);
        const part = Math.floor(thousandths / 3);
        const rows: GoodsFact[] = [part, thousandths - part].map((each) => ({
          ...whole,
          quantity: { ...whole.quantity, value: String(each / 1000) },
        }));
        const goods = input.facts.goods.flatMap((fact, at) => (at === index ? rows : [fact]));
        const split = { ...input, facts: { ...input.facts, goods } };
        expect(amounts(split)).to.deep.equal(amounts(input));
        expect(rate(split).totals).to.deep.equal(rate(input).totals);
      }),
    );
  });

  it('charges the same whatever the order of the goods', () => {
    fc.assert(
      fc.property(rating, (input) => {
        const goods = [...input.facts.goods].reverse();
        expect(rate({ ...input, facts: { ...input.facts, goods } }).totals).to.deep.equal(rate(input).totals);
      }),
    );
  });

  it('keeps freight within the bounds of its rule and of the agreement', () => {
    fc.assert(
      fc.property(rating, (input) => {
        const freight = rate(input).lines.filter((line) => line.kind === 'freight');
        const total = Number(
          sum(
            'EUR',
            freight.map((line) => line.amount),
          ).amount,
        );
        expect(total).to.be.at.least(48);
        expect(total).to.be.at.least(Number(input.agreement.minimum?.amount ?? 0));
      }),
    );
  });

  it('explains every line by rule, version, sourced inputs and arithmetic that ends in the amount', () => {
    fc.assert(
      fc.property(rating, (input) => {
        for (const { explanation, amount } of rate(input).lines) {
          expect(explanation.rule).to.match(/^AG-GLOBEX /);
          expect(explanation.version).to.equal('5');
          expect(explanation.inputs.every(({ name, value, source }) => name && value && source)).to.equal(
            true,
          );
          expect(explanation.arithmetic.replaceAll(',', '')).to.contain(`${amount.amount} EUR`);
        }
      }),
    );
  });

  it('shares services of a load out among its orders, to the cent', () => {
    const counts = fc.record({
      orders: fc.integer({ min: 2, max: 9 }),
      hours: fc.integer({ min: 3, max: 40 }),
    });
    fc.assert(
      fc.property(counts, ({ orders, hours }) => {
        const quantity = { value: String(hours), unit: 'HUR' };
        const charged = (sharedLoad?: { orders: number; position: number }) => {
          const shipments = base.facts.shipments.map((shipment) => ({
            ...shipment,
            accessorials: [{ code: 'detention', quantity, source: 'test' }],
            ...(sharedLoad && { sharedLoad }),
          }));
          const { lines } = rate({ ...base, facts: { ...base.facts, shipments } });
          return lines.filter(({ kind }) => kind === 'accessorial').map(({ amount }) => amount);
        };
        const shares = Array.from({ length: orders }, (_, position) => charged({ orders, position })).flat();
        expect(sum('EUR', shares)).to.deep.equal(sum('EUR', charged()));
      }),
      { numRuns: 50 },
    );
  });
});
