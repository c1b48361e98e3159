import { expect } from 'chai';
import { against, standing, summary, targets } from '../../../bench/support/targets.ts';

describe('the targets of the benches', () => {
  it('tell a goal reached from a must reached and from a miss, upwards', () => {
    const rate = { metric: 'rate', unit: '/s', better: 'more', must: 10, goal: 20 } as const;
    expect([9, 10, 19, 20].map((value) => standing(rate, value))).to.deep.equal([
      'missed',
      'must reached',
      'must reached',
      'goal reached',
    ]);
  });

  it('and downwards', () => {
    const delay = { metric: 'delay', unit: 'ms', better: 'less', must: 5, goal: 2 } as const;
    expect([6, 5, 3, 2].map((value) => standing(delay, value))).to.deep.equal([
      'missed',
      'must reached',
      'must reached',
      'goal reached',
    ]);
  });

  it('count a must without a goal as all there is to reach', () => {
    expect(standing({ metric: 'share', unit: '%', better: 'more', must: 90 }, 91)).to.equal('goal reached');
  });

  it('stand beside the figure that is held to them', () => {
    expect(against('takeover', { value: 2.1 })).to.deep.equal({
      ...{ what: targets.takeover.metric, value: 2.1, unit: 's', target: 'takeover' },
      ...{ must: '<= 4', goal: '<= 1', stands: 'must reached' },
    });
  });

  it('are all in the summary, measured or not', () => {
    const rows = summary([against('diskBytes', { value: 700 }), { what: 'else', value: 1, unit: 's' }]);
    expect(rows).to.have.length(Object.keys(targets).length);
    expect(rows.find(({ target }) => target === 'diskBytes')).to.include({
      value: 700,
      stands: 'goal reached',
    });
    expect(rows.find(({ target }) => target === 'restart')).to.include({
      value: null,
      must: '<= 2',
      stands: 'not measured',
    });
  });
});
