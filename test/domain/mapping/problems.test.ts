import { expect } from 'chai';
import { compileMapping } from '../../../domain/mapping/compile.ts';
import { mappingFailed } from '../../../domain/mapping/run.ts';
import { canonicalSchema, compileText, context, jsonMapping, validateTarget } from './mapping-fixture.ts';

const text = `mapping: test
version: 1.0.0
layer: partner
source: { form: x12, type: "850", version: "004010" }
target: { form: canonical, object: sales-order, version: "1" }
zone: America/New_York
tables: { units: { EA: C62 } }
rules:
  orderNumber: { path: BEG.BEG03, required: true }
  orderDate: { path: BEG.BEG05, as: date }
  currency: { path: CUR.CUR02 }
  partialShipmentAllowed: { constant: true }
  customer.id: { lookup: { object: customer, scheme: acme, path: "N1Loop[N1.N101='BY'].N1.N104", take: id } }
  shipTo.name: { constant: Store }
  lines:
    each: PO1Loop
    rules:
      lineNumber: { path: PO1.PO101 }
      item.gtin: { path: PO1.PO107 }
      quantity.value: { path: PO1.PO102, as: decimal }
      quantity.unit: { path: PO1.PO103, table: units }
`;
const mapping = compileMapping('test', {
  files: [{ path: 'acme.mapping.yaml', text }],
  canonicalSchema,
  validateTarget,
});
const line = (PO101: string, PO102: string, PO103: string, PO107: string): unknown => ({
  PO1: { PO101, PO102, PO103, PO107 },
});
const document = {
  standard: 'X12',
  segments: {
    BEG: { BEG05: '20260230' },
    CUR: { CUR02: 'XQX' },
    N1Loop: [{ N1: { N101: 'BY', N104: 'NOBODY' } }],
    PO1Loop: [line('1', '5', 'EA', '4006381333931'), line('2', '1E3', 'ZZ', '4006381333932')],
  },
};

describe('mapping problems', () => {
  it('name target, source, value, file and line, all of them at once', async () => {
    const result = await mapping.run(document, context);
    if (result.ok) throw new Error('it mapped');
    const told = result.problems.map(
      ({ code, target, source, value, file, line: at }) =>
        `${code} ${target} ${source} ${value} ${file}:${at}`,
    );
    expect(told).to.deep.equal([
      'CD_MAPPING_VALUE_MISSING orderNumber BEG.BEG03 null acme.mapping.yaml:9',
      'CD_MAPPING_VALUE_UNREADABLE orderDate BEG.BEG05 20260230 acme.mapping.yaml:10',
      "CD_MAPPING_MASTER_DATA_UNKNOWN customer.id N1Loop[N1.N101='BY'].N1.N104 NOBODY acme.mapping.yaml:13",
      'CD_MAPPING_VALUE_UNREADABLE lines[1].quantity.value PO1Loop[1].PO1.PO102 1E3 acme.mapping.yaml:20',
      'CD_MAPPING_CODE_UNKNOWN lines[1].quantity.unit PO1Loop[1].PO1.PO103 ZZ acme.mapping.yaml:21',
      'CD_MAPPING_TARGET_INVALID currency CUR.CUR02 XQX acme.mapping.yaml:11',
      'CD_MAPPING_TARGET_INVALID lines[1].item.gtin PO1Loop[1].PO1.PO107 4006381333932 acme.mapping.yaml:19',
    ]);
    expect(result.problems[4]?.remedy).to.match(/acme\.mapping\.yaml:21/);
    expect(mappingFailed(mapping, result.problems).record()).to.include({
      code: 'CD_MAPPING_FAILED',
      fault: 'business',
      message:
        'test could not map the document: 7 problem(s), first: orderNumber: BEG.BEG03 is missing in the document',
    });
  });

  it('keep what could be mapped', async () => {
    const { value } = await mapping.run(document, context);
    expect((value as { lines: unknown[] }).lines[0]).to.deep.equal({
      lineNumber: '1',
      item: { gtin: '4006381333931' },
      quantity: { value: '5', unit: 'C62' },
    });
  });

  it('are the same with and without a promise', async () => {
    expect(mapping.runSync?.(document, context)).to.deep.equal(await mapping.run(document, context));
  });

  it('stop at a document that is nothing at all', async () => {
    for (const nothing of [null, undefined, 7, 'text', [], {}]) {
      expect((await mapping.run(nothing, context)).ok).to.equal(false);
    }
  });

  it('are limited in number and in the length of their values', async () => {
    const rules = 'lines: { each: lines, rules: { q: { path: q, as: decimal } } }';
    const lines = Array.from({ length: 1_000 }, () => ({ q: 'x'.repeat(5_000) }));
    const result = await compileText(jsonMapping(rules), { problems: 5 }).run({ lines }, context);
    if (result.ok) throw new Error('it mapped');
    expect(result.problems).to.have.length(6);
    expect(result.problems[5]?.code).to.equal('CD_MAPPING_LIMIT_REACHED');
    expect(String(result.problems[0]?.value)).to.have.length(201);
  });
});
