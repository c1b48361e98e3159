import { expect } from 'chai';
import fc from 'fast-check';
import { RetryBudget } from '../../../runtime/deliveries/retry-budget.ts';

const repeat = (count: number, task: () => void): void => {
  for (let index = 0; index < count; index += 1) task();
};

describe('RetryBudget', () => {
  it('allows a ratio of the first attempts of ten seconds, and so many a second besides', () => {
    const budget = new RetryBudget({ ratio: 0.2, perSecond: 1 });
    expect(budget.left(0)).to.equal(10);
    repeat(100, () => budget.called(0));
    expect(budget.left(0)).to.equal(30);
    repeat(30, () => budget.retried(500));
    expect([budget.left(999), budget.nextAt(999)]).to.deep.equal([0, 10_000]);
    expect(budget.left(10_000)).to.equal(10);
  });

  it('is replenished by first attempts', () => {
    const budget = new RetryBudget({ ratio: 0.5, perSecond: 0.1 });
    budget.retried(0);
    expect(budget.left(0)).to.equal(0);
    repeat(2, () => budget.called(1));
    expect([budget.left(1), budget.nextAt(1)]).to.deep.equal([1, 1]);
  });

  it('gives back what leaves the window, second by second', () => {
    const budget = new RetryBudget({ ratio: 0, perSecond: 0.2 });
    budget.retried(0);
    budget.retried(4_000);
    expect(budget.nextAt(4_000)).to.equal(10_000);
    expect(budget.left(10_000)).to.equal(1);
    expect(budget.left(14_000)).to.equal(2);
  });

  it('lets at least one retry go in ten seconds, however small the budget and its share', () => {
    const budget = new RetryBudget({ ratio: 0, perSecond: 0 });
    budget.setShare(1 / 64);
    budget.retried(0);
    expect([budget.left(9_999), budget.nextAt(0), budget.left(10_000)]).to.deep.equal([0, 10_000, 1]);
  });

  it('forgets what lies in the future when the clock is set back', () => {
    const budget = new RetryBudget({ ratio: 0, perSecond: 0.1 });
    budget.retried(3_600_000);
    expect(budget.left(0)).to.equal(1);
    budget.retried(0);
    expect(budget.nextAt(0)).to.equal(10_000);
  });

  it('has something left at the time it names, whatever went before', () => {
    const events = fc.array(fc.record({ wait: fc.nat(3_000), retry: fc.boolean() }), { maxLength: 80 });
    const limits = fc.record({
      ratio: fc.double({ min: 0, max: 2, noNaN: true }),
      perSecond: fc.double({ min: 0, max: 3, noNaN: true }),
    });
    fc.assert(
      fc.property(events, limits, (list, limit) => {
        const budget = new RetryBudget(limit);
        let now = 1_000_000;
        for (const { wait, retry } of list) {
          now += wait;
          if (retry && budget.left(now) > 0) budget.retried(now);
          else budget.called(now);
          const at = budget.nextAt(now);
          expect(budget.left(at)).to.be.at.least(1);
          expect(at - now).to.be.within(0, 10_000);
        }
      }),
    );
  });
});
