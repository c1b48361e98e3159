import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { sortedJson } from '../../../../runtime/runs/sorted/sorted-json.ts';
import { compiledSorting } from '../../../../scripts/build-sorting.ts';
import { sorted, tree } from './any-json.ts';

const root = join(import.meta.dirname, '../../../..');
const textOf = (text: string): string | null => {
  const bytes = sortedJson(text);
  return bytes && Buffer.from(bytes).toString();
};

describe('sortedJson', () => {
  it('is the text of the value with sorted names, or nothing', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const text = textOf(JSON.stringify(value));
        if (text !== null) expect(text).to.equal(JSON.stringify(sorted(value)));
      }),
      { numRuns: 3_000 },
    );
  });

  it('finds its way through escaped texts, numbers and characters beyond ASCII', () => {
    const value = {
      total: -1.5e-7,
      text: 'a "quoted" \\ line\n, behind it {"a":[1]} and Käse 🧀 for everybody in the warehouse',
      lines: [{ unit: 'CA', count: 2 }, { unit: '', count: 3, a: null }, [], {}, true],
      __proto: false,
    };
    expect(textOf(JSON.stringify(value))).to.equal(JSON.stringify(sorted(value)));
  });

  it('sorts names of which one begins with another, and many of them', () => {
    const names = Array.from(
      { length: 128 },
      (_, index) => `n${'x'.repeat((index * 7) % 40)}${(index * 37) % 500}`,
    );
    const value = Object.fromEntries(names.map((name) => [name, name]));
    expect(textOf(JSON.stringify(value))).to.equal(JSON.stringify(sorted(value)));
  });

  it('leaves names beyond plain text, names like numbers and long or deep texts to others', () => {
    const deep = `${'['.repeat(300)}${']'.repeat(300)}`;
    for (const text of [
      '{"ä":1,"a":2}',
      '{"1":2,"b":1}',
      '{"a\\"b":1}',
      JSON.stringify('a'.repeat(65_537)),
      deep,
    ]) {
      expect(textOf(text)).to.equal(null);
    }
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`n${index}`, 0]));
    expect(textOf(JSON.stringify(many))).to.equal(null);
    expect(textOf('[1]')).to.equal('[1]');
  });

  it('leaves more than 128 names of one object that are out of order to others, and takes those in order', () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `n${1_000 + index}`);
    const inOrder = JSON.stringify(Object.fromEntries(names.map((name) => [name, 0])));
    expect(textOf(inOrder)).to.equal(inOrder);
    const reversed = Object.fromEntries(names.toReversed().map((name) => [name, 0]));
    expect(textOf(JSON.stringify(reversed))).to.equal(null);
  });

  it('says nothing of a text that is cut off', () => {
    const text = JSON.stringify({ b: ['one', { c: 1 }], a: 'two' });
    for (let length = 0; length < text.length; length += 1)
      expect(textOf(text.slice(0, length))).to.equal(null);
  });

  it('is committed as its source is compiled', async () => {
    const committed = readFileSync(join(root, 'runtime/runs/sorted/wasm.generated.ts'), 'utf8');
    expect(committed).to.equal(await compiledSorting());
  }).timeout(20_000);
});
