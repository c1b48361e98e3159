import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type CliProcess, runCli } from './run-cli.ts';

const fixtures = join(import.meta.dirname, '../fixtures');

describe('crossdock', function () {
  this.timeout(60_000);
  let folder: string;
  let site: string;
  let env: Record<string, string>;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-cli-'));
    cpSync(fixtures, folder, { recursive: true });
    site = join(folder, 'sites/small.yaml');
    env = { CROSSDOCK_DATA: join(folder, 'data'), CROSSDOCK_PORT: '0' };
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps no password that a failed start made up and never showed', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const failed = runCli(['start', site], { ...env, CROSSDOCK_PORT: String(port) });
    expect(await failed.ended()).to.equal(1);
    taken.close();
    expect(failed.text()).to.include(String(port)).and.not.to.include('    at ');
    expect(existsSync(join(folder, 'data/login.json'))).to.equal(false);
  });

  it('prints help, and explains an unknown command', async () => {
    const help = runCli(['--help']);
    expect(await help.ended()).to.equal(0);
    expect(help.text()).to.include('crossdock start [site]');
    const unknown = runCli(['fly']);
    expect(await unknown.ended()).to.equal(2);
    expect(unknown.text()).to.include("no command 'fly'");
  });

  it('answers arguments it does not know with its usage and 2', async () => {
    const calls: readonly (readonly [string, ...string[]])[] = [
      ['start', '--bogus'],
      ['start', site, 'another'],
      ['doctor', '--bogus'],
      ['site', 'check', '--bogus'],
      ['site', 'mend'],
      ['pack', 'lint', '--bogus'],
      ['pack', 'burn'],
      ['hash-password', 'secret'],
    ];
    for (const call of calls) {
      const refused = runCli(call, env);
      expect(await refused.ended(), call.join(' ')).to.equal(2);
      expect(refused.text(), call.join(' '))
        .to.match(new RegExp(`^crossdock ${call[0]}: .+\\.\n`))
        .and.to.include('crossdock start [site]')
        .and.not.to.include('CD_INTERNAL');
    }
  });

  it('checks a site file: 0 when it is fine, 1 with every problem', async () => {
    expect(await runCli(['site', 'check', site], env).ended()).to.equal(0);
    const bad = runCli(['site', 'check', join(folder, 'sites/bad.yaml')]);
    expect(await bad.ended()).to.equal(1);
    expect(bad.text())
      .to.include('13 problem(s)')
      .and.not.to.match(/\n\s+at /);
  });

  it('names the line of a flow that names a system the site does not have, before a start as at one', async () => {
    const tabFile = join(folder, 'packs/orders/tabs/orders-in.yaml');
    const call = '  - id: ca11\n    type: crossdock-api-call\n    system: shipping\n    wires: []\n';
    writeFileSync(tabFile, `${readFileSync(tabFile, 'utf8')}${call}`);
    const line = readFileSync(tabFile, 'utf8').split('\n').indexOf('    system: shipping') + 1;
    for (const command of [
      ['site', 'check', site],
      ['start', site],
    ]) {
      const refused = runCli(command, env);
      expect(await refused.ended()).to.equal(1);
      expect(refused.text())
        .to.include(`orders-in.yaml:${line}:13: crossdock-api-call: system names the system shipping`)
        .and.to.include(`site file ${site}`)
        .and.not.to.match(/\n\s+at /);
    }
  });

  it('asks a production site for a password, with its line and a line to copy', async () => {
    writeFileSync(site, readFileSync(site, 'utf8').replace(/^environment: .*$/m, 'environment: production'));
    const line = readFileSync(site, 'utf8').split('\n').indexOf('environment: production') + 1;
    const refused = runCli(['site', 'check', site], env);
    expect(await refused.ended()).to.equal(1);
    expect(refused.text())
      .to.include(`small.yaml:${line}:1: a production site needs a password`)
      .and.to.include('\nadmin: { passwordHash: "env:CROSSDOCK_ADMIN_HASH" }\n');
  });

  it('hashes a password from standard input, and refuses a short one', async () => {
    const good = runCli(['hash-password'], {}, 'correct horse battery\n');
    expect(await good.ended()).to.equal(0);
    expect(good.text()).to.match(/^\$2b\$11\$/);
    expect(await runCli(['hash-password'], {}, 'short\n').ended()).to.equal(1);
  });

  it('lints and lists the packs of a site', async () => {
    const lint = runCli(['pack', 'lint', site], env);
    expect(await lint.ended(), lint.text()).to.equal(0);
    const list = runCli(['pack', 'list', site], env);
    expect(await list.ended()).to.equal(0);
    expect(list.text()).to.match(/^orders\s+1\.0\.0\s+test\s+1 tab/);
  });

  it('tells what keeps a site from starting, and that it is ready when nothing does', async () => {
    const doctor = runCli(['doctor', site], { ...env, ERP_URL: 'http://127.0.0.1:1' });
    expect(await doctor.ended()).to.equal(1);
    expect(doctor.text()).to.include('FAIL  system erp').and.to.include('1 to fix');
  });

  it('names the faults of a site that cannot start, without a stack', async () => {
    const start = runCli(['start', join(folder, 'sites/bad.yaml')]);
    expect(await start.ended()).to.equal(1);
    expect(start.text())
      .to.include('CD_SITE_SECRET_PLAIN')
      .and.not.to.match(/\n\s+at |hunter2/);
  });

  describe('start', () => {
    let running: CliProcess;
    let url: string;
    let password: string;
    beforeEach(async () => {
      running = runCli(['start', site, '--quiet'], env);
      [, url = ''] = await running.saw(/status page\s+(\S+)\/tower\//);
      [, password = ''] = await running.saw(/login\s+admin \/ (\S+)/);
    });
    afterEach(async () => {
      running.child.kill('SIGKILL');
      await running.ended();
    });

    it('serves health, asks for a login in editor and tower, and ends with 0 on SIGTERM', async () => {
      expect((await fetch(`${url}/health`)).status).to.equal(200);
      expect((await fetch(`${url}/editor/flows`)).status).to.equal(401);
      expect((await fetch(`${url}/tower/api/status`)).status).to.equal(401);
      expect((await fetch(`${url}/editor/crossdock/pickers/systems`)).status).to.equal(401);
      running.child.kill('SIGTERM');
      expect(await running.ended()).to.equal(0);
      expect(running.text()).to.include('stopped');
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

    it('shows its password once and never in a file', async () => {
      const log = readFileSync(join(folder, 'data/logs/crossdock.log'), 'utf8');
      expect(log).not.to.include(password);
      running.child.kill('SIGTERM');
      await running.ended();
      running = runCli(['start', site, '--quiet'], env);
      await running.saw(/login\s+admin, with the password you have/);
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
