import { expect } from 'chai';
import { CrossdockError } from '../../../domain/errors.ts';
import type { MappingContext } from '../../../domain/mapping/types.ts';
import { compileText, context, faultsOf, jsonMapping, mapped } from './mapping-fixture.ts';

const evaluate = async (
  expression: string,
  document: unknown,
  more: Partial<MappingContext> = {},
): Promise<unknown> =>
  ((await mapped(`value: { jsonata: ${JSON.stringify(expression)} }`, document, more)) as { value?: unknown })
    .value;

const problemOf = async (expression: string, document: unknown = {}): Promise<unknown> => {
  const rules = `value: { jsonata: ${JSON.stringify(expression)} }`;
  const result = await compileText(jsonMapping(rules)).run(document, context);
  return result.ok ? null : result.problems[0];
};

describe('JSONata rule', () => {
  it('sees the item, the document, the loop and the context', async () => {
    const rules = `
first: { constant: 1 }
lines:
  each: lines
  rules:
    text: { jsonata: "sku & '/' & $root.number & '/' & $string($position) & '/' & $parent.number & '/' & $context.tenant" }
    name: { jsonata: "$master('item', 'sku', sku).name", default: none }
last: { constant: 2 }`;
    const lookup = (_object: string, _scheme: string, value: string) =>
      value === 'A' ? { name: 'Apple' } : null;
    const result = await mapped(
      rules,
      { number: 'N', lines: [{ sku: 'A' }, { sku: 'B' }] },
      { lookup, values: { tenant: 't' } },
    );
    expect(JSON.stringify(result)).to.equal(
      '{"first":1,"lines":[{"text":"A/N/1/N/t","name":"Apple"},{"text":"B/N/2/N/t","name":"none"}],"last":2}',
    );
  });

  it('goes through tables and conversions like any other', async () => {
    const rules = 'a: { jsonata: "x & \'0\'", as: decimal }\nb: { jsonata: "nothing", required: true }';
    const result = await compileText(jsonMapping(rules)).run({ x: '1.' }, context);
    expect(result.value).to.deep.equal({ a: '1' });
    expect(result.ok ? [] : result.problems.map((problem) => problem.target)).to.deep.equal(['b']);
  });

  it('makes lists of values and leaves no trace where there is nothing', async () => {
    const rules =
      'a.b: { jsonata: "none" }\nlist: { each: tags, value: { jsonata: "$.on ? $.name" } }\nz[0].y: { jsonata: "none" }';
    expect(await mapped(rules, { tags: [{ name: 'x' }, { on: true, name: 'y' }] })).to.deep.equal({
      list: ['y'],
    });
    expect(await mapped(rules, { tags: [{ name: 'x' }] })).to.deep.equal({});
  });

  it('takes the time from the context', async () => {
    expect(await evaluate('$now()', {})).to.equal('2026-03-08T10:00:00.000Z');
    expect(await evaluate('$fromMillis($millis(), "[Y]")', {})).to.equal('2026');
  });

  it('has no synchronous run', () => {
    expect(compileText(jsonMapping('a: { jsonata: "x" }')).runSync).to.equal(null);
  });

  it('reports what fails', async () => {
    expect(await problemOf("$number('x')")).to.deep.include({
      code: 'CD_MAPPING_EXPRESSION_FAILED',
      target: 'value',
      file: 'test.mapping.yaml',
      line: 8,
    });
    expect(await problemOf('$error("no")')).to.deep.include({ problem: 'value: the expression failed: no' });
  });

  it('lets a failing lookup through, since the document is not at fault', async () => {
    const lookup = (): never => {
      throw new CrossdockError('CD_INTERNAL', { where: 'master data', reason: 'closed' });
    };
    const failure = await mapped("a: { jsonata: \"$master('a','b','c')\" }", {}, { lookup }).catch(
      (error) => error,
    );
    expect(failure).to.be.instanceOf(CrossdockError).with.property('code', 'CD_INTERNAL');
  });

  for (const [what, expression] of [
    ['endless recursion', '($f := function($n) { $f($n + 1) + 1 }; $f(0))'],
    ['an endless loop', '($f := function($n) { $f($n + 1) }; $f(0))'],
    ['a range without end', '[1..9000000]'],
  ] as const) {
    it(`ends ${what}`, async () => {
      expect(await problemOf(expression)).to.deep.include({ code: 'CD_MAPPING_LIMIT_REACHED' });
    });
  }

  for (const [what, expression] of [
    ['$eval', '$eval("1")'],
    ['$random', '[1].($random())'],
    ['$shuffle', 'x ~> $shuffle'],
    ['a picture for $now', '$now("[Y]")'],
    ['a regular expression that can take forever', '$match(x, /(a+)+$/)'],
    ['a repeated choice', '$replace(x, /(a|ab)*c/, "")'],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(faultsOf(jsonMapping(`a: { jsonata: '${expression}' }`))[0]).to.match(
        /^CD_MAPPING_EXPRESSION_INVALID/,
      );
    });
  }
  it('allows plain regular expressions', async () => {
    expect(await evaluate('$replace(x, /[^0-9]+(a|b)?/, "")', { x: 'PO-4711' })).to.equal('4711');
  });
});
