import { expect } from 'chai';
import fc from 'fast-check';
import { type Fields, field } from '../../node-kit/field.ts';
import { parseConfig } from '../../node-kit/parse-config.ts';

const problems = (fields: Fields, raw: Record<string, unknown>) =>
  parseConfig(fields, raw, {
    jsonata: (text) => {
      if (text.includes('(')) throw { message: 'unclosed' };
    },
  }).problems.map(({ field: name, problem }) => `${name} ${problem}`);

describe('parseConfig', () => {
  it('fills defaults', () => {
    const fields = {
      text: field.text(),
      size: field.number({ default: 3 }),
      free: field.number(),
      on: field.boolean({ default: true }),
      way: field.choice({ options: ['a', 'b'] }),
      source: field.typed({ types: ['msg'], default: { type: 'msg', value: 'payload' } }),
      rows: field.rows({ columns: { name: field.text() } }),
    };
    const { values, problems: found } = parseConfig(fields, {});
    expect(found).to.deep.equal([]);
    expect(values).to.deep.equal({
      text: '',
      size: 3,
      free: undefined,
      on: true,
      way: 'a',
      source: { type: 'msg', value: 'payload' },
      rows: [],
    });
  });

  it('reads numbers and switches from the text that forms and environment variables give', () => {
    const fields = { size: field.number(), on: field.boolean() };
    expect(parseConfig(fields, { size: '12', on: 'true' }).values).to.deep.equal({ size: 12, on: true });
  });

  const wrong: readonly [string, Fields, Record<string, unknown>, string[]][] = [
    ['a missing required text', { a: field.text({ required: true }) }, { a: ' ' }, ['a is required']],
    [
      'a required number emptied in the form',
      { a: field.number({ required: true, default: 1 }) },
      { a: '' },
      ['a is required'],
    ],
    ['text in a number', { a: field.number() }, { a: 'x' }, ['a is not a number']],
    [
      'a fraction in a whole number',
      { a: field.number({ integer: true }) },
      { a: 1.5 },
      ['a is not a whole number'],
    ],
    ['a number outside its range', { a: field.number({ max: 9 }) }, { a: 10 }, ['a is above 9']],
    [
      'an option that does not exist',
      { a: field.choice({ options: ['x', 'y'] }) },
      { a: 'z' },
      ['a is "z", not one of x, y'],
    ],
    [
      'text of another form',
      { a: field.text({ pattern: '[A-Z]{4}' }) },
      { a: 'SWF' },
      ['a does not have the form [A-Z]{4}'],
    ],
    ['an object where text belongs', { a: field.text() }, { a: {} }, ['a is not text']],
    [
      'a type that is not offered',
      { a: field.typed({ types: ['msg'] }) },
      { a: '1', aType: 'flow' },
      ['a has the type "flow", which is not offered'],
    ],
    [
      'a broken expression',
      { a: field.typed({ types: ['jsonata'] }) },
      { a: '(', aType: 'jsonata' },
      ['a is not a JSONata expression: unclosed'],
    ],
    ['rows that are none', { a: field.rows({ columns: {} }) }, { a: 'x' }, ['a is not a list of rows']],
    [
      'too few rows',
      { a: field.rows({ columns: {}, required: true }) },
      { a: [] },
      ['a needs at least one row'],
    ],
    [
      'a wrong cell by row and column',
      { a: field.rows({ columns: { b: field.number() } }) },
      { a: [{ b: 1 }, { b: 'x' }] },
      ['a[2].b is not a number'],
    ],
  ];
  for (const [fact, fields, raw, expected] of wrong) {
    it(`reports ${fact}`, () => expect(problems(fields, raw)).to.deep.equal(expected));
  }

  it('names the position in broken JSON', () => {
    const [problem] = problems({ a: field.code({ language: 'json' }) }, { a: '{"x":' });
    expect(problem).to.match(/^a is not JSON: .*JSON/);
  });

  it('neither checks nor keeps a field that is not shown', () => {
    const fields = {
      mode: field.choice({ options: ['poll', 'push'] }),
      every: field.number({ required: true, default: 60, when: { field: 'mode', is: 'poll' } }),
      unit: field.text({ required: true, when: { field: 'every', is: 60 } }),
    };
    expect(problems(fields, { mode: 'push', every: 'x' })).to.deep.equal([]);
    expect(parseConfig(fields, { mode: 'push', every: '5' }).values).to.include({ every: 60, unit: '' });
    expect(problems(fields, { mode: 'poll' })).to.deep.equal(['unit is required']);
  });

  it('takes any stored value without throwing', () => {
    const fields = {
      a: field.number(),
      b: field.rows({ columns: { c: field.typed({ types: ['num', 'json'] }) } }),
      d: field.text({ pattern: '\\d+' }),
      e: field.boolean(),
    };
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'd', 'e'), fc.jsonValue()), (raw) => {
        expect(Object.keys(parseConfig(fields, raw).values)).to.deep.equal(['a', 'b', 'd', 'e']);
      }),
    );
    const odd = { toString: '' };
    expect(problems(fields, { a: odd, b: [{ c: odd, cType: odd }], e: odd })).to.have.length(3);
  });
});
