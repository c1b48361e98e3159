import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { probe } from '../../cli/doctor/systems.ts';
import { Exchange } from '../../partners/exchange/sftp-server.ts';
import { MqttBroker } from '../../partners/mqtt-broker.ts';
import type { SystemConfig } from '../../runtime/site/site.ts';

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
