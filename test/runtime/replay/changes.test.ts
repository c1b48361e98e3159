import { expect } from 'chai';
import { changes, textOf } from '../../../runtime/replay/changes.ts';

const buffer = (text: string) => ({ $buffer: Buffer.from(text).toString('base64') });

describe('changes', () => {
  it('finds nothing between equal documents, whatever the order of their fields', () => {
    expect(changes({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).to.deep.equal([]);
  });

  it('names each place where documents differ, and leaves out the side that has nothing there', () => {
    expect(changes({ a: 1, b: [{ c: 'x' }], gone: true }, { a: 2, b: [{ c: 'x' }, 'new'] })).to.deep.equal([
      { path: 'a', before: 1, after: 2 },
      { path: 'b[1]', after: 'new' },
      { path: 'gone', before: true },
    ]);
  });

  it('compares texts line by line, also when they are bytes', () => {
    expect(changes({ p: buffer('A\nB\nC') }, { p: buffer('A\nX\nC') })).to.deep.equal([
      { path: 'p, line 2', before: 'B', after: 'X' },
    ]);
  });

  it('shows lines that came or went as one place', () => {
    expect(changes('A\nB\nC', 'A\nX\nY\nC')).to.deep.equal([
      { path: 'lines 2 to 3', before: 'B', after: 'X\nY' },
    ]);
    expect(changes('A\nC', 'A\nB\nC')).to.deep.equal([{ path: 'line 2', after: 'B' }]);
  });

  it('takes texts for the same when it is told so', () => {
    const loosely = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
    expect(changes({ a: 'X', b: 'Y' }, { a: 'x', b: 'z' }, loosely)).to.deep.equal([
      { path: 'b', before: 'Y', after: 'z' },
    ]);
  });
});

describe('textOf', () => {
  it('reads texts and bytes that are texts, and nothing else', () => {
    expect(textOf('a')).to.equal('a');
    expect(textOf(buffer('ä'))).to.equal('ä');
    expect(textOf({ $buffer: Buffer.from('K\u00f6ln', 'latin1').toString('base64') })).to.equal('Köln');
    expect(textOf({ $buffer: 'QQ==', more: 1 })).to.equal(null);
    expect(textOf(1)).to.equal(null);
  });
});
