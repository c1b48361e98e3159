import { expect } from 'chai';
import fc from 'fast-check';
import { ControlNumbers } from '../../../domain/edi/control-numbers.ts';

describe('ControlNumbers', () => {
  it('tells where a number was used before, as a map of texts would', () => {
    const text = fc.oneof(
      fc.stringMatching(/^\d{1,15}$/),
      fc.integer({ min: 0, max: 99 }).map(String),
      fc.string({ maxLength: 14 }),
    );
    fc.assert(
      fc.property(fc.array(text, { maxLength: 300 }), (texts) => {
        const numbers = new ControlNumbers();
        const expected = new Map<string, number>();
        for (const [place, one] of texts.entries()) {
          expect(numbers.add(one, place)).to.equal(expected.get(one));
          if (!expected.has(one)) expected.set(one, place);
        }
      }),
    );
  });

  it('takes leading zeros for a part of the number', () => {
    const numbers = new ControlNumbers();
    expect([numbers.add('1', 0), numbers.add('0001', 1), numbers.add('1', 2)]).to.deep.equal([
      undefined,
      undefined,
      0,
    ]);
  });

  it('forgets what it is told to, few numbers or many', () => {
    const numbers = new ControlNumbers();
    for (const many of [3, 20_000]) {
      for (let number = 0; number < many; number += 1) {
        expect(numbers.add(String(number).padStart(9, '0'), number)).to.equal(undefined);
      }
      expect(numbers.add('000000001', 7)).to.equal(1);
      numbers.clear();
    }
  });
});
