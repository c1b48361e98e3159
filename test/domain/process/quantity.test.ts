import Big from 'big.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { isMore, isZero, minus, most, plus, remaining } from '../../../domain/process/quantity.ts';

/** Decimals with and without fraction, some too long for a double. */
const decimal = fc
  .tuple(
    fc.bigInt({ min: 0n, max: 999_999_999_999_999n }),
    fc.option(fc.integer({ min: 0, max: 999_999_999 })),
  )
  .map(([whole, fraction]) => new Big(`${whole}${fraction === null ? '' : `.${fraction}`}`).toFixed());

describe('quantities', () => {
  it('are added, subtracted and compared exactly, however long they are', () => {
    fc.assert(
      fc.property(decimal, decimal, (left, right) => {
        const [a, b] = [new Big(left), new Big(right)];
        expect(plus(left, right)).to.equal(a.plus(b).toFixed());
        expect(minus(left, right)).to.equal(a.minus(b).toFixed());
        expect(isMore(left, right)).to.equal(a.gt(b));
        expect(new Big(most(left, right)).eq(a.gt(b) ? a : b)).to.equal(true);
        expect(remaining(left, right)).to.equal(a.gt(b) ? a.minus(b).toFixed() : '0');
        expect(isZero(left)).to.equal(a.eq(0));
      }),
    );
  });

  it('keep what a double would lose', () => {
    expect(plus('0.1', '0.2')).to.equal('0.3');
    expect(plus('9007199254740993', '1')).to.equal('9007199254740994');
    expect(isMore('9007199254740993', '9007199254740992')).to.equal(true);
  });
});
