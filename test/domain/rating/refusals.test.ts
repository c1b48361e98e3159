import { expect } from 'chai';
import type { RateAgreement } from '../../../domain/canonical/types.generated.ts';
import { CrossdockError } from '../../../domain/errors.ts';
import { fuelStep } from '../../../domain/rating/fuel-week.ts';
import { agreementInForce, localDate } from '../../../domain/rating/in-force.ts';
import { rate } from '../../../domain/rating/rate.ts';
import type { RatingInput } from '../../../domain/rating/types.ts';
import { readCase } from './read-case.ts';

const base = readCase('weight-tier-and-fuel');

function refusal(act: () => unknown): CrossdockError {
  try {
    act();
  } catch (error) {
    if (error instanceof CrossdockError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const rated = (change: Partial<RatingInput>) => refusal(() => rate({ ...base, ...change }));
const agreement = (change: Partial<RateAgreement>) => ({ agreement: { ...base.agreement, ...change } });
const facts = (change: Partial<RatingInput['facts']>) => ({ facts: { ...base.facts, ...change } });
const shipments = (change: Partial<RatingInput['facts']['shipments'][number]>) =>
  facts({ shipments: base.facts.shipments.map((shipment) => ({ ...shipment, ...change })) });

describe('rate refuses', () => {
  it('an item that is not in master data, by number, order and line', () => {
    const error = rated({ findItem: () => undefined });
    expect(error.code).to.equal('CD_RATING_ITEM_MISSING');
    expect(error.message).to.equal('item NW-1001 of order PO-1, line 1, is not in master data');
    expect(error.remedy).to.contain('master data item');
  });

  it('an order line without price', () => {
    expect(rated(facts({ prices: [{ lineNumber: '1', unit: 'CT' }] })).code).to.equal(
      'CD_RATING_PRICE_MISSING',
    );
  });

  it('goods in another unit than they are ordered or measured in', () => {
    const goods = base.facts.goods.map((fact) => ({ ...fact, quantity: { value: '60', unit: 'C62' } }));
    expect(rated(facts({ goods })).code).to.equal('CD_RATING_UNIT_MISMATCH');
    const prices = base.facts.prices.map((price) => ({ ...price, unit: 'C62' }));
    expect(rated(facts({ goods, prices })).message).to.contain('in which item NW-1001 is measured');
  });

  it('a lane the agreement does not have, naming both ends', () => {
    const destination = { address: { city: 'Paris', postalCode: '75001', country: 'FR' } };
    const error = rated(shipments({ destination, serviceLevel: 'express', mode: 'road' }));
    expect(error.code).to.equal('CD_RATING_LANE_MISSING');
    expect(error.message).to.contain(
      'from DE 20457 DEHAM to FR 75001 for service express, mode road (shipment SH-1)',
    );
  });

  it('a place without country', () => {
    expect(rated(shipments({ destination: { name: 'somewhere' } })).code).to.equal(
      'CD_RATING_SHIP_TO_MISSING',
    );
  });

  it('a weight above the last tier', () => {
    const freight = base.agreement.freight.map((rule) => ({
      ...rule,
      tiers: [{ upTo: '100', rate: rule.rate }],
    }));
    expect(rated(agreement({ freight })).message).to.contain('904 KGM');
  });

  it('an agreement with tiers out of order, a minimum above its maximum or a fuel day twice', () => {
    const [rule] = base.agreement.freight;
    const { rate: price } = rule!;
    const money = (amount: string) => ({ amount, currency: 'EUR' });
    const by = (change: object) => rated(agreement({ freight: [{ ...rule!, ...change } as never] }));
    const upTo = (...limits: string[]) => ({ tiers: limits.map((limit) => ({ upTo: limit, rate: price })) });
    const day = { from: '2026-01-01', percent: '8' };
    for (const [error, path] of [
      [by(upTo('1000', '500')), '/freight/0/tiers/1/upTo'],
      [by(upTo('500', '500.0')), '/freight/0/tiers/1/upTo'],
      [by({ tiers: [{ rate: price }, { upTo: '500', rate: price }] }), '/freight/0/tiers/1'],
      [by({ minimum: money('60.00'), maximum: money('50.00') }), '/freight/0/minimum'],
      [rated(agreement({ fuel: { index: [day, { ...day, percent: '9' }] } })), '/fuel/index/1/from'],
    ] as const) {
      expect(error.code).to.equal('CD_RATING_AGREEMENT_INVALID');
      expect(error.parameters.path).to.equal(path);
    }
  });

  it('a basis nobody reported', () => {
    const [rule] = base.agreement.freight;
    for (const basis of ['pallet', 'distance'] as const) {
      const freight = [{ ...rule!, basis, unit: basis === 'pallet' ? 'XPX' : 'KMT' }];
      expect(rated(agreement({ freight })).code).to.equal('CD_RATING_QUANTITY_MISSING');
    }
  });

  it('a rate by volume for an item without volume, and one that does not say how volume becomes weight', () => {
    const [rule] = base.agreement.freight;
    const by = (change: object) =>
      rated(agreement({ freight: [{ ...rule!, tiers: undefined, ...change } as never] }));
    const volume = by({ basis: 'volume', unit: 'MTQ' });
    expect(volume.code).to.equal('CD_RATING_VOLUME_MISSING');
    expect(volume.message).to.equal(
      'item NW-1001 has no volume in master data, and its freight is rated by volume',
    );
    expect(by({ basis: 'dimensional-weight' }).code).to.equal('CD_RATING_DIMENSIONAL_MISSING');
    expect(by({ basis: 'stop', unit: 'C62' }).message).to.contain('has no number of stops');
  });

  it('a ship date before the first fuel percentage', () => {
    expect(rated(shipments({ shippedOn: '2025-12-31' })).message).to.contain('2025-12-31');
  });

  it('an extra service without rate', () => {
    const accessorials = [{ code: 'storage', quantity: { value: '1', unit: 'DAY' }, source: 'E-1' }];
    expect(rated(shipments({ accessorials })).message).to.contain('accessorial "storage" on shipment SH-1');
  });

  it('a supply no tax rule covers', () => {
    const error = rated({ taxRules: base.taxRules.filter((rule) => rule.id !== 'DE-STANDARD') });
    expect(error.message).to.contain(
      'jurisdiction DE, customer status taxable, tax class none, seller in DE',
    );
  });

  it('reverse charge for a customer without tax id', () => {
    const input = readCase('reverse-charge');
    const { taxId: _, ...customer } = input.customer;
    expect(refusal(() => rate({ ...input, customer })).code).to.equal('CD_RATING_TAX_ID_MISSING');
  });

  it('another currency than the agreement has', () => {
    expect(rated(facts({ currency: 'USD' })).code).to.equal('CD_MONEY_CURRENCY_MISMATCH');
  });

  it('an agreement of another customer, or out of force', () => {
    expect(rated(agreement({ customer: 'C-ACME' })).code).to.equal('CD_RATING_AGREEMENT_MISSING');
    expect(rated({ date: '2027-01-01' }).code).to.equal('CD_RATING_AGREEMENT_MISSING');
  });

  it('rounding finer than the currency', () => {
    expect(rated(agreement({ rounding: { mode: 'half-up', decimals: 3 } })).code).to.equal(
      'CD_RATING_ROUNDING_INVALID',
    );
  });
});

describe('fuelStep', () => {
  const index = ['2026-02-16', '2026-02-23', '2026-03-02'].map((from) => ({ from, percent: from.slice(8) }));
  const from = (shippedOn: string, starts: 'monday' | 'sunday' | 'wednesday', weeksBefore: number) =>
    fuelStep(base.agreement, { index, week: { starts, weeksBefore } }, { shippedOn }).from;

  it('takes the first day of the week that the agreement names, on whichever day its weeks begin', () => {
    expect(from('2026-03-02', 'monday', 0)).to.equal('2026-03-02');
    expect(from('2026-03-08', 'monday', 0)).to.equal('2026-03-02');
    expect(from('2026-03-08', 'monday', 1)).to.equal('2026-02-23');
    expect(from('2026-03-02', 'wednesday', 0)).to.equal('2026-02-23');
    expect(from('2026-03-02', 'sunday', 1)).to.equal('2026-02-16');
  });
});

describe('fuelStep of an agreement with a greatest age', () => {
  const index = [{ from: '2026-03-02', percent: '8' }];
  const on = (shippedOn: string, maxAgeDays?: number) =>
    fuelStep(base.agreement, { index, ...(maxAgeDays !== undefined && { maxAgeDays }) }, { shippedOn });

  it('refuses a percentage older than that, takes one as old, and any where the agreement names no age', () => {
    expect(on('2026-03-09', 7).percent).to.equal('8');
    expect(refusal(() => on('2026-03-10', 7)).code).to.equal('CD_RATING_FUEL_INDEX_STALE');
    expect(on('2027-03-10').percent).to.equal('8');
  });
});

describe('agreementInForce', () => {
  const versions = [
    { ...base.agreement, version: '1', effective: { from: '2025-01-01', to: '2025-12-31' } },
    { ...base.agreement, version: '2', effective: { from: '2026-01-01' } },
  ];
  const on = (date: string, list = versions) => agreementInForce(list, 'AG-GLOBEX', 'C-GLOBEX', date);

  it('takes the version that holds on the date, first and last day included', () => {
    expect(
      [on('2025-01-01'), on('2025-12-31'), on('2026-01-01')].map(({ version }) => version),
    ).to.deep.equal(['1', '1', '2']);
  });

  it('refuses a date without version and one with two', () => {
    expect(refusal(() => on('2024-12-31')).code).to.equal('CD_RATING_AGREEMENT_MISSING');
    expect(refusal(() => on('2026-01-01', [...versions, versions[1]!])).code).to.equal(
      'CD_RATING_AGREEMENT_AMBIGUOUS',
    );
  });
});

describe('localDate', () => {
  it('is the date on the wall there', () => {
    expect(localDate('2026-10-01T03:30:00Z', 'America/New_York')).to.equal('2026-09-30');
    expect(localDate('2026-10-01T03:30:00Z', 'Europe/Berlin')).to.equal('2026-10-01');
  });
});
