import { cpSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { hashPassword } from '../../runtime/auth/login.ts';
import { ledgerPlace } from '../support/postgres-ledger.ts';
import { type CliProcess, runCli } from './run-cli.ts';

const password = 'correct horse battery';

describe('crossdock start on one PostgreSQL', function () {
  this.timeout(240_000);
  let folder: string;
  let site: string;
  let env: Record<string, string>;
  const workers: CliProcess[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-workers-'));
    cpSync(join(import.meta.dirname, '../fixtures'), folder, { recursive: true });
    site = join(folder, 'sites/shared.yaml');
    const { url, schema } = await ledgerPlace();
    const small = readFileSync(join(folder, 'sites/small.yaml'), 'utf8');
    const more = [
      `ledger: { store: postgres, url: "env:LEDGER", schema: ${schema} }`,
      'admin: { passwordHash: "env:HASH" }',
    ];
    writeFileSync(site, `${small}\n${more.join('\n')}\n`);
    env = {
      ...{ LEDGER: url, HASH: await hashPassword(password) },
      ...{ CROSSDOCK_DATA: join(folder, 'data'), CROSSDOCK_PORT: '0' },
    };
  });
  after(async () => {
    for (const { child } of workers) child.kill('SIGKILL');
    await Promise.all(workers.map((worker) => worker.ended()));
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (...options: string[]): Promise<{ process: CliProcess; url: string; name: string }> => {
    const process = runCli(['start', site, '--quiet', ...options], env);
    workers.push(process);
    const [, url = ''] = await process.saw(/status page\s+(\S+)\/tower\//);
    const [, name = ''] = await process.saw(/worker\s+(\S+),/);
    return { process, url, name };
  };

  it('brings a second worker up beside the first, in whose sessions both believe, and which follow a deploy', async () => {
    const first = await start();
    expect(first.process.text()).to.contain(`${first.name}, the only one so far`);
    const second = await start('--worker', 'two');
    expect(second.process.text()).to.contain(`two, beside ${first.name}`);

    const signIn = await fetch(`${first.url}/tower/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-crossdock': 'tower' },
      body: JSON.stringify({ username: 'admin', password }),
    });
    expect(signIn.status).to.equal(204);
    const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect((await fetch(`${second.url}/tower/api/status`, { headers: { cookie } })).status).to.equal(200);

    const deployed = await editor(first.url);
    const nodes = deployed.flows.map((node) => (node.id === '12e4' ? { ...node, name: 'told' } : node));
    expect((await deployed.deploy(nodes)).status).to.equal(200);
    await logged(join(folder, 'data/workers/two/logs'), /loaded again.*Started/s);
    const { flows } = await editor(second.url);
    expect(flows.find(({ id }) => id === '12e4')?.name).to.equal('told');

    second.process.child.kill('SIGTERM');
    expect(await second.process.ended()).to.equal(0);
    expect((await fetch(`${first.url}/health`)).status).to.equal(200);
  });

  it('refuses a further worker of a site on SQLite', async () => {
    const alone = runCli(['start', join(folder, 'sites/small.yaml'), '--worker', 'two'], env);
    expect(await alone.ended()).to.equal(1);
    expect(alone.text()).to.contain('CD_START_WORKER_ALONE');
  });
});

/** Resolves when a line of a site's log fits. */
function logged(logFolder: string, pattern: RegExp): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!pattern.test(readFileSync(join(logFolder, 'crossdock.log'), 'utf8'))) return;
      watching.close();
      resolve();
    };
    const watching = watch(logFolder, look);
    look();
  });
}

interface FlowNode {
  readonly id: string;
  readonly name?: string;
}

async function editor(url: string) {
  const signedIn = await fetch(`${url}/editor/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ client_id: 'node-red-editor', grant_type: 'password', scope: '*' },
      ...{ username: 'admin', password },
    }),
  });
  const { access_token } = (await signedIn.json()) as { access_token: string };
  const headers = {
    authorization: `Bearer ${access_token}`,
    'node-red-api-version': 'v2',
    'content-type': 'application/json',
  };
  const { flows, rev } = (await (await fetch(`${url}/editor/flows`, { headers })).json()) as {
    flows: FlowNode[];
    rev: string;
  };
  return {
    flows,
    deploy: (changed: FlowNode[]) =>
      fetch(`${url}/editor/flows`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ rev, flows: changed }),
      }),
  };
}
