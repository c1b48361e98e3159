import { expect } from 'chai';
import { Projection } from '../../../ledger/write/projection.ts';

describe('Projection', () => {
  const absent = () => 'as stored';

  it('takes back what was set after it was asked for, and what was set unasked', () => {
    const rows = new Projection<string>();
    rows.set('a', 'one');
    rows.settle();
    rows.get('a', absent);
    rows.set('a', 'two');
    rows.set('a', 'three');
    rows.get('b', absent);
    rows.set('b', 'new');
    rows.set('c', 'new');
    rows.rollBack();
    expect(['a', 'b', 'c'].map((name) => rows.get(name, absent))).to.deep.equal([
      'one',
      'as stored',
      'as stored',
    ]);
  });

  it('takes back to what is there now, not to what an answer before said', () => {
    const rows = new Projection<string>();
    rows.set('a', 'one');
    rows.settle();
    rows.get('a', absent);
    rows.forget();
    rows.set('a', 'two');
    rows.rollBack();
    expect(rows.get('a', absent)).to.equal('as stored');
  });
});
