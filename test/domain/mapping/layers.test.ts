import { expect } from 'chai';
import fc from 'fast-check';
import { compileMapping } from '../../../domain/mapping/compile.ts';
import { explain } from '../../../domain/mapping/explain.ts';
import { leafMappings } from '../../../domain/mapping/layering.ts';
import { canonicalSchema, context, faultsOf } from './mapping-fixture.ts';

const layer = (name: string, kind: string, body: string, below?: string): { path: string; text: string } => ({
  path: `${name}.mapping.yaml`,
  text: [
    `mapping: ${name}`,
    'version: 1.0.0',
    `layer: ${kind}`,
    below ? `extends: ${below}` : 'source: { form: json }\ntarget: { form: json }',
    body,
  ].join('\n'),
});

const base = layer(
  'base',
  'base',
  `tables: { units: { EA: C62, CA: CT, default: error } }
rules:
  number: { path: number }
  currency: { constant: USD }
  note: { path: note }
  lines:
    each: lines
    rules:
      sku: { path: sku }
      unit: { path: unit, table: units }`,
);
const tenant = layer('tenant', 'tenant', 'rules:\n  currency: { constant: EUR }', 'base');
const partner = layer(
  'partner',
  'partner',
  `tables: { units: { BX: CS, CA: null } }
rules:
  note: null
  lines:
    rules:
      sku: { path: article }
      line: { path: "#" }`,
  'tenant',
);
const files = [partner, base, tenant];
const compile = (name: string) => compileMapping(name, { files, canonicalSchema });

describe('mapping layers', () => {
  it('hold only what differs', async () => {
    const document = { number: 'N', note: 'x', lines: [{ article: 'A', sku: 'S', unit: 'BX' }] };
    expect(await compile('partner').run(document, context)).to.deep.equal({
      ok: true,
      value: { number: 'N', currency: 'EUR', lines: [{ sku: 'A', unit: 'CS', line: 1 }] },
    });
    const lower = { ...document, lines: [{ sku: 'S', unit: 'CA' }] };
    expect((await compile('tenant').run(lower, context)).value).to.deep.equal({
      number: 'N',
      currency: 'EUR',
      note: 'x',
      lines: [{ sku: 'S', unit: 'CT' }],
    });
  });

  it('take entries out of tables', async () => {
    const result = await compile('partner').run({ lines: [{ unit: 'CA' }] }, context);
    expect(result.ok).to.equal(false);
  });

  it('merge an each over the same path and replace one over another', async () => {
    const same = layer(
      'same',
      'partner',
      'rules: { lines: { each: lines, rules: { extra: { constant: 1 } } } }',
      'base',
    );
    const other = layer(
      'other',
      'partner',
      'rules: { lines: { each: rows, rules: { extra: { constant: 1 } } } }',
      'base',
    );
    const run = async (name: string) =>
      (
        await compileMapping(name, { files: [base, same, other], canonicalSchema }).run(
          { lines: [{ sku: 'S' }], rows: [{ sku: 'R' }] },
          context,
        )
      ).value;
    expect(await run('same')).to.deep.equal({ currency: 'USD', lines: [{ sku: 'S', extra: 1 }] });
    expect(await run('other')).to.deep.equal({ currency: 'USD', lines: [{ extra: 1 }] });
  });

  it('let the later one win, field by field', async () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd');
    const rules = fc.dictionary(name, fc.integer());
    const written = (constants: Record<string, number>): string =>
      [
        'rules:',
        '  z: { constant: 0 }',
        ...Object.entries(constants).map(([k, v]) => `  ${k}: { constant: ${v} }`),
      ].join('\n');
    await fc.assert(
      fc.asyncProperty(rules, rules, rules, rules, async (low, trade, middle, high) => {
        const four = [
          layer('low', 'base', written(low)),
          layer('trade', 'industry', written(trade), 'low'),
          layer('middle', 'tenant', written(middle), 'trade'),
          layer('high', 'partner', written(high), 'middle'),
        ];
        const result = await compileMapping('high', { files: four, canonicalSchema }).run({}, context);
        expect(result.value).to.deep.equal({ z: 0, ...low, ...trade, ...middle, ...high });
      }),
      { numRuns: 50 },
    );
  });

  it('tell which of them decided each field and table entry', () => {
    const { fields, removed, tables, layers } = explain(compile('partner'));
    expect(layers.map((one) => one.layer)).to.deep.equal(['base', 'tenant', 'partner']);
    const decided = Object.fromEntries(fields.map((field) => [field.target, `${field.file}:${field.line}`]));
    expect(decided).to.deep.equal({
      number: 'base.mapping.yaml:8',
      currency: 'tenant.mapping.yaml:6',
      lines: 'base.mapping.yaml:11',
      'lines[].sku': 'partner.mapping.yaml:10',
      'lines[].unit': 'base.mapping.yaml:15',
      'lines[].line': 'partner.mapping.yaml:11',
    });
    expect(
      fields.find((field) => field.target === 'currency')?.replaced.map((one) => one.mapping),
    ).to.deep.equal(['base']);
    expect(removed.map((one) => `${one.target} ${one.file}:${one.line}`)).to.deep.equal([
      'note partner.mapping.yaml:7',
    ]);
    expect(tables.map((one) => `${one.code}=${one.value} ${one.layer}`)).to.deep.equal([
      'EA=C62 base',
      'default=error base',
      'BX=CS partner',
    ]);
  });

  it('name the mappings that flows use', () => {
    expect(leafMappings(files)).to.deep.equal(['partner']);
  });

  const test = (body: string, kind = 'partner', below?: string): string =>
    layer('test', kind, body, below).text;
  it('refuse a circle', () => {
    const faults = faultsOf(
      test('rules: {}', 'partner', 'loop'),
      layer('loop', 'tenant', 'rules: {}', 'test').text,
    );
    expect(faults).to.deep.equal([
      'CD_MAPPING_LAYERS_INVALID lower-1.mapping.yaml:4: "loop" extends "test", which extends it again: a circle',
    ]);
  });
  it('refuse the wrong order', () => {
    expect(
      faultsOf(test('rules: {}', 'base', 'low'), layer('low', 'tenant', 'rules: {}').text),
    ).to.deep.equal([
      'CD_MAPPING_LAYERS_INVALID test.mapping.yaml:4: a base layer cannot extend "low", which is a tenant layer',
    ]);
  });
  it('refuse an unknown lower layer', () => {
    expect(faultsOf(test('rules: {}', 'partner', 'nobody'))[0]).to.equal(
      'CD_MAPPING_UNKNOWN test.mapping.yaml:4: there is no mapping named "nobody"',
    );
  });
  it('refuse a name taken twice', () => {
    expect(faultsOf(test('rules: {}'), test('rules: {}'))[0]).to.match(
      /^CD_MAPPING_LAYERS_INVALID .*also taken/,
    );
  });
  it('refuse another target and the removal of nothing', () => {
    const upper = test(
      'target: { form: canonical, object: charge, version: "1" }\nrules: { x: null }',
      'partner',
      'base',
    );
    expect(faultsOf(upper, base.text)).to.deep.equal([
      'CD_MAPPING_LAYERS_INVALID test.mapping.yaml:5: the target differs from that of the lower layer',
      'CD_MAPPING_LAYERS_INVALID test.mapping.yaml:6: removes the rule for "x", but no lower layer has one',
    ]);
  });
});
