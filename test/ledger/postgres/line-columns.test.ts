import { expect } from 'chai';
import fc from 'fast-check';
import { inColumns } from '../../../ledger/postgres/line-columns.ts';
import { linesInColumns } from '../../../ledger/postgres/lines.ts';

const json = fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 }).map((value) => JSON.stringify(value));
/** Documents of a few shapes, as they share a block. */
const alike = fc
  .tuple(
    fc.array(json, { minLength: 1, maxLength: 3 }),
    fc.array(fc.tuple(fc.nat(), fc.string()), { maxLength: 9 }),
  )
  .map(([shapes, rows]) =>
    rows.map(([number, text]) =>
      JSON.stringify({
        'a "name"': [text, number % 3 === 0],
        é: JSON.parse(shapes[number % shapes.length]!),
      }),
    ),
  );

function read(lines: readonly string[]) {
  const found = linesInColumns(inColumns(lines));
  return lines.map((_, line) => ({ text: found.text(line), value: found.value(line) }));
}

describe('lines in columns', () => {
  const whole = (lines: readonly string[]): void => {
    expect(read(lines)).to.deep.equal(lines.map((text) => ({ text, value: JSON.parse(text) })));
  };

  it('are read as they were written, as text and as value', () => {
    fc.assert(fc.property(fc.array(json, { minLength: 1 }), whole));
    fc.assert(
      fc.property(
        alike.filter((lines) => lines.length > 0),
        whole,
      ),
    );
  });

  it('may have marks in them that JSON text has not, in quotes and between two texts', () => {
    const lines = [
      '["a","b"]\u0002{"c":[1,-2.5e3]}',
      '{"id":"\u0001","of":"\u0001/x"}',
      '["d","e"]\u0002{"c":[3,4]}',
    ];
    const found = linesInColumns(inColumns(lines));
    expect(lines.map((_, line) => found.text(line))).to.deep.equal(lines);
  });

  it('keep names that mean something to JavaScript, numbers that end in a point of precision, and depth', () => {
    whole(['{"__proto__":{"a":"b"},"constructor":"c"}', '{"10":"x","2":"y","a":-0.1e-7}', '""', '0', '[]']);
    whole([`${'['.repeat(200)}"deep"${']'.repeat(200)}`]);
  });

  it('of other lengths and shapes than those before are told apart', () => {
    whole(['[false]', 'false', '[]', '0']);
    whole([
      '{"a":"1"}',
      '{"a":"1","b":"2"}',
      '{"a":"1"}',
      '{"a":1}',
      '{"a":"\\""}',
      '{"a":"\\\\"}',
      '{"b":"1"}',
      '{"a":""}',
    ]);
  });

  it('say of a line that is not there that it is not', () => {
    const found = linesInColumns(inColumns(['"a"']));
    expect([found.has(0), found.has(1), found.text(1)]).to.deep.equal([true, false, undefined]);
    expect(() => found.value(1)).to.throw(SyntaxError);
  });
});
