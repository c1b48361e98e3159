import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkSite, loadSite } from '../../../runtime/site/load-site.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');
const before = [
  'site: t',
  'environment: test',
  'timeZone: Europe/Berlin',
  `packFolder: ${join(fixtures, 'packs')}`,
  'packs: { orders: 1.0.0 }',
  'tenants: { a: { name: A }, b: { name: B } }',
  'editor: { pack: orders }',
  'systems:',
  ...['erp', 'finance', 'wms'].map((name) => `  ${name}: { protocol: rest, baseUrl: "http://x" }`),
  'systemOfRecord:',
];

describe('the ownership matrix of a site', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-matrix-'));
    file = join(folder, 'site.yaml');
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (...lines: string[]): string => {
    writeFileSync(file, [...before, ...lines.map((line) => `  ${line}`)].join('\n'));
    return file;
  };
  /** Each problem as `<line of those given>: <text>`. */
  const problems = (...lines: string[]): string[] =>
    checkSite(write(...lines), {}).problems.map(({ message }) => {
      const [, line = '', text = ''] = /^[^:]+:(\d+):\d+: (.*)$/.exec(message) ?? [];
      return `${Number(line) - before.length}: ${text}`;
    });

  it('takes an owner alone, or what differs by tenant and field, and who is told', () => {
    const { systemOfRecord } = loadSite(
      write(
        'item: erp',
        'tax-rule: site',
        'customer:',
        '  owner: erp',
        '  tenants: { b: wms }',
        '  fields: { credit: { owner: finance, fields: [blocked, paymentTerms] } }',
        '  subscribers: [wms]',
      ),
      {},
    );
    const alone = { tenants: {}, groups: {}, subscribers: [] };
    expect(systemOfRecord).to.deep.equal({
      item: { owner: 'erp', ...alone },
      'tax-rule': { owner: 'site', ...alone },
      customer: {
        owner: 'erp',
        tenants: { b: 'wms' },
        groups: { credit: { owner: 'finance', fields: ['blocked', 'paymentTerms'] } },
        subscribers: ['wms'],
      },
    });
  });

  it('names the line of an owner, tenant or subscriber that the site does not have', () => {
    expect(
      problems(
        'item: ep',
        'customer:',
        '  owner: sap',
        '  tenants: { c: erp, b: sap }',
        '  subscribers: [tms]',
      ),
    ).to.satisfy((told: string[]) =>
      ['1: systemOfRecord.item', '3: ', '4: systemOfRecord.customer.tenants.c', '4: ', '5: '].every(
        (start, index) => told[index]?.startsWith(start),
      ),
    );
  });

  it('refuses a field that the object does not have, that is its id, or that has two owners', () => {
    const told = problems(
      'customer:',
      '  owner: erp',
      '  fields:',
      '    credit: { owner: finance, fields: [blocked, limit] }',
      '    key: { owner: finance, fields: [id] }',
      '    other: { owner: wms, fields: [blocked] }',
      '    owner: { owner: wms, fields: [name] }',
    );
    expect(told[0]).to.match(/^4: .*fields\.1 is no field of customer; there are: .*blocked/);
    expect(told[1]).to.match(/^5: .*is the id/);
    expect(told[2]).to.match(/^6: .*is also in the group credit/);
    expect(told[3]).to.match(/^7: .*no group may have/);
    expect(told).to.have.length(4);
  });

  it('takes systems and partners that bring a business object in beside its owner', () => {
    const { systemOfRecord } = loadSite(
      write(
        'sales-order:',
        '  owner: erp',
        '  sources: [finance, node-red, { system: wms, partners: [acme] }]',
        '  steward: order desk',
        '  tenants: { b: { owner: finance, sources: [wms] } }',
      ),
      {},
    );
    expect(systemOfRecord['sales-order']).to.deep.include({
      ...{ owner: 'erp', steward: 'order desk' },
      sources: [{ system: 'finance' }, { system: 'node-red' }, { system: 'wms', partners: ['acme'] }],
      tenants: { b: { owner: 'finance', sources: [{ system: 'wms' }] } },
    });
  });

  it('refuses what nothing would hold to', () => {
    const told = problems(
      'order-release: erp',
      'customer: { owner: erp, sources: [wms], tenants: { a: { owner: wms, sources: [] } } }',
      'shipment: { owner: erp, subscribers: [wms] }',
      'sales-order: { owner: erp, sources: [sap, { system: sap, partners: [a] }] }',
    );
    expect(told[0]).to.match(/^1: systemOfRecord.order-release is no object that systems write/);
    expect(told[1]).to.match(/^2: .*sources is for business objects only/);
    expect(told[2]).to.match(/^2: .*tenants.a takes sources for business objects only/);
    expect(told[3]).to.match(/^3: .*subscribers is for master data only/);
    expect(told.slice(4).every((text) => text.startsWith('4: systemOfRecord.sales-order.sources'))).to.equal(
      true,
    );
    expect(told).to.have.length(6);
  });

  it('keeps the name site for the files', () => {
    writeFileSync(file, before.join('\n').replace('  wms:', '  site:').replace('systemOfRecord:', ''));
    expect(checkSite(file, {}).problems.map(({ code }) => code)).to.deep.equal(['CD_SITE_FIELD']);
  });
});
