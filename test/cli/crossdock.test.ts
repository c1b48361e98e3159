import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { callCli, runCli } from './run-cli.ts';

const fixtures = join(import.meta.dirname, '../fixtures');

describe('crossdock', function () {
  this.timeout(240_000);
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
    const unknown = await callCli(['fly']);
    expect(unknown.code).to.equal(2);
    expect(unknown.text).to.include("no command 'fly'");
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
      const { code, text } = await callCli(call, env);
      expect(code, call.join(' ')).to.equal(2);
      expect(text, call.join(' '))
        .to.match(new RegExp(`^crossdock ${call[0]}: .+\\.\n`))
        .and.to.include('crossdock start [site]')
        .and.not.to.include('CD_INTERNAL');
    }
  });

  it('checks a site file: 0 when it is fine, 1 with every problem', async () => {
    const good = runCli(['site', 'check', site], env);
    expect(await good.ended(), good.text()).to.equal(0);
    const bad = await callCli(['site', 'check', join(folder, 'sites/bad.yaml')]);
    expect(bad.code).to.equal(1);
    expect(bad.text)
      .to.include('13 problem(s)')
      .and.not.to.match(/\n\s+at /);
  });

  it('names the line of a flow that names a system the site does not have, before a start as at one', async () => {
    const tabFile = join(folder, 'packs/orders/tabs/orders-in.yaml');
    const call = '  - id: ca11\n    type: crossdock-api-call\n    system: shipping\n    wires: []\n';
    writeFileSync(tabFile, `${readFileSync(tabFile, 'utf8')}${call}`);
    const line = readFileSync(tabFile, 'utf8').split('\n').indexOf('    system: shipping') + 1;
    const checked = await callCli(['site', 'check', site], env);
    const start = runCli(['start', site], env);
    const started = { code: await start.ended(), text: start.text() };
    for (const { code, text } of [checked, started]) {
      expect(code).to.equal(1);
      expect(text)
        .to.include(`orders-in.yaml:${line}:13: crossdock-api-call: system names the system shipping`)
        .and.to.include(`site file ${site}`)
        .and.not.to.match(/\n\s+at /);
    }
  });

  it('asks a production site for a password, with its line and a line to copy', async () => {
    writeFileSync(site, readFileSync(site, 'utf8').replace(/^environment: .*$/m, 'environment: production'));
    const line = readFileSync(site, 'utf8').split('\n').indexOf('environment: production') + 1;
    const { code, text } = await callCli(['site', 'check', site], env);
    expect(code).to.equal(1);
    expect(text)
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
    const lint = await callCli(['pack', 'lint', site], env);
    expect(lint.code, lint.text).to.equal(0);
    const list = await callCli(['pack', 'list', site], env);
    expect(list.code).to.equal(0);
    expect(list.text).to.match(/^orders\s+1\.0\.0\s+test\s+1 tab/);
  });

  it('tells what keeps a site from starting, and that it is ready when nothing does', async () => {
    const doctor = await callCli(['doctor', site], { ...env, ERP_URL: 'http://127.0.0.1:1' });
    expect(doctor.code).to.equal(1);
    expect(doctor.text).to.include('FAIL  system erp').and.to.include('1 to fix');
  });

  it('names the faults of a site that cannot start, without a stack', async () => {
    const start = runCli(['start', join(folder, 'sites/bad.yaml')]);
    expect(await start.ended()).to.equal(1);
    expect(start.text())
      .to.include('CD_SITE_SECRET_PLAIN')
      .and.not.to.match(/\n\s+at |hunter2/);
  });
});
