import { expect } from 'chai';
import fc from 'fast-check';
import type { Json } from '../../../../ledger/ledger.ts';
import { digestOf } from '../../../../runtime/runs/digest.ts';
import { sortedText } from '../../../../runtime/runs/sorted/sorted-text.ts';
import { sorted, tree } from './any-json.ts';

describe('sortedText', () => {
  it('is the text of the value with sorted names, or nothing', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const text = sortedText(JSON.stringify(value), value);
        if (text !== null) expect(text).to.equal(JSON.stringify(sorted(value)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('finds its way through a document', () => {
    const value = {
      total: -1.5e-7,
      lines: [
        { unit: 'CA', count: 2 },
        { unit: '', count: 3 },
      ],
      empty: {},
      none: [],
    };
    expect(sortedText(JSON.stringify(value), value)).to.equal(
      '{"empty":{},"lines":[{"count":2,"unit":"CA"},{"count":3,"unit":""}],"none":[],"total":-1.5e-7}',
    );
  });

  it('leaves escaped text, numbered names and properties without a value to others', () => {
    for (const value of [{ text: 'a\tb' }, { b: 1, 1: 2 }, { 1: 2, b: 1 }]) {
      expect(sortedText(JSON.stringify(value), value)).to.equal(null);
    }
    const partly = { b: 1, a: undefined as unknown as Json };
    expect(sortedText(JSON.stringify(partly), partly)).to.equal(null);
  });

  it('makes no difference to a digest', () => {
    expect(digestOf({ 1: 'a', b: 'c' })).to.equal(digestOf({ b: 'c', 1: 'a' }));
    expect(digestOf({ b: 'a\tb', a: 1 })).to.equal(digestOf({ a: 1, b: 'a\tb' }));
    expect(digestOf({ b: 'a', a: 1 })).not.to.equal(digestOf({ b: 1, a: 'a' }));
  });
});
