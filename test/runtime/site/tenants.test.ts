import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkSite, loadSite } from '../../../runtime/site/load-site.ts';
import { systemOf } from '../../../runtime/site/tenants.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');
const siteWith = (tenants: string) => `
site: t
environment: test
timeZone: Europe/Berlin
packFolder: ${join(fixtures, 'packs')}
packs: { orders: 1.0.0 }
editor: { pack: orders }
systems:
  erp: { protocol: odata, baseUrl: "http://x" }
  b-erp: { protocol: odata, baseUrl: "http://x" }
  wms: { protocol: rest, baseUrl: "http://x", auth: { kind: bearer, token: "file:not-there" } }
tenants:
  a: { name: A }
  b: ${tenants}
`;

describe('the systems of a tenant', () => {
  let file: string;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-tenants-'));
    file = join(folder, 'site.yaml');
    writeFileSync(join(folder, 'not-there'), 'secret');
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (tenants: string): string => {
    writeFileSync(file, siteWith(tenants).trimStart());
    return file;
  };

  it('stand for those that flows name, for this tenant alone', () => {
    const site = loadSite(write('{ name: B, systems: { erp: b-erp } }'), {});
    expect(['a', 'b', 'c'].map((tenant) => systemOf(site, tenant, 'erp'))).to.deep.equal([
      'erp',
      'b-erp',
      'erp',
    ]);
    expect(systemOf(site, 'b', 'wms')).to.equal('wms');
    expect(systemOf(site, 'b', 'constructor')).to.equal('constructor');
  });

  it('are there and speak the same protocol, or the line is named', () => {
    const { problems } = checkSite(write('{ name: B, systems: { erp: wms, sap: erp } }'), {});
    const [one = '', other = ''] = problems.map(
      ({ code, message }) => `${code} ${message.slice(file.length + 1)}`,
    );
    expect(one).to.match(/^CD_SITE_FIELD 13:.* speaks another protocol than erp: wms$/);
    expect(other).to.match(/^CD_SITE_REFERENCE 13:/);
    expect(problems).to.have.length(2);
  });

  it('can be looked at without their secrets, which are then told', () => {
    rmSync(join(folder, 'not-there'));
    expect(checkSite(write('{ name: B }'), {}).site).to.equal(null);
    const { site, missingSecrets } = checkSite(file, {}, { withoutSecrets: true });
    expect([site?.id, missingSecrets]).to.deep.equal(['t', ['file:not-there']]);
  });
});
