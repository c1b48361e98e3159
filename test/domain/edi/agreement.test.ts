import { expect } from 'chai';
import { findAgreement, isEffective, parseAgreement } from '../../../domain/edi/agreement.ts';
import { agreementOf, agreements, now } from './agreements.ts';

const acme = agreementOf('acme');
const problemOf = (change: object): string => {
  try {
    parseAgreement({ ...acme, ...change }, 'flows/acme/agreements/acme.yaml');
    return 'none';
  } catch (thrown) {
    return String((thrown as Error).message);
  }
};

describe('parseAgreement', () => {
  it('takes the acknowledgement as number or text', () => {
    expect(acme.acknowledge.functional).to.equal('997');
  });

  for (const [what, change, message] of [
    ['an unknown property', { colour: 'red' }, /agreement\.yaml|colour/],
    ['a missing identity', { partner: { name: 'Acme' } }, /partner must have required property 'id'/],
    [
      'an id that ISA cannot carry',
      { own: { qualifier: 'ZZ', id: 'X'.repeat(16) } },
      /own\.id has more than the 15/,
    ],
    [
      'a qualifier that ISA cannot carry',
      { own: { qualifier: 'Z', id: 'X' } },
      /own\.qualifier must have the 2/,
    ],
    ['the acknowledgement of the other standard', { acknowledge: { functional: 'CONTRL' } }, /X12 has 997/],
    ['a date that is none', { effective: { from: 'soon' } }, /effective\.from must match/],
    ['a letter as delimiter', { delimiters: { element: 'x' } }, /delimiters\.element must match/],
  ] as const) {
    it(`refuses ${what} and names the file and the place`, () => {
      expect(problemOf(change)).to.match(message).and.to.include('flows/acme/agreements/acme.yaml');
    });
  }

  it('names every problem at once', () => {
    expect(problemOf({ tenant: 7, test: 'no' }))
      .to.include('tenant')
      .and.to.include('test');
  });
});

describe('isEffective', () => {
  const berlin = { ...acme, zone: 'Europe/Berlin', effective: { from: '2026-01-01', to: '2026-03-31' } };

  it('counts days in the zone of the agreement', () => {
    expect(isEffective(berlin, new Date('2025-12-31T23:30:00Z'))).to.equal(true);
    expect(isEffective(acme, new Date('2025-12-31T23:30:00Z'))).to.equal(false);
  });

  it('includes the last day', () => {
    expect(isEffective(berlin, new Date('2026-03-31T21:59:00Z'))).to.equal(true);
    expect(isEffective(berlin, new Date('2026-03-31T22:01:00Z'))).to.equal(false);
  });
});

describe('findAgreement', () => {
  it('matches ids and qualifiers of both sides', () => {
    const { partner, own } = acme;
    expect(findAgreement(agreements, partner, own, 'X12', now)).to.equal(acme);
    expect(findAgreement(agreements, { ...partner, qualifier: '12' }, own, 'X12', now)).to.equal(null);
    expect(findAgreement(agreements, own, partner, 'X12', now)).to.equal(null);
  });

  it('prefers the one in force', () => {
    const { partner, own } = acme;
    const next = { ...acme, version: '2.0.0', effective: { from: '2026-02-01' } };
    const last = { ...acme, effective: { from: '2026-01-01', to: '2026-01-31' } };
    const on = (day: string) =>
      findAgreement([next, last], partner, own, 'X12', new Date(`${day}T12:00:00Z`))?.version;
    expect([on('2026-01-15'), on('2026-02-01')]).to.deep.equal(['1.0.0', '2.0.0']);
  });
});
