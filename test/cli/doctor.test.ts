import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkStore } from '../../cli/doctor/store.ts';
import { probe } from '../../cli/doctor/systems.ts';
import { Exchange } from '../../partners/exchange/sftp-server.ts';
import { MqttBroker } from '../../partners/mqtt-broker.ts';
import type { SystemConfig } from '../../runtime/site/site.ts';
import { ledgerPlace } from '../support/postgres-ledger.ts';

const system = (more: Partial<SystemConfig>): SystemConfig => ({
  name: 'events',
  protocol: 'mqtt',
  baseUrl: 'mqtt://127.0.0.1:1',
  auth: { kind: 'basic', username: 'crossdock', password: 'right' },
  timeoutMs: 2000,
  maxConcurrent: 1,
  circuitBreaker: { failures: 5, openMs: 1000 },
  ...more,
});
const state = async (config: SystemConfig) => (await probe(config, false)).finding.state;
const wrong = { kind: 'basic', username: 'crossdock', password: 'wrong' } as const;

describe('the doctor’s look at a system', () => {
  it('signs in to a broker', async () => {
    const broker = new MqttBroker({ username: 'crossdock', password: 'right' });
    const baseUrl = `mqtt://127.0.0.1:${await broker.listen(0)}`;
    try {
      expect(await state(system({ baseUrl }))).to.equal('ok');
      const { finding } = await probe(system({ baseUrl, auth: wrong }), false);
      expect(finding).to.include({ state: 'fail' });
      expect(finding.text).to.include('does not accept our credentials');
    } finally {
      await broker.close();
    }
  });

  it('signs in to a mailbox, with its host key', async () => {
    const root = mkdtempSync(join(tmpdir(), 'crossdock-doctor-'));
    const exchange = new Exchange(root, [{ username: 'crossdock', password: 'right', home: '' }]);
    const baseUrl = `sftp://127.0.0.1:${await exchange.listen(0)}`;
    const box = { protocol: 'sftp', baseUrl, hostKey: exchange.fingerprint } as const;
    try {
      expect(await state(system(box))).to.equal('ok');
      expect(await state(system({ ...box, auth: wrong }))).to.equal('fail');
      expect(await state(system({ ...box, hostKey: 'A'.repeat(43) }))).to.equal('fail');
    } finally {
      await exchange.close();
      rmSync(root, { recursive: true, force: true });
    }
  });

  it('takes no open port for a broker', async () => {
    const server = createServer((socket) =>
      socket.on('error', () => {}).end('220 something else\r\n'),
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await state(system({ baseUrl: `mqtt://127.0.0.1:${port}` }))).to.equal('fail');
    server.close();
  });
});

describe('the doctor’s look at a ledger in PostgreSQL', function () {
  this.timeout(240_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-doctor-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const look = async (url: string) => {
    const settings = { url, schema: 'none_yet', worker: null, poolSize: 4, ttlMs: 2_000 };
    const findings = await checkStore(folder, { store: 'postgres', ...settings });
    return findings.find(({ name }) => name === 'ledger');
  };

  it('signs in, and does not become a worker', async () => {
    const { url } = await ledgerPlace();
    expect(await look(url)).to.include({ state: 'ok' });
    expect((await look(url))?.text).to.contain('no ledger yet');
  });

  it('says why a server cannot be reached, without the password', async () => {
    const finding = await look('postgres://crossdock:secret@127.0.0.1:1/x');
    expect(finding).to.include({ state: 'fail' });
    expect(JSON.stringify(finding)).to.contain('127.0.0.1:1').and.not.to.contain('secret');
  });
});
