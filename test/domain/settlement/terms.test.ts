import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import {
  costCentreFor,
  defaultSettlementTerms,
  settlementTermsFrom,
} from '../../../domain/settlement/terms.ts';

const termsIn = (file: string): unknown => {
  const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
  return parse(/```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? '');
};

describe('settlement terms', () => {
  for (const file of ['docs/freight-settlement.md', 'nodes/freight-settlement/help.en-US.md']) {
    it(`of ${file} are right, and list something of each kind`, () => {
      const terms = settlementTermsFrom(termsIn(file), file);
      expect(terms.zone).to.equal('Europe/Berlin');
      expect(terms.tolerances).to.not.be.empty;
      expect(terms.services).to.not.be.empty;
      expect(terms.costCentres).to.not.be.empty;
      expect(terms.exchange).to.not.be.empty;
    });
  }

  it('have defaults, by which nothing above the expected charge is owed', () => {
    expect(settlementTermsFrom(null, 'terms.yaml')).to.equal(defaultSettlementTerms);
    expect(defaultSettlementTerms.tolerances).to.deep.equal([]);
  });

  const refused: readonly [string, unknown, string][] = [
    ['a list', [], 'terms must be a list of named values'],
    ['an unknown term', { tolerance: [] }, '"tolerance" is no term'],
    ['a zone that does not exist', { zone: 'Europe/Atlantis' }, 'zone must be a time zone such as'],
    [
      'a number for a percentage',
      { tolerances: [{ percent: 2 }] },
      'tolerances[0] percent must be a decimal',
    ],
    [
      'a sum without currency',
      { tolerances: [{ amount: { amount: '5' } }] },
      'tolerances[0] amount must be an amount',
    ],
    [
      'a service without rate',
      { services: [{ code: 'x', description: 'x', unit: 'HUR' }] },
      'services[0] lacks rate',
    ],
    ['an unknown property', { costCentres: [{ costCentre: '1', plant: 'x' }] }, 'costCentres[0] has "plant"'],
    [
      'a rule of exchange without rates',
      { exchange: [{ carrier: 'SWFT' }] },
      'exchange[0] lacks fixed and table',
    ],
    [
      'a rate of nothing',
      { exchange: [{ fixed: [{ base: 'USD', quote: 'EUR', rate: '0' }] }] },
      'exchange[0] fixed [0] rate must be a decimal above zero',
    ],
    [
      'a pair of currencies twice',
      {
        exchange: [
          {
            fixed: [
              { base: 'USD', quote: 'EUR', rate: '0.9' },
              { base: 'USD', quote: 'EUR', rate: '0.8' },
            ],
          },
        ],
      },
      'exchange[0] fixed has USD-EUR twice',
    ],
    [
      'a day that no bill has',
      { exchange: [{ table: { source: 'ECB', date: 'order-date', maxAgeDays: 4 } }] },
      'exchange[0] table date must be invoice-date or ship-date',
    ],
    [
      'rates of any age',
      { exchange: [{ table: { source: 'ECB', date: 'ship-date', maxAgeDays: 'any' } }] },
      'exchange[0] table maxAgeDays must be a number of days',
    ],
    ['an entry that is a text', { costCentres: ['4711'] }, 'costCentres[0] must be named values'],
  ];
  for (const [what, data, reason] of refused) {
    it(`are refused with ${what}, naming the place`, () => {
      expect(() => settlementTermsFrom(data, 'terms.yaml')).to.throw(reason);
    });
  }

  it('give the cost centre of the first rule that fits', () => {
    const costCentres = [
      { origin: 'WH-1', mode: 'road', costCentre: 'A' },
      { carrier: 'SWFT', costCentre: 'B' },
    ];
    const of = (carrier: string, origin?: string, mode?: string) =>
      costCentreFor({ ...defaultSettlementTerms, costCentres }, { carrier, origin, mode });
    expect([of('SWFT', 'WH-1', 'road'), of('SWFT', 'WH-1'), of('FAST')]).to.deep.equal(['A', 'B', null]);
  });
});
