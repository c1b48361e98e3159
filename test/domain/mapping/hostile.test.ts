import { expect } from 'chai';
import fc from 'fast-check';
import { compileText, context, faultsOf, jsonMapping } from './mapping-fixture.ts';

const run = (rules: string, document: unknown, limits = {}) =>
  compileText(jsonMapping(rules), limits).run(document, context);

const nested = (depth: number): unknown => {
  let value: unknown = 'x';
  for (let n = 0; n < depth; n += 1) value = n % 2 ? [value] : { a: value };
  return value;
};

describe('hostile input', () => {
  it('cannot name what JavaScript objects inherit', () => {
    for (const name of ['__proto__', 'constructor', 'prototype', 'a.__proto__.b', 'a[0].constructor']) {
      expect(faultsOf(jsonMapping(`"${name}": { path: x }`)), name).to.have.length.greaterThan(0);
      expect(faultsOf(jsonMapping(`a: { path: "${name}" }`)), name).to.have.length.greaterThan(0);
    }
    expect(faultsOf(jsonMapping('a: { constant: { __proto__: { polluted: 1 } } }'))[0]).to.match(/__proto__/);
    expect(faultsOf(jsonMapping('a: { path: x, table: t }', 'tables: { __proto__: { a: b } }'))[0]).to.match(
      /__proto__/,
    );
  });

  it('cannot pollute prototypes through values that are taken whole', async () => {
    const document = JSON.parse('{"a":{"b":{"__proto__":{"polluted":true}}}}');
    const result = await run('a: { path: a }\nb: { jsonata: "a" }', document);
    expect(result.ok).to.equal(false);
    expect(({} as { polluted?: boolean }).polluted).to.equal(undefined);
    const built = await run('a: { jsonata: "{key: {\'polluted\': true}}" }', { key: '__proto__' });
    expect(JSON.stringify(built.value)).to.not.include('polluted":true,');
    expect(({} as { polluted?: boolean }).polluted).to.equal(undefined);
  });

  it('cannot nest deeper than the limit', async () => {
    for (const rules of ['a: { path: x }', 'a: { jsonata: "x" }']) {
      expect((await run(rules, { x: nested(60) })).ok).to.equal(true);
      const result = await run(rules, { x: nested(100_000) });
      expect(result.ok ? [] : result.problems.map((problem) => problem.code)).to.deep.equal([
        'CD_MAPPING_LIMIT_REACHED',
      ]);
    }
  });

  it('cannot make the result larger than the limit', async () => {
    const rules = 'lines: { each: lines, rules: { a: { path: $root.text }, b: { path: $root.text } } }';
    const document = { text: 'x'.repeat(1_000), lines: Array.from({ length: 1_000 }, () => ({ a: 1 })) };
    const result = await run(rules, document, { size: 100_000 });
    expect(result.ok ? [] : result.problems.map((problem) => problem.code)).to.deep.equal([
      'CD_MAPPING_LIMIT_REACHED',
    ]);
    expect(JSON.stringify(result.value).length).to.be.lessThan(110_000);
  });

  it('cannot keep expressions busy for longer than the limit', async () => {
    let ms = 0;
    const now = (): Date => {
      ms += 100;
      return new Date(ms);
    };
    const clock = { ...context, now };
    const rules = 'lines: { each: lines, value: { jsonata: "a" } }';
    const lines = Array.from({ length: 50 }, () => ({ a: 1 }));
    const result = await compileText(jsonMapping(rules), { runMs: 1_000 }).run({ lines }, clock);
    expect(result.ok ? [] : result.problems.map((problem) => problem.code)).to.deep.equal([
      'CD_MAPPING_LIMIT_REACHED',
    ]);
  });

  it('cannot bring in what is not JSON', async () => {
    for (const value of [new Map(), new Date(), Buffer.from('x'), Number.NaN, () => 1, 10n, Symbol('x')]) {
      const result = await run('a: { path: x }', { x: { y: value } });
      expect(result.ok ? null : result.problems[0]?.code, String(value)).to.equal(
        'CD_MAPPING_VALUE_UNREADABLE',
      );
    }
  });

  it('shares nothing between documents', async () => {
    const mapping = compileText(
      jsonMapping('a: { constant: { list: [1] } }\nb: { path: none, default: [1] }'),
    );
    const first = (await mapping.run({}, context)).value as { a: { list: number[] }; b: number[] };
    first.a.list.push(2);
    first.b.push(2);
    expect((await mapping.run({}, context)).value).to.deep.equal({ a: { list: [1] }, b: [1] });
  });

  it('never makes a mapping throw', async () => {
    const mapping = compileText(
      jsonMapping(
        `
a: { path: a, as: decimal }
b: { path: "b[c='x'].d[0]", as: date, zone: UTC }
l: { each: a.b, rules: { x: { path: c }, y: { each: d, value: { path: $, as: string } } } }
s: { sum: a.c }
j: { join: [a, b.c], with: "-" }`,
      ),
    );
    const name = fc.constantFrom('a', 'b', 'c', 'd');
    const { document } = fc.letrec((tie) => ({
      document: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom(null, '', 'x', '1', 1, true),
        fc.array(tie('document'), { maxLength: 3 }),
        fc.dictionary(name, tie('document')),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(document, async (source) => {
        const result = await mapping.run(source, context);
        expect(result).to.have.property('ok');
      }),
      { numRuns: 500 },
    );
  });
});
