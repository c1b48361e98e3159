import { expect } from 'chai';
import type { Json } from '../../../ledger/ledger.ts';
import type { Comparable } from '../../../runtime/replay/dry-run/comparable.ts';
import { compare } from '../../../runtime/replay/dry-run/compare.ts';

const effect = (target: string, content: Json, kind = 'delivery'): Comparable => ({
  ...{ kind, target, content, what: `${kind} to ${target}`, nodeName: 'Post', traced: true },
});
const identical = (a: string, b: string) => a === b;

describe('compare', () => {
  it('finds nothing when a run would do the same again', () => {
    const both = [effect('erp', { n: 1 }), effect('erp', { n: 2 }), effect('wms', {})];
    expect(compare(both, both, identical)).to.deep.equal([]);
  });

  it('names what would be done otherwise, more and no more', () => {
    const before = [effect('erp', { n: 1 }), effect('wms', { a: 1 })];
    const after = [effect('erp', { n: 2 }), effect('tms', { b: 1 })];
    expect(compare(before, after, identical)).to.deep.equal([
      { change: 'changed', what: 'delivery to erp: n', before: 1, after: 2 },
      { change: 'added', what: 'delivery to tms', after: { b: 1 } },
      { change: 'removed', what: 'delivery to wms', before: { a: 1 } },
    ]);
  });

  it('pairs several changes of one target in their order', () => {
    const before = [effect('erp', 'a\n1'), effect('erp', 'b\n1')];
    const after = [effect('erp', 'a\n1'), effect('erp', 'b\n2'), effect('erp', 'c')];
    expect(compare(before, after, identical).map(({ change, what }) => [change, what])).to.deep.equal([
      ['changed', 'delivery to erp: line 2'],
      ['added', 'delivery to erp'],
    ]);
  });

  it('cuts a list that nobody reads to its end', () => {
    const long = Array.from({ length: 600 }, (_, at) => effect(`s${at}`, at));
    const found = compare([], long, identical);
    expect(found).to.have.length(501);
    expect(found.at(-1)!.what).to.equal('100 more differences');
  });
});
