import { expect } from 'chai';
import { ledgerPlace } from '../support/postgres-ledger.ts';
import { judge } from './judge.ts';
import { play } from './play.ts';
import { report } from './report.ts';
import { readScenario, scenarios } from './scenario.ts';
import { isPure, isWhole, runWhole } from './whole/run-whole.ts';

describe('a business case', () => {
  for (const scenario of scenarios().filter(isPure)) {
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

describe('a business case, through a whole runtime with its partners', function () {
  this.timeout(480_000);
  const whole = scenarios().filter(isWhole);
  let played: Awaited<ReturnType<typeof runWhole>>;

  before(async () => {
    played = await runWhole(whole);
  });

  for (const scenario of whole) {
    it(`${scenario.case} (${scenario.file})`, () => {
      const { played: result, failure } = played.get(scenario.file) ?? {
        played: null,
        failure: 'not played',
      };
      expect(failure).to.equal(null);
      if (!result) return;
      const differences = judge(scenario, result);
      expect(differences, report(scenario, result, differences)).to.deep.equal([]);
    });
  }

  it('is every third of all at least', () => {
    expect(whole.length * 3).to.be.at.least(scenarios().length);
  });
});

describe('a handful of business cases, through a runtime whose ledger is PostgreSQL', function () {
  this.timeout(480_000);
  const handful = [
    'straight-through.yaml',
    'change-after-release.yaml',
    'late-detention-debit-memo.yaml',
    'wrong-fuel-rate.yaml',
    'taken-back-in-reverse.yaml',
    'silent-warehouse.yaml',
  ];

  it('comes to the same', async () => {
    const cases = scenarios().filter(({ file }) => handful.includes(file));
    const played = await runWhole(cases, await ledgerPlace());
    const judged = cases.map((scenario) => {
      const { played: result, failure } = played.get(scenario.file) ?? {};
      return [scenario.file, failure ?? (result ? judge(scenario, result) : null)];
    });
    expect(judged).to.deep.equal([...handful].sort().map((file) => [file, []]));
  });
});

describe('the judge of business cases', () => {
  const order = '{ at: 2026-03-02T08:00:00Z, sales-order: { lines: { 1: 1 } } }';
  const correction = '{ at: 2026-03-02T09:00:00Z, correct: { invoiceNumber: NW-1 } }';
  const judged = (given: string, then: string) => {
    const scenario = readScenario(
      'x.yaml',
      `{ case: a case that is made up, given: [${given}], then: ${then} }`,
    );
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
    expect(() =>
      readScenario(
        'x.yaml',
        '{ case: a case of which nothing comes, given: [{ at: 2026-03-02T08:00:00Z, bill: {} }] }',
      ),
    ).to.throw("must have required property 'then'");
  });
});
