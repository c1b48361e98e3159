import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkMasterData, loadMasterData } from '../../../runtime/master-data/load-master-data.ts';

const item = (sku: string, gtin: string) =>
  `- { sku: ${sku}, gtin: "${gtin}", description: d, baseUnit: C62, grossWeight: { value: "1", unit: KGM }, price: { amount: "1.00", currency: EUR } }\n`;
const carrier = (scac: string, partnerId: string) =>
  `- { scac: ${scac}, name: n, modes: [road], identifiers: [{ scheme: tms, value: ${partnerId} }] }\n`;

describe('loadMasterData', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-data-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const put = (name: string, text: string) => writeFileSync(join(folder, name), text);

  it('finds a record by its own id and by every identifier', () => {
    put('carriers.yaml', carrier('SWFT', 'c-1') + carrier('NRDX', 'c-2'));
    const data = loadMasterData(folder);
    for (const [scheme, value] of [
      ['id', 'NRDX'],
      ['scac', 'NRDX'],
      ['tms', 'c-2'],
    ] as const) {
      expect(data.lookup('carrier', scheme, value), scheme).to.include({ scac: 'NRDX' });
    }
    expect(data.lookup('carrier', 'tms', 'c-3')).to.equal(null);
    expect(data.list('carrier')).to.have.length(2);
  });

  it('finds an item by its GTIN in any length', () => {
    put('items.yaml', item('NW-1', '04006381333931'));
    expect(loadMasterData(folder).lookup('item', 'gtin', '4006381333931')).to.include({ sku: 'NW-1' });
  });

  it('takes a table of codes as cross-references', () => {
    put('cross-references.json', '[{ "scheme": "acme-service", "value": "2D", "means": "express" }]');
    expect(loadMasterData(folder).lookup('cross-reference', 'acme-service', '2D')).to.include({
      means: 'express',
    });
  });

  it('names file, line and field of every invalid record', () => {
    put('carriers.yaml', `${carrier('SWFT', 'c-1')}- { scac: 7, modes: [] }\n`);
    const { problems } = checkMasterData(folder);
    expect(problems.length).to.be.greaterThan(1);
    expect(problems.every(({ message }) => /carriers\.yaml:2:\d+: carrier \//.test(message))).to.equal(true);
    expect(() => loadMasterData(folder)).to.throw(/problem\(s\) in the master data/);
  });

  it('refuses an identifier that leads to two records', () => {
    put('carriers.yaml', carrier('SWFT', 'same') + carrier('NRDX', 'same'));
    expect(checkMasterData(folder).problems.map(({ code }) => code)).to.deep.equal([
      'CD_MASTER_DATA_AMBIGUOUS',
    ]);
  });

  it('refuses tiers of an agreement that are out of order, naming the limit', () => {
    const sample = join(import.meta.dirname, '../../../canonical-schemas/rate-agreement/valid');
    const agreement = readFileSync(join(sample, 'weight-tiers-and-fuel.json'), 'utf8');
    put('rate-agreements.json', `[${agreement.replace('"upTo": "500",', '')}]`);
    const [problem, ...others] = checkMasterData(folder).problems;
    expect(others).to.deep.equal([]);
    expect(problem?.message).to.contain('/freight/0/tiers/1 follows a tier without upTo');
  });

  it('refuses two tax rules in force at once that no condition tells apart, and takes a newer version', () => {
    const rule = (id: string, version: string, from: string, rate: string) =>
      `- { id: ${id}, version: "${version}", effective: { from: "${from}" }, jurisdiction: DE, customerStatus: taxable, code: V${rate}, rate: "${rate}" }\n`;
    const standard = rule('DE', '1', '2026-01-01', '19') + rule('DE', '2', '2026-07-01', '16');
    put('tax-rules.yaml', standard);
    expect(checkMasterData(folder).problems).to.deep.equal([]);
    put('tax-rules.yaml', standard + rule('OTHER', '1', '2026-03-01', '19'));
    expect(checkMasterData(folder).problems.map(({ message }) => message)).to.deep.equal([
      'tax rules DE version 2 and OTHER version 1 fit equally well on 2026-07-01 and differ',
    ]);
  });

  it('refuses a folder of a tenant that the site does not have', () => {
    mkdirSync(join(folder, 'tenants/hooly'), { recursive: true });
    const { problems } = checkMasterData(folder, ['hooli']);
    expect(problems.map(({ code, parameters }) => [code, parameters.tenant])).to.deep.equal([
      ['CD_MASTER_DATA_TENANT', 'hooly'],
    ]);
  });

  it('is empty without a folder', () => {
    expect(loadMasterData(null).list('customer')).to.deep.equal([]);
  });
});
