import { expect } from 'chai';
import { judge } from './judge.ts';
import { play } from './play.ts';
import { report } from './report.ts';
import { readScenario, scenarios } from './scenario.ts';

describe('a business case', () => {
  for (const scenario of scenarios()) {
    it(`${scenario.case} (${scenario.file})`, () => {
      const played = play(scenario);
      const differences = judge(scenario, played);
      expect(differences, report(scenario, played, differences)).to.deep.equal([]);
    });
  }

  it('has a name of its own', () => {
    const names = scenarios().map((scenario) => scenario.case);
    expect(new Set(names).size).to.equal(names.length);
  });
});

describe('the judge of business cases', () => {
  const order = '{ at: 2026-03-02T08:00:00Z, sales-order: { lines: { 1: 1 } } }';
  const correction = '{ at: 2026-03-02T09:00:00Z, correct: { invoiceNumber: NW-1 } }';
  const judged = (given: string, then: string) => {
    const scenario = readScenario('x.yaml', `{ case: x, given: [${given}], then: ${then} }`);
    return judge(scenario, play(scenario));
  };

  it('finds what is otherwise than a case says', () => {
    const differences = judged(
      order,
      '{ status: posted, balance: { net: "1.00" }, documents: [{ kind: invoice }] }',
    );
    expect(differences.map(({ what }) => what)).to.deep.equal(['status', 'balance', 'documents']);
  });

  it('finds what was refused though no case expects it', () => {
    const [difference] = judged(`${order}, ${correction}`, '{}');
    expect(difference).to.deep.include({ what: 'refused', found: ['CD_BILLING_CORRECTION_UNKNOWN'] });
  });

  it('does not take a misspelt expectation for one that holds', () => {
    expect(() => judged(order, '{ statuss: posted }')).to.throw('cannot expect "statuss"');
  });

  it('refuses a file without a then', () => {
    expect(() => readScenario('x.yaml', '{ case: x, given: [] }')).to.throw('x.yaml must have');
  });
});
