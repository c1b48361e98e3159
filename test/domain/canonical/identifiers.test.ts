import { expect } from 'chai';
import fc from 'fast-check';
import {
  gs1CheckDigit,
  gtin14,
  isGln,
  isGtin,
  isSscc,
  withCheckDigit,
} from '../../../domain/canonical/identifiers.ts';

const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((list) => list.join(''));
const keys = [
  { name: 'GLN', holds: isGln, lengths: [13] },
  { name: 'GTIN', holds: isGtin, lengths: [8, 12, 13, 14] },
  { name: 'SSCC', holds: isSscc, lengths: [18] },
];
const key = (lengths: readonly number[]) =>
  fc.constantFrom(...lengths).chain((length) => digits(length - 1).map((body) => withCheckDigit(body)!));

describe('gs1CheckDigit', () => {
  it('gives the check digits of published GS1 examples', () => {
    expect(gs1CheckDigit('629104150021')).to.equal('3');
    expect(gs1CheckDigit('0360002914')).to.not.equal(null);
    expect(gs1CheckDigit('03600029145')).to.equal('2');
    expect(gs1CheckDigit('400638133393')).to.equal('1');
    expect(gs1CheckDigit('10614141000415')).to.not.equal(null);
    expect(gs1CheckDigit('37610425002123456')).to.equal('9');
  });

  it('gives nothing for a text that is not made of ASCII digits', () => {
    for (const text of ['', '12a', ' 123', '١٢٣', '-1', '1.5']) expect(gs1CheckDigit(text)).to.equal(null);
  });

  it('makes the weighted sum a multiple of ten', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }).chain(digits), (body) => {
        const all = [...(withCheckDigit(body) ?? '')].reverse().map(Number);
        const sum = all.reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 1 : 3), 0);
        expect(sum % 10).to.equal(0);
      }),
    );
  });

  it('is not changed by zeros in front', () => {
    fc.assert(
      fc.property(digits(12), fc.nat(6), (body, zeros) => {
        expect(gs1CheckDigit('0'.repeat(zeros) + body)).to.equal(gs1CheckDigit(body));
      }),
    );
  });
});

for (const { name, holds, lengths } of keys)
  describe(`is${name.charAt(0)}${name.slice(1).toLowerCase()}`, () => {
    it('accepts every key with its check digit', () => {
      fc.assert(fc.property(key(lengths), (text) => holds(text)));
    });

    it('refuses every key with one digit changed', () => {
      fc.assert(
        fc.property(key(lengths), fc.nat(), fc.integer({ min: 1, max: 9 }), (text, place, step) => {
          const at = place % text.length;
          const changed = String((Number(text[at]) + step) % 10);
          expect(holds(text.slice(0, at) + changed + text.slice(at + 1))).to.equal(false);
        }),
      );
    });

    it('refuses neighbours swapped, unless they differ by five or not at all', () => {
      fc.assert(
        fc.property(key(lengths), fc.nat(), (text, place) => {
          const at = place % (text.length - 1);
          const [left, right] = [Number(text[at]), Number(text[at + 1])];
          const swapped = `${text.slice(0, at)}${right}${left}${text.slice(at + 2)}`;
          expect(holds(swapped)).to.equal((left - right) % 5 === 0);
        }),
      );
    });

    it('refuses every other length', () => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 30 }), (length) => {
          fc.pre(!lengths.includes(length + 1));
          expect(holds(withCheckDigit('4'.repeat(length)) ?? '')).to.equal(false);
        }),
      );
    });

    it('refuses any text that is not made of digits', () => {
      fc.assert(fc.property(fc.string(), (text) => /^\d+$/.test(text) || !holds(text)));
    });
  });

describe('gtin14', () => {
  it('gives one form to a GTIN written with 12, 13 or 14 digits', () => {
    fc.assert(
      fc.property(key([12]), (upc) => {
        expect(gtin14(upc)).to.equal(`00${upc}`);
        expect(gtin14(`0${upc}`)).to.equal(`00${upc}`);
        expect(gtin14(`00${upc}`)).to.equal(`00${upc}`);
      }),
    );
  });

  it('gives nothing for what is not a GTIN', () => {
    expect(gtin14('4006381333932')).to.equal(null);
  });
});
