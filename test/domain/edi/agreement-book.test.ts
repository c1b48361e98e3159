import { expect } from 'chai';
import { type Agreement, parseAgreement } from '../../../domain/edi/agreement.ts';
import { AgreementBook, readAgreements } from '../../../domain/edi/agreement-book.ts';
import { CrossdockError } from '../../../domain/errors.ts';
import { agreementOf } from './agreements.ts';

const acme = agreementOf('acme');
const version = (from: string, to?: string, more: Partial<Agreement> = {}): Agreement => ({
  ...acme,
  ...{ version: `${Number(from.slice(5, 7))}.0.0`, effective: { from, ...(to === undefined ? {} : { to }) } },
  ...more,
});
const book = (...versions: Agreement[]): AgreementBook =>
  new AgreementBook(new Map(versions.map((one, index) => [`agreements/${index}.yaml`, one])));
const on = (day: string): Date => new Date(`${day}T12:00:00Z`);

const thrownBy = (work: () => unknown): string => {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof CrossdockError) return `${thrown.code}: ${thrown.message}`;
    throw thrown;
  }
  return 'nothing';
};

describe('the agreements of a pack', () => {
  const spring = version('2026-04-01');
  const winter = version('2026-01-01', '2026-03-31');
  const both = book(spring, winter);

  it('finds the version in force by name, by file and by the identities of an interchange', () => {
    expect(both.version('acme', on('2026-02-01'))).to.equal(winter);
    expect(both.version('acme', on('2026-05-01'))).to.equal(spring);
    expect(both.at('agreements/0.yaml', on('2026-02-01'))).to.equal(winter);
    expect(both.between(acme.partner, acme.own, 'X12', on('2026-05-01'))).to.equal(spring);
  });

  it('takes the last version where none is in force, and knows no other name or file', () => {
    expect(both.version('acme', on('2025-01-01'))).to.equal(spring);
    expect(both.version('globex', on('2026-02-01'))).to.equal(null);
    expect(both.at('agreements/9.yaml', on('2026-02-01'))).to.equal(null);
    expect(both.named('agreements/1.yaml')).to.equal(winter);
    expect([both.pathOf(winter), both.pathOf(acme)]).to.deep.equal(['agreements/1.yaml', null]);
  });

  for (const [what, one, other] of [
    ['overlap by a day', version('2026-01-01', '2026-04-01'), spring],
    ['are both without an end', version('2026-01-01'), spring],
    ['stand the later one first', spring, version('2026-01-01', '2026-04-01')],
  ] as const) {
    it(`refuses two versions that ${what}`, () => {
      expect(thrownBy(() => book(one, other))).to.match(/CD_EDI_AGREEMENT_INVALID/);
    });
  }

  it('reads the chosen file with the other versions of its agreement, or all files', () => {
    const data: Readonly<Record<string, unknown>> = {
      'agreements/a.yaml': { ...winter },
      'agreements/b.yml': { ...spring },
      'agreements/c.yaml': { ...agreementOf('fastship') },
      'agreements/README.md': 'not one of them',
    };
    const files = {
      packFile: (path: string) => ({ data: data[path] }),
      packFiles: () => Object.keys(data),
    };
    const chosen = readAgreements('agreements/b.yml', files, 'flows/acme');
    expect(chosen.entries.map(([path]) => path)).to.deep.equal(['agreements/b.yml', 'agreements/a.yaml']);
    expect(readAgreements('', files, 'flows/acme').entries).to.have.length(3);
    const empty = { ...files, packFile: () => ({ data: null }) };
    expect(thrownBy(() => readAgreements('agreements/a.yaml', empty, 'flows/acme'))).to.match(
      /CD_EDI_AGREEMENT_INVALID.*flows\/acme\/agreements\/a\.yaml/,
    );
  });
});

describe('an agreement that is not valid', () => {
  for (const [what, data, expected] of [
    ['is no object', 'acme', /the agreement must be object/],
    ['has a property nobody knows', { ...acme, colour: 'red' }, /must NOT have additional.*\(colour\)/],
    ['has a standard nobody knows', { ...acme, standard: 'TRADACOMS' }, /standard .*: X12, EDIFACT/],
    [
      'asks for the acknowledgement of the other standard',
      { ...agreementOf('globex'), acknowledge: { functional: 997 } },
      /functional is 997; EDIFACT has CONTRL/,
    ],
  ] as const) {
    it(`is refused because it ${what}`, () => {
      expect(thrownBy(() => parseAgreement(data, 'acme.yaml'))).to.match(expected);
    });
  }
});
