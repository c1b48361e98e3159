import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type CliProcess, runCli } from './run-cli.ts';

describe('crossdock start', function () {
  this.timeout(240_000);
  let folder: string;
  let site: string;
  let env: Record<string, string>;
  let running: CliProcess;
  let url: string;
  let password: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-start-'));
    cpSync(join(import.meta.dirname, '../fixtures'), folder, { recursive: true });
    site = join(folder, 'sites/small.yaml');
    env = envOf('data');
    running = runCli(['start', site, '--quiet'], env);
    [, url = ''] = await running.saw(/status page\s+(\S+)\/tower\//);
    [, password = ''] = await running.saw(/login\s+admin \/ (\S+)/);
  });
  after(async () => {
    running.child.kill('SIGKILL');
    await running.ended();
    rmSync(folder, { recursive: true, force: true });
  });

  const envOf = (data: string) => ({ CROSSDOCK_DATA: join(folder, data), CROSSDOCK_PORT: '0' });

  it('serves health, and asks for a login in editor and tower', async () => {
    expect((await fetch(`${url}/health`)).status).to.equal(200);
    expect((await fetch(`${url}/editor/flows`)).status).to.equal(401);
    expect((await fetch(`${url}/tower/api/status`)).status).to.equal(401);
    expect((await fetch(`${url}/editor/crossdock/pickers/systems`)).status).to.equal(401);
  });

  it('ends with 0 on SIGTERM, and shows its password once and never in a file', async () => {
    const first = runCli(['start', site, '--quiet'], envOf('another'));
    const [, shown = ''] = await first.saw(/login\s+admin \/ (\S+)/);
    first.child.kill('SIGTERM');
    expect(await first.ended(), first.text()).to.equal(0);
    expect(first.text()).to.include('stopped');
    expect(readFileSync(join(folder, 'another/logs/crossdock.log'), 'utf8')).not.to.include(shown);
    const again = runCli(['start', site, '--quiet'], envOf('another'));
    await again.saw(/login\s+admin, with the password you have/);
    again.child.kill('SIGKILL');
    await again.ended();
  });

  it('keeps a second process off its data folder', async () => {
    const second = runCli(['start', site], env);
    expect(await second.ended()).to.equal(1);
    expect(second.text()).to.include('CD_LEDGER_LOCKED');
  });

  it('starts no partners on a data folder that is in use', async () => {
    const withPartners = join(folder, 'sites/partners.yaml');
    const program = join(folder, 'sites/partners.ts');
    writeFileSync(program, "console.error('partners were started');\n");
    writeFileSync(withPartners, `${readFileSync(site, 'utf8')}\npartners: partners.ts\n`);
    const second = runCli(['start', withPartners], env);
    expect(await second.ended()).to.equal(1);
    expect(second.text()).to.include('CD_LEDGER_LOCKED').and.not.to.include('partners were started');
  });

  it('writes a deploy to the pack, offers pickers, and keeps the old flows when the write is refused', async () => {
    const headers = await signedIn(url, password);
    const flows = await (await fetch(`${url}/editor/flows`, { headers })).json();
    const tabFile = join(folder, 'packs/orders/tabs/orders-in.yaml');
    const deploy = async (name: string) => {
      const { rev } = await (await fetch(`${url}/editor/flows`, { headers })).json();
      const body = {
        rev,
        flows: flows.flows.map((node: { id: string }) => (node.id === '12e4' ? { ...node, name } : node)),
      };
      return fetch(`${url}/editor/flows`, { method: 'POST', headers, body: JSON.stringify(body) });
    };
    expect((await deploy('mark')).status).to.equal(200);
    expect(readFileSync(tabFile, 'utf8')).to.include('    name: mark\n');

    const pickers = await (await fetch(`${url}/editor/crossdock/pickers/systems`, { headers })).text();
    expect(JSON.parse(pickers).options).to.deep.equal([{ value: 'erp', label: 'erp', detail: 'odata' }]);
    expect((await fetch(`${url}/editor/crossdock/pickers/secrets`, { headers })).status).to.equal(404);
    expect(
      (await fetch(`${url}/editor/crossdock/pickers/pack-files?folder=../..`, { headers })).status,
    ).to.equal(400);

    writeFileSync(tabFile, `${readFileSync(tabFile, 'utf8')}# by hand\n`);
    expect((await deploy('other')).status).to.be.greaterThan(399);
    expect(readFileSync(tabFile, 'utf8')).to.include('# by hand').and.to.include('name: mark');
    expect((await fetch(`${url}/health`)).status).to.equal(200);
  });

  it('has no function nodes and installs nothing', async () => {
    const headers = await signedIn(url, password);
    const nodes = await (
      await fetch(`${url}/editor/nodes`, { headers: { ...headers, accept: 'application/json' } })
    ).json();
    const types = nodes.flatMap((set: { types: string[] }) => set.types);
    expect(types).to.include('change').and.not.to.include('function').and.not.to.include('exec');
    const install = await fetch(`${url}/editor/nodes`, {
      method: 'POST',
      headers,
      body: '{"module":"left-pad"}',
    });
    expect(install.status).to.be.greaterThan(399);
  });
});

async function signedIn(url: string, password: string): Promise<Record<string, string>> {
  const response = await fetch(`${url}/editor/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_id: 'node-red-editor',
      grant_type: 'password',
      scope: '*',
      username: 'admin',
      password,
    }),
  });
  const { access_token } = (await response.json()) as { access_token: string };
  return {
    authorization: `Bearer ${access_token}`,
    'node-red-api-version': 'v2',
    'content-type': 'application/json',
  };
}
