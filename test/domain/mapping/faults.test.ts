import { expect } from 'chai';
import { CrossdockError } from '../../../domain/errors.ts';
import { compileMapping } from '../../../domain/mapping/compile.ts';
import { canonicalSchema, faultsOf, jsonMapping } from './mapping-fixture.ts';

/** Rules start at line 8 of a JSON mapping. */
const rule = (text: string): string[] => faultsOf(jsonMapping(text));

const canonical = (rules: string, object = 'sales-order'): string =>
  [
    'mapping: test',
    'version: 1.0.0',
    'layer: partner',
    'source: { form: x12, type: "850", version: "004010" }',
    `target: { form: canonical, object: ${object}, version: "1" }`,
    'rules:',
    rules.replace(/^/gm, '  '),
  ].join('\n');

describe('mapping file', () => {
  for (const [what, text, fault] of [
    [
      'an unknown property',
      'a: { pth: x }',
      'CD_MAPPING_FILE_INVALID test.mapping.yaml:8: unknown property "pth" (did you mean "path"?)',
    ],
    [
      'a wrong type',
      'a: { path: 7 }',
      'CD_MAPPING_FILE_INVALID test.mapping.yaml:8: "rules › a › path" must be string',
    ],
    [
      'an unknown conversion',
      'a: { path: x, as: money }',
      'CD_MAPPING_FILE_INVALID test.mapping.yaml:8: "rules › a › as" must be one of string, decimal',
    ],
    [
      'a rule without a source',
      '\na: { default: x }',
      'CD_MAPPING_RULE_INVALID test.mapping.yaml:9: rule for a: needs one of path, constant',
    ],
    [
      'a rule with two sources',
      'a: { path: x, constant: y }',
      'CD_MAPPING_RULE_INVALID test.mapping.yaml:8: rule for a: has both path and constant; keep one',
    ],
    [
      'a bad path',
      'a:\n  path: "x[y="',
      'CD_MAPPING_PATH_INVALID test.mapping.yaml:9: path "x[y=": a value is missing after =',
    ],
    [
      'a bad condition',
      'a: { path: x, when: "y=" }',
      'CD_MAPPING_PATH_INVALID test.mapping.yaml:8: path "y=": a value is missing after =',
    ],
    [
      'an unknown table',
      'a: { path: x, table: units }',
      'CD_MAPPING_TABLE_UNKNOWN test.mapping.yaml:8: rule for a: there is no table named "units"',
    ],
    [
      'an unknown zone',
      'a: { path: x, as: date, zone: Europe/Bonn }',
      'CD_MAPPING_RULE_INVALID test.mapping.yaml:8: rule for a: "Europe/Bonn" is not a time zone',
    ],
    [
      'an unknown date format',
      'a: { path: x, as: date, format: dd.mm.yyyy }',
      'CD_MAPPING_RULE_INVALID test.mapping.yaml:8: rule for a: "dd.mm.yyyy" is not one of digits',
    ],
    [
      'an option without its conversion',
      'a: { path: x, scale: 2 }',
      'CD_MAPPING_RULE_INVALID test.mapping.yaml:8: rule for a: `scale` means nothing without `as`',
    ],
    [
      'an implied decimal without scale',
      'a: { path: x, as: implied-decimal }',
      'CD_MAPPING_RULE_INVALID test.mapping.yaml:8: rule for a: implied-decimal needs `scale`',
    ],
    [
      'an each without rules',
      'a: { each: x }',
      'CD_MAPPING_RULE_INVALID test.mapping.yaml:8: rule for a: an each needs `rules` for objects',
    ],
    [
      'rules without an each',
      'a: { path: x, rules: {} }',
      'CD_MAPPING_RULE_INVALID test.mapping.yaml:8: rule for a: `rules` and `value` belong to an `each`',
    ],
    [
      'an expression inside a rule',
      'a: { firstOf: [{ jsonata: x }] }',
      'CD_MAPPING_RULE_INVALID test.mapping.yaml:8: rule for a: jsonata and each cannot stand inside another rule',
    ],
    [
      'a bad expression',
      'a: { jsonata: "x +" }',
      'CD_MAPPING_EXPRESSION_INVALID test.mapping.yaml:8: JSONata expression for a: Unexpected end of expression',
    ],
    [
      'two rules for one field',
      'a.b: { path: x }\na."b": { path: y }',
      'CD_MAPPING_RULE_INVALID test.mapping.yaml:9: rule for a."b": the same field as the rule at test.mapping.yaml:8',
    ],
    [
      'a target field that is no path',
      'a[x=1]: { path: x }',
      'CD_MAPPING_RULE_INVALID test.mapping.yaml:8: rule for a[x=1]: a target field may hold names and positions',
    ],
    [
      'a list nested in rules of its own',
      'a: { each: x, value: { path: $ } }\na[0]: { path: y }',
      'CD_MAPPING_RULE_INVALID test.mapping.yaml:8: rule for a: an each cannot be combined with a rule for a[0]',
    ],
    [
      'a fault inside a loop, once',
      'a:\n  each: x\n  rules:\n    b: { path: y, table: t }',
      'CD_MAPPING_TABLE_UNKNOWN test.mapping.yaml:11: rule for a[].b: there is no table named "t"',
    ],
  ] as const) {
    it(`with ${what} does not compile`, () => {
      const faults = rule(text);
      expect(faults).to.have.length(1);
      expect(faults[0]).to.satisfy((actual: string) => actual.startsWith(fault), `${faults[0]}\n${fault}`);
    });
  }

  it('is checked whole: all its faults are listed', () => {
    expect(rule('a: { path: "x[" }\nb: { path: x, table: t }\nc: {}')).to.have.length(3);
  });

  it('must be YAML, small, and without aliases', () => {
    expect(faultsOf('mapping: test\nrules: [')[0]).to.match(/^CD_MAPPING_FILE_INVALID test.mapping.yaml:2: /);
    expect(faultsOf('mapping: test\nrules: {a: &x {path: y}, b: *x}')[0]).to.match(
      /aliases are not supported/,
    );
    expect(faultsOf(`mapping: test\n# ${'x'.repeat(1_000_001)}`)[0]).to.match(/larger than/);
    expect(faultsOf(`mapping: test\nrules: ${'{a: '.repeat(60)}1${'}'.repeat(60)}`)[0]).to.match(
      /nested deeper/,
    );
    expect(faultsOf('mapping: test\nmapping: test')[0]).to.match(/:2: Map keys must be unique/);
    expect(faultsOf('mapping: test\nlayer: partner')).to.include(
      'CD_MAPPING_FILE_INVALID test.mapping.yaml:1: the file lacks "version"',
    );
  });

  it('throws its first fault as a coded error', () => {
    const files = [{ path: 'x.yaml', text: jsonMapping('a: { path: x, table: t }') }];
    expect(() => compileMapping('test', { files, canonicalSchema })).to.throw(
      CrossdockError,
      'no table named "t"',
    );
    expect(() => compileMapping('tset', { files, canonicalSchema })).to.throw(
      CrossdockError,
      'no mapping named "tset"',
    );
  });

  describe('with a canonical target', () => {
    it('names fields that the schema does not have', () => {
      const faults = faultsOf(
        canonical(
          [
            'orderNumber: { path: a }\norderdate: { path: a }\ncustomer: { path: a, as: string }',
            'shipTo.adress.city: { path: a }\ncurrency.code: { path: a }\nnotes: { path: a, as: string }',
            'partialShipmentAllowed: { constant: true }\norderNumber.x: { path: y }\nwarehouse: { each: a, rules: {} }',
            'lines: { each: PO1Loop, rules: { lineNumber: { path: a }, itm.sku: { path: a }, quantity: { path: q } } }',
          ].join('\n'),
        ),
      );
      const unknown = faults.filter((fault) => fault.startsWith('CD_MAPPING_TARGET_UNKNOWN'));
      expect(
        unknown.map((fault) => fault.replace(/^CD_MAPPING_TARGET_UNKNOWN test.mapping.yaml:/, '')),
      ).to.deep.equal([
        '14: "orderNumber.x" is not a field of sales-order: what it stands in is a plain value',
        '8: "orderdate" is not a field of sales-order: there is no "orderdate" (did you mean "orderDate"?)',
        '9: "customer" is not a field of sales-order: it is an object; write rules for its fields',
        '10: "shipTo.adress" is not a field of sales-order: there is no "adress" (did you mean "address"?)',
        '11: "currency.code" is not a field of sales-order: what it stands in is a plain value',
        '12: "notes" is not a field of sales-order: it is a list; use each',
        '15: "warehouse" is not a field of sales-order: an each makes a list, and it is none',
        '16: "lines[].itm" is not a field of sales-order: there is no "itm" (did you mean "item"?)',
      ]);
      expect(faults.filter((fault) => fault.startsWith('CD_MAPPING_TARGET_INCOMPLETE'))).to.deep.equal([
        'CD_MAPPING_TARGET_INCOMPLETE test.mapping.yaml:16: no rule writes "lines[].item", which sales-order requires',
        'CD_MAPPING_TARGET_INCOMPLETE test.mapping.yaml:5: no rule writes "orderDate", which sales-order requires',
      ]);
    });
    it('needs an object and a version that exist', () => {
      expect(faultsOf(canonical('x: { path: y }', 'sales-ordr'))).to.deep.equal([
        'CD_MAPPING_SCHEMA_UNKNOWN test.mapping.yaml:5: there is no canonical object sales-ordr in version 1',
      ]);
    });
    it('needs a zone for dates of EDI documents', () => {
      expect(faultsOf(canonical('orderDate: { path: BEG.BEG05, as: date }')).join()).to.match(
        /name its `zone`/,
      );
    });
  });
});
