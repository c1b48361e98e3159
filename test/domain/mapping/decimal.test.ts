import Big from 'big.js';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  sumOf,
  toDecimal,
  toImpliedDecimal,
  toInteger,
  toNumber,
} from '../../../domain/mapping/convert/decimal.ts';
import { Refused } from '../../../domain/mapping/convert/refused.ts';

const canonical = /^-?(0|[1-9]\d{0,14})(\.\d{1,9})?$/;
const digits = (min: number, max: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: min, maxLength: max });

describe('decimal', () => {
  for (const [text, expected] of [
    ['10.50', '10.5'],
    ['007', '7'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['+3', '3'],
    ['-0.00', '0'],
    [' 12 ', '12'],
  ] as const) {
    it(`writes ${JSON.stringify(text)} as ${expected}`, () =>
      expect(toDecimal(text, '.')).to.equal(expected));
  }
  for (const text of [
    '1E3',
    '1,000.00',
    '1,5',
    '',
    '.',
    '-',
    '12 kg',
    '0x10',
    '1234567890123456',
    '0.1234567891',
    'NaN',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => expect(() => toDecimal(text, '.')).to.throw(Refused));
  }
  it('reads the comma of EDIFACT as a decimal mark', () => {
    expect(toDecimal('12,50', 'either')).to.equal('12.5');
    expect(toDecimal('12.50', 'either')).to.equal('12.5');
    expect(() => toDecimal('1.2', ',')).to.throw(Refused);
  });
  it('reads JSON numbers as they are written', () => {
    expect(toDecimal(0.1, '.')).to.equal('0.1');
    expect(toDecimal(1e-7, '.')).to.equal('0.0000001');
    expect(() => toDecimal(1e21, '.')).to.throw(Refused);
    expect(() => toDecimal(Number.NaN, '.')).to.throw(Refused);
  });
  it('refuses a whole number that JSON cannot hold exactly', () => {
    expect(() => toInteger('1.5')).to.throw(Refused);
    expect(toInteger('007')).to.equal(7);
    expect(() => toNumber('999999999999999.999999999', '.')).to.throw(Refused, 'too many digits');
  });

  it('keeps the exact value, in one writing', () => {
    fc.assert(
      fc.property(fc.constantFrom('', '-', '+'), digits(1, 15), digits(0, 9), (sign, whole, fraction) => {
        const text = `${sign}${whole}${fraction ? `.${fraction}` : ''}`;
        const result = toDecimal(text, '.');
        expect(result).to.match(canonical);
        expect(new Big(result).eq(new Big(text.replace('+', '')))).to.equal(true);
        expect(toDecimal(result, '.')).to.equal(result);
      }),
    );
  });
  it('puts an implied point where the scale says', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }),
        fc.integer({ min: 0, max: 6 }),
        (n, scale) => {
          const expected = new Big(n.toString()).div(new Big(10).pow(scale));
          expect(new Big(toImpliedDecimal(n.toString(), scale)).eq(expected)).to.equal(true);
        },
      ),
    );
    expect(() => toImpliedDecimal('10.5', 2)).to.throw(Refused);
  });
  it('adds without rounding', () => {
    expect(sumOf(['0.1', 0.2, '0.30'], '.')).to.equal('0.6');
  });
  it('never throws anything but a refusal', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        try {
          expect(toDecimal(value, 'either')).to.match(canonical);
        } catch (thrown) {
          expect(thrown).to.be.instanceOf(Refused);
        }
      }),
    );
  });
});
