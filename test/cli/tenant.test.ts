import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { runCommand } from '../../cli/run-command.ts';

const root = join(import.meta.dirname, '..', '..');

describe('crossdock tenant', () => {
  let folder: string;
  let site: string;
  let said: string[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-tenant-'));
    for (const part of ['flows', 'sites']) cpSync(join(root, part), join(folder, part), { recursive: true });
    site = join(folder, 'sites/demo.yaml');
    writeFileSync(site, readFileSync(site, 'utf8').replace(/^partners:.*$/m, ''));
    said = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const crossdock = (...args: string[]): Promise<number> => {
    const tell = (line: string) => void said.push(line);
    return runCommand(args, { out: tell, error: tell }, {});
  };
  const takeOn = (id: string, ...more: string[]) =>
    crossdock('tenant', 'new', id, site, '--from', 'client', '--set', 'name=Hooli Stores', ...more);
  const everything = (): Record<string, string> =>
    Object.fromEntries(
      globSync('**/*.{yaml,json,md}', { cwd: folder }).map((path) => [
        path,
        readFileSync(join(folder, path), 'utf8'),
      ]),
    );

  it('writes site entries, a pack and master data that the checks find fine', async () => {
    expect(await takeOn('hooli', '--set', 'customer=NORTH'), said.join('\n')).to.equal(0);
    expect(said).to.include('Still to provide: file:demo/secrets/hooli-erp');
    const { tenants, systemOfRecord } = parse(readFileSync(site, 'utf8'));
    expect(tenants.hooli).to.deep.equal({
      ...{ name: 'Hooli Stores', timeZone: 'Europe/Berlin', systems: { erp: 'hooli-erp' } },
    });
    expect(systemOfRecord.customer).to.deep.equal({ owner: 'erp', tenants: { hooli: 'hooli-erp' } });
    for (const name of ['hooli-erp', 'hooli-api']) {
      writeFileSync(join(folder, 'sites/demo/secrets', name), 'secret');
    }
    expect(await crossdock('site', 'check', site), said.join('\n')).to.equal(0);
    expect(await crossdock('pack', 'lint', site), said.join('\n')).to.equal(0);
    expect(said.at(-1)).to.include('0 error(s), 0 warning(s)');
    expect(await crossdock('tenant', 'list', site)).to.equal(0);
    expect(said.at(-1)).to.equal('hooli  Hooli Stores  erp = hooli-erp');
  });

  it('keeps every other line and comment of the site file', async () => {
    const before = readFileSync(site, 'utf8').split('\n');
    await takeOn('hooli');
    const after = new Set(readFileSync(site, 'utf8').split('\n'));
    const gone = before.filter((line) => !after.has(line));
    expect(
      gone.every((line) => /^ {2}(customer|item):/.test(line)),
      gone.join('\n'),
    ).to.equal(true);
  });

  it('takes on a second client beside the first', async () => {
    expect([await takeOn('hooli'), await takeOn('initrode')], said.join('\n')).to.deep.equal([0, 0]);
    const { packs } = parse(readFileSync(site, 'utf8'));
    expect(packs).to.include({
      'client-orders': '1.0.0',
      'tenant-hooli': '1.0.0',
      'tenant-initrode': '1.0.0',
    });
  });

  it('builds on a pack without which the site does not start', async () => {
    await takeOn('hooli');
    for (const name of ['hooli-erp', 'hooli-api']) {
      writeFileSync(join(folder, 'sites/demo/secrets', name), 'secret');
    }
    writeFileSync(site, readFileSync(site, 'utf8').replace(/^ *client-orders:.*\n/m, ''));
    expect(await crossdock('site', 'check', site)).to.equal(1);
    expect(said.at(-1)).to.match(/CD_PACK_NEEDED .*pack tenant-hooli needs pack client-orders/);
  });

  it('refuses to overwrite a tenant, a pack or master data that is there', async () => {
    await takeOn('hooli');
    const before = everything();
    expect(await takeOn('hooli')).to.equal(1);
    expect(said.at(-1)).to.include('CD_TENANT_EXISTS tenant hooli');
    cpSync(join(folder, 'flows/tenant-hooli'), join(folder, 'flows/tenant-other'), { recursive: true });
    expect(await takeOn('other')).to.equal(1);
    expect(said.at(-1)).to.include('CD_TENANT_EXISTS the folder');
    rmSync(join(folder, 'flows/tenant-other'), { recursive: true });
    expect(everything()).to.deep.equal(before);
  });

  it('leaves nothing behind when the site would not start with the tenant', async () => {
    const file = join(folder, 'sites/templates/client/master-data/customers.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('taxStatus: taxable', 'taxStatus: sometimes'));
    const before = everything();
    expect(await takeOn('hooli')).to.equal(1);
    expect(said.at(-1)).to.match(/CD_TENANT_UNUSABLE[\s\S]*customers\.yaml:\d+:\d+: customer \/taxStatus/);
    expect(everything()).to.deep.equal(before);
    expect(existsSync(join(folder, 'flows/tenant-hooli'))).to.equal(false);
  });

  it('names a parameter that the template does not have, or that it needs', async () => {
    expect(await takeOn('hooli', '--set', 'nmae=x')).to.equal(1);
    expect(said.at(-1)).to.include('has no parameter nmae');
    expect(await crossdock('tenant', 'new', 'hooli', site, '--from', 'client')).to.equal(1);
    expect(said.at(-1)).to.include('needs a value for name');
  });

  for (const name of ['A: "B" # {c}', 'Hooli\nadmin: true', "'Hooli", 'Hooli:', ' Hooli', 'a \\ b']) {
    it(`refuses ${JSON.stringify(name)} as a name, which its files could not hold`, async () => {
      const before = everything();
      expect(await takeOn('hooli', '--set', `name=${name}`)).to.equal(1);
      expect(said.at(-1)).to.match(/CD_TENANT_PARAMETER[\s\S]*cannot write .* of name into its files/);
      expect(everything()).to.deep.equal(before);
    });
  }

  it('takes a name with an apostrophe, an ampersand and letters of any script', async () => {
    expect(await takeOn('hooli', '--set', "name=Ben & Jerry's Łódź (冷), 2. Lager")).to.equal(0);
    const file = join(folder, 'sites/demo/master-data/tenants/hooli/billing-entities.yaml');
    expect(parse(readFileSync(file, 'utf8'))[0].name).to.equal("Ben & Jerry's Łódź (冷), 2. Lager");
  });

  it('lets its mappings be explained before its secrets are there', async () => {
    expect(await takeOn('hooli')).to.equal(0);
    const names = globSync('flows/tenant-hooli/mappings/*.mapping.yaml', { cwd: folder });
    const name = /mapping: (\S+)/.exec(readFileSync(join(folder, names[0] ?? ''), 'utf8'))?.[1] ?? '';
    expect(await crossdock('mapping', 'explain', name, site), said.at(-1)).to.equal(0);
  });

  it('names the line of a placeholder without a value, and a template or id that cannot be', async () => {
    const file = join(folder, 'sites/templates/client/pack/pack.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('lifecycle: active', 'lifecycle: {{stage}}'));
    expect(await takeOn('hooli')).to.equal(1);
    expect(said.at(-1)).to.match(/CD_TENANT_TEMPLATE .*pack\.yaml:4: there is no parameter stage/);
    expect(await crossdock('tenant', 'new', 'hooli', site, '--from', 'nothing')).to.equal(1);
    expect(said.at(-1)).to.include('there is no such template');
    expect(await takeOn('Hooli')).to.equal(1);
    expect(said.at(-1)).to.include('CD_TENANT_ID');
    expect(await crossdock('tenant', 'new', 'hooli', site)).to.equal(2);
  });
});

describe('crossdock mapping', () => {
  const site = join(root, 'sites/demo.yaml');
  const explain = async (...args: string[]): Promise<readonly [number, string[]]> => {
    const said: string[] = [];
    const tell = (line: string) => void said.push(line);
    const code = await runCommand(['mapping', 'explain', ...args], { out: tell, error: tell }, {});
    return [code, said];
  };

  it('tells the layer, file and line that decided each field and table entry', async () => {
    const [code, said] = await explain('acme-850-to-sales-order', site);
    expect(code, said.join('\n')).to.equal(0);
    expect(said[0]).to.equal(
      'acme-850-to-sales-order 1.0.0: base-850-to-sales-order (base) → acme-850-to-sales-order (partner)',
    );
    const text = said.join('\n');
    expect(text).to.match(
      /customer\.id +lookup of customer by acme [^\n]+\n +partner {2}partner-acme\/mappings\/acme-850/,
    );
    expect(text).to.match(/table units EA = "C62" {2}base {2}partner-acme\/mappings\/base/);
  });

  it('tells of one field alone, and names the mappings there are for one that is not', async () => {
    const [, said] = await explain('acme-850-to-sales-order', site, '--field', 'currency');
    expect(said).to.have.length(3);
    const [code, error] = await explain('acme-850', site);
    expect([code, error[0]]).to.satisfy(
      ([exit, text]: [number, string]) => exit === 1 && /acme-850-to-sales-order/.test(text),
    );
  });
});
