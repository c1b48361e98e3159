import { expect } from 'chai';
import fc from 'fast-check';
import { CrossdockError } from '../../../domain/errors.ts';
import { minorUnits } from '../../../domain/rating/currency.ts';
import {
  add,
  allocate,
  compare,
  money,
  multiply,
  round,
  subtract,
  sum,
  zero,
} from '../../../domain/rating/money.ts';

const currency = fc.constantFrom('EUR', 'USD', 'JPY', 'KWD');
const cents = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });

/** An amount of so many minor units, written without any arithmetic of ours. */
function ofUnits(units: number, code: string) {
  const exponent = minorUnits(code);
  const digits = String(Math.abs(units)).padStart(exponent + 1, '0');
  const text = exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
  return money(`${units < 0 ? '-' : ''}${text}`, code);
}

const toUnits = (value: { amount: string }) => BigInt(value.amount.replace('.', ''));

const thrown = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof CrossdockError) return error.code;
  }
  return 'nothing';
};

describe('money', () => {
  it('is written with the decimals of its currency', () => {
    expect(money('5', 'EUR').amount).to.equal('5.00');
    expect(money('5', 'JPY').amount).to.equal('5');
    expect(money('5.1', 'KWD').amount).to.equal('5.100');
    expect(money('0.12345', 'EUR').amount).to.equal('0.12345');
    expect(money('-0.00', 'EUR').amount).to.equal('0.00');
  });

  it('rounds ties half up away from zero, and half even to the even neighbour', () => {
    const rounded = (amount: string, mode: 'half-up' | 'half-even') =>
      round(money(amount, 'EUR'), { mode }).amount;
    expect(['0.125', '0.135', '-0.125', '0.1249'].map((each) => rounded(each, 'half-up'))).to.deep.equal([
      '0.13',
      '0.14',
      '-0.13',
      '0.12',
    ]);
    expect(['0.125', '0.135', '-0.125', '0.1251'].map((each) => rounded(each, 'half-even'))).to.deep.equal([
      '0.12',
      '0.14',
      '-0.12',
      '0.13',
    ]);
    expect(round(money('1234.5', 'JPY'), { mode: 'half-up' }).amount).to.equal('1235');
    expect(round(money('1.0005', 'KWD'), { mode: 'half-even' }).amount).to.equal('1.000');
  });

  it('never mixes currencies', () => {
    expect(thrown(() => add(money('1', 'EUR'), money('1', 'USD')))).to.equal('CD_MONEY_CURRENCY_MISMATCH');
    expect(thrown(() => compare(money('1', 'EUR'), money('1', 'USD')))).to.equal(
      'CD_MONEY_CURRENCY_MISMATCH',
    );
  });

  it('refuses what is no amount or no currency', () => {
    for (const amount of ['', '1,5', '1e3', 'NaN', ' 1', '01']) {
      expect(
        thrown(() => money(amount, 'EUR')),
        amount,
      ).to.equal('CD_MONEY_INVALID');
    }
    expect(thrown(() => money('1', 'euro'))).to.equal('CD_MONEY_INVALID');
  });

  it('adds exactly, in any order', () => {
    fc.assert(
      fc.property(currency, fc.array(cents), (code, list) => {
        const total = list.reduce((all, each) => all + BigInt(each), 0n);
        expect(
          toUnits(
            sum(
              code,
              list.map((each) => ofUnits(each, code)),
            ),
          ),
        ).to.equal(total);
        expect(
          sum(
            code,
            [...list].reverse().map((each) => ofUnits(each, code)),
          ),
        ).to.deep.equal(
          sum(
            code,
            list.map((each) => ofUnits(each, code)),
          ),
        );
      }),
    );
  });

  it('takes away what it added', () => {
    fc.assert(
      fc.property(currency, cents, cents, (code, left, right) => {
        const [a, b] = [ofUnits(left, code), ofUnits(right, code)];
        expect(subtract(add(a, b), b)).to.deep.equal(a);
      }),
    );
  });

  it('multiplies by a whole number as repeated addition', () => {
    fc.assert(
      fc.property(currency, cents, fc.nat(30), (code, units, times) => {
        const amount = ofUnits(units, code);
        expect(multiply(amount, String(times))).to.deep.equal(
          sum(
            code,
            Array.from({ length: times }, () => amount),
          ),
        );
      }),
    );
  });

  it('moves by at most half a minor unit when rounded', () => {
    fc.assert(
      fc.property(fc.constantFrom('half-up', 'half-even'), cents, (mode, thousandths) => {
        const exact = multiply(ofUnits(thousandths, 'EUR'), '0.001');
        const off = subtract(round(exact, { mode }), exact);
        expect(Math.abs(Number(off.amount))).to.be.at.most(0.005);
      }),
    );
  });

  it('allocates without losing or making a cent, each share within one of its due', () => {
    const weights = fc.array(fc.nat(1000), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(currency, cents, weights, (code, units, parts) => {
        const amount = ofUnits(units, code);
        const shares = allocate(amount, parts.map(String));
        expect(sum(code, shares)).to.deep.equal(amount);
        const whole = parts.reduce((all, each) => all + each, 0);
        shares.forEach((share, index) => {
          const due = whole === 0 ? units / parts.length : (units * parts[index]!) / whole;
          expect(Math.abs(Number(toUnits(share)) - due)).to.be.below(1.0001);
        });
      }),
    );
  });

  it('refuses to allocate over nothing, negative weights or fractions of a cent', () => {
    expect(thrown(() => allocate(zero('EUR'), []))).to.equal('CD_MONEY_INVALID');
    expect(thrown(() => allocate(money('1', 'EUR'), ['1', '-1']))).to.equal('CD_MONEY_INVALID');
    expect(thrown(() => allocate(money('0.001', 'EUR'), ['1']))).to.equal('CD_MONEY_INVALID');
  });
});
