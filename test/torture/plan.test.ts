import { expect } from 'chai';
import { readOptions } from './options.ts';
import { planOf } from './plan.ts';

const options = { store: 'postgres', workers: 4, messages: 10_000, faults: 200, seed: 7 } as const;

describe('planOf', () => {
  it('draws the same plan from the same seed and another from another', () => {
    expect(planOf(options)).to.deep.equal(planOf(options));
    expect(planOf({ ...options, seed: 8 })).to.not.deep.equal(planOf(options));
  });

  it('spreads every fault over the run, with traffic before and after each', () => {
    const plan = planOf(options);
    expect(plan.flatMap(({ faults }) => faults)).to.have.length(200);
    expect(plan.at(-1)?.until).to.equal(10_000);
    let from = 0;
    for (const { begins, until } of plan) {
      expect(begins).to.be.above(from);
      expect(until).to.be.above(begins + 1);
      from = until;
    }
  });

  it('has every kind of fault, also two at a time', () => {
    const plan = planOf(options);
    const kinds = new Set(plan.flatMap(({ faults }) => faults.map(({ kind }) => kind)));
    expect([...kinds].sort()).to.deep.equal([
      ...['broker', 'database', 'deploy', 'freeze', 'kill', 'partner', 'terminate'],
    ]);
    expect(plan.some(({ faults }) => faults.length === 2)).to.equal(true);
  });

  it('spares SQLite the faults of a database server', () => {
    const plan = planOf({ ...options, store: 'sqlite', workers: 1 });
    expect(plan.flatMap(({ faults }) => faults).some(({ kind }) => kind === 'database')).to.equal(false);
  });
});

describe('readOptions', () => {
  it('has a default for everything', () => {
    expect(readOptions([], 5)).to.deep.include({
      store: 'sqlite',
      workers: 1,
      messages: 1_000,
      faults: 20,
      seed: 5,
    });
  });

  it('refuses what cannot be done', () => {
    const refused = (...args: string[]) => expect(() => readOptions(args, 1)).to.throw(Error, args[0]);
    refused('--store', 'oracle');
    refused('--workers', '2');
    refused('--messages', 'many');
    refused('--faults', '200');
    refused('--sabotage', 'everything');
  });
});
