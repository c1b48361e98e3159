import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { anonymise } from '../../../domain/edi/anonymise.ts';
import { library } from '../../../domain/edi/guides/library.ts';
import { libraryGuide, loadGuide } from '../../../domain/edi/guides/load.ts';
import { defaultLimits } from '../../../domain/edi/limits.ts';
import { maskBy } from '../../../domain/edi/mask.ts';
import { hasErrors } from '../../../domain/edi/problem.ts';
import { readInterchanges } from '../../../domain/edi/read-interchanges.ts';
import { readTransaction } from '../../../domain/edi/read-transaction.ts';
import { sampleInterchange } from '../../../domain/edi/sample/sample.ts';
import { acme850, globexOrders } from '../../../partners/customers/documents.ts';

const at = new Date('2026-01-15T12:00:00Z');
const maskOf = (key: string) => maskBy((text) => createHmac('sha256', key).update(text, 'latin1').digest());
const anonymised = (text: string, key = 'k', encoding: 'latin1' | 'utf8' = 'latin1'): string => {
  const masked = anonymise(Buffer.from(text, encoding), { mask: maskOf(key), guideFor: libraryGuide });
  return Buffer.from(masked ?? []).toString(encoding);
};

const isValid = (text: string): boolean => {
  const bytes = Buffer.from(text, 'latin1');
  return [...readInterchanges(bytes, defaultLimits)].every(
    ({ dialect, groups, problems }) =>
      !hasErrors(problems) &&
      groups.every(({ transactions }) =>
        transactions.every((range) => {
          const guide = libraryGuide(dialect.standard, range.version, range.type);
          const options = { limits: defaultLimits, build: false };
          return (
            guide &&
            !hasErrors([
              ...range.problems,
              ...readTransaction(bytes, range, dialect, guide, options).problems,
            ])
          );
        }),
      ),
  );
};

const shipTo = { name: 'Acme Store 14', street: '550 Broad St', city: 'Newark', region: 'NJ' };
const lines = [{ sku: 'NW-1001', cartons: 24 }];
const order = acme850(
  { number: 'PO-7714', shipTo: { ...shipTo, postalCode: '07102', country: 'US' }, lines, control: 7 },
  at,
);

describe('anonymise', () => {
  it('replaces who and what, and keeps codes, dates, quantities, amounts and every length', () => {
    const masked = anonymised(order);
    for (const secret of ['ACMERETAIL', 'PO-7714', 'Acme Store', '550 Broad', 'Newark', '07102', 'NW-1001']) {
      expect(order, secret).to.contain(secret);
      expect(masked).to.not.contain(secret);
    }
    const segments = (text: string) => text.split('~').map((segment) => segment.trim());
    expect(masked).to.have.length(order.length);
    expect(segments(masked).map((one) => one.split('*').map((part) => part.length))).to.deep.equal(
      segments(order).map((one) => one.split('*').map((part) => part.length)),
    );
    expect(masked)
      .to.match(/PO1\*1\*24\*CA\*/)
      .and.to.match(/BEG\*00\*/);
    expect(isValid(masked)).to.equal(true);
  });

  it('replaces the same by the same, and otherwise under another key', () => {
    const twice = anonymised(order + order);
    expect(twice.slice(order.length)).to.equal(twice.slice(0, order.length));
    const sender = /ISA(?:\*[^*]*){5}\*([A-Z]+) *\*/.exec(twice)?.[1] ?? '';
    expect(twice).to.contain(`GS*PO*${sender}*`);
    expect(anonymised(order, 'other')).to.not.equal(anonymised(order));
  });

  it('leaves nothing of letters outside of ASCII, in either encoding', () => {
    const ship = { ...shipTo, name: 'Müller & Søn', postalCode: '20095', country: 'DE' };
    const text = globexOrders({ number: 'GX-1', shipTo: ship, lines, control: 8 }, at);
    const masked = anonymised(text);
    expect(masked).to.not.match(/[üø]/);
    expect(isValid(masked)).to.equal(true);
    const utf8 = anonymised(order.replace('Acme Store 14', 'Ácme Störe €'), 'k', 'utf8');
    expect(utf8).to.not.match(/[Áö€\ufffd]/);
  });

  it('keeps whatever a guide allows valid', function () {
    this.timeout(60_000);
    const refs = Object.keys(library).filter((ref) => !/\/(?:dictionary|ta1)$/.test(ref));
    fc.assert(
      fc.property(fc.constantFrom(...refs), fc.nat(), (ref, seed) => {
        const text = sampleInterchange({ guide: loadGuide(ref), count: 1, seed, now: at });
        expect(isValid(text), `${ref}\n${text}`).to.equal(true);
        const masked = anonymised(text);
        expect(isValid(masked), `${ref}\n${text}\n${masked}`).to.equal(true);
        expect(masked).to.have.length(text.length);
      }),
      { numRuns: 100 },
    );
  });

  it('refuses what it has no guide for, and gives nothing of what is no EDI', () => {
    expect(() => anonymised(order.replaceAll('*850*', '*899*'))).to.throw(/899 0001 has no guide/);
    expect(anonymise(Buffer.from('no EDI'), { mask: maskOf('k'), guideFor: libraryGuide })).to.equal(null);
  });
});
