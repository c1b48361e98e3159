import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import express from 'express';
import { openMqtt } from '../../connect/mqtt/client.ts';
import type { NodeRuntime } from '../../node-kit/node-runtime.ts';
import { runtime as apiIn } from '../../nodes/api-in/runtime.ts';
import { runtime as eventIn } from '../../nodes/event-in/runtime.ts';
import { runtime as sftpIn } from '../../nodes/sftp-in/runtime.ts';
import { runtime as soapIn } from '../../nodes/soap-in/runtime.ts';
import { Exchange } from '../../partners/exchange/sftp-server.ts';
import { MqttBroker } from '../../partners/mqtt-broker.ts';
import type { SystemConfig } from '../../runtime/face.ts';
import { createGateway } from '../../runtime/gateway/create-gateway.ts';
import { Routes } from '../../runtime/gateway/routes.ts';
import { type DeployedNode, type DeployOptions, deploy } from '../support/deploy-node.ts';
import { type DurableEntry, durableEntry } from '../support/durable-entry.ts';
import { inbox } from '../support/inbox.ts';
import { testSite } from '../support/runtime/test-site.ts';

const wsdl = readFileSync(new URL('../../flows/system-legacy-erp/wsdl/credit.wsdl', import.meta.url), 'utf8');
const turn = () => new Promise(setImmediate);

/** Each kind of entry with its real protocol and a real ledger, where two messages make it full. */
describe('an entry without room', () => {
  let ledger: DurableEntry;
  let nodes: DeployedNode[];
  beforeEach(async () => {
    ledger = await durableEntry(undefined, { count: 2 });
    nodes = [];
  });
  afterEach(async () => {
    await Promise.all(nodes.map((node) => node.close()));
    await ledger.close();
  });

  async function start(
    runtime: NodeRuntime,
    config: Record<string, unknown>,
    around: DeployOptions = {},
  ): Promise<DeployedNode> {
    const outputs = runtime.definition.outputs as readonly string[];
    const node = deploy(runtime, config, { ...ledger.surroundings(outputs), ...around });
    nodes.push(node);
    await turn();
    return node;
  }
  const finishOne = async () => {
    const [first] = await ledger.messages();
    if (first) await ledger.finish(first.envelope.id);
  };
  const finishAll = async () => {
    for (const { envelope } of await ledger.messages()) await ledger.finish(envelope.id);
  };

  describe('over HTTP', () => {
    let server: Server;
    let url: string;
    let logs: string[];
    afterEach(() => void server.close());

    async function listen(node: DeployedNode): Promise<void> {
      const routes = new Routes();
      for (const route of node.routes) routes.add(route, { id: 'n', type: 't' });
      logs = [];
      const log = (_level: string, text: string) => void logs.push(text);
      const gateway = createGateway({
        routes,
        site: testSite,
        log,
        flowsRun: () => true,
        ledger: { reply: null, message: null } as never,
      });
      server = createServer(express().use('/api', gateway)).listen(0, '127.0.0.1');
      await once(server, 'listening');
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
    }

    const orders = { method: 'POST', path: '/orders', access: 'public', key: 'number', idempotency: 'id' };
    const send = (id: string) =>
      fetch(`${url}/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id, number: id }),
      });

    it('answers 429 with Retry-After, and takes the repeat in once when there is room', async () => {
      await listen(await start(apiIn, orders));
      expect([(await send('1')).status, (await send('2')).status]).to.deep.equal([202, 202]);
      const refused = await send('3');
      expect([refused.status, refused.headers.get('content-type')]).to.deep.equal([
        429,
        'application/problem+json',
      ]);
      expect(Number(refused.headers.get('retry-after'))).to.be.within(1, 60);
      expect(await refused.json()).to.include({ code: 'CD_RUN_BACKPRESSURE', status: 429 });
      expect(logs).to.deep.equal([]);
      await finishOne();
      expect([(await send('3')).status, await ledger.messages()]).to.have.nested.property('[1].length', 2);
      await finishOne();
      expect((await send('3')).status).to.equal(200);
    });

    it('lets no more in than there is room for, however many come at once', async () => {
      await listen(await start(apiIn, orders));
      const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => send(String(n))));
      const count = (status: number) => answers.filter((answer) => answer.status === status).length;
      expect([count(202), count(429), (await ledger.messages()).length]).to.deep.equal([2, 198, 2]);
    });

    it('refuses a large body before it is sent', async () => {
      await listen(await start(apiIn, orders));
      await send('1');
      await send('2');
      const call = request(`${url}/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': 90_000 },
      });
      call.flushHeaders();
      const [response] = await once(call, 'response');
      expect(response.statusCode).to.equal(429);
      call.destroy();
    });

    for (const [version, contentType, namespace, code] of [
      ['1.1', 'text/xml', 'http://schemas.xmlsoap.org/soap/envelope/', '<faultcode>soap:Server'],
      ['1.2', 'application/soap+xml', 'http://www.w3.org/2003/05/soap-envelope', '<soap:Value>soap:Receiver'],
    ] as const) {
      it(`answers a fault of the receiver’s in SOAP ${version} that may be repeated`, async () => {
        const node = await start(
          soapIn,
          {
            ...{ wsdl: 'wsdl/credit.wsdl', path: '/credit', callers: 'erp', key: 'order' },
            ...{ idempotency: 'requestId', mode: 'accept' },
          },
          { packFiles: { 'wsdl/credit.wsdl': wsdl } },
        );
        await listen(node);
        const block = (id: string) =>
          fetch(`${url}/credit`, {
            method: 'POST',
            headers: {
              'content-type': `${contentType}; charset=utf-8`,
              authorization: `Basic ${Buffer.from('acme:secret').toString('base64')}`,
            },
            body: `<s:Envelope xmlns:s="${namespace}"><s:Body><c:BlockOrder xmlns:c="urn:northwind:credit:v1"><c:requestId>${id}</c:requestId><c:order>${id}</c:order><c:reason>x</c:reason></c:BlockOrder></s:Body></s:Envelope>`,
          });
        expect([(await block('1')).status, (await block('2')).status]).to.deep.equal([200, 200]);
        const refused = await block('3');
        expect([refused.status, refused.headers.get('content-type')]).to.deep.equal([
          500,
          `${contentType}; charset=utf-8`,
        ]);
        expect(Number(refused.headers.get('retry-after'))).to.be.within(1, 60);
        const text = await refused.text();
        expect(text).to.contain(namespace).and.to.contain(code).and.to.contain('CD_RUN_BACKPRESSURE');
        await finishOne();
        expect((await block('3')).status).to.equal(200);
        expect(await ledger.messages()).to.have.length(2);
      });
    }
  });

  it('moves no file, and goes on where it stopped', async () => {
    const root = mkdtempSync(join(tmpdir(), 'crossdock-pressure-'));
    const folder = join(root, 'acme/inbox');
    mkdirSync(folder, { recursive: true });
    const exchange = new Exchange(root, [{ username: 'crossdock', password: 'pw', home: '' }]);
    const port = await exchange.listen(0);
    const system: SystemConfig = {
      ...{ name: 'exchange', protocol: 'sftp', baseUrl: `sftp://127.0.0.1:${port}` },
      auth: { kind: 'basic', username: 'crossdock', password: 'pw' },
      hostKey: exchange.fingerprint,
      ...{ timeoutMs: 2000, maxConcurrent: 2, circuitBreaker: { failures: 5, openMs: 100 } },
    };
    try {
      const node = await start(
        sftpIn,
        { system: 'exchange', folder: '/acme/inbox', schedule: 'mailboxes', settleSeconds: 0 },
        { systems: { exchange: system } },
      );
      for (const name of ['1.edi', '2.edi', '3.edi', '4.edi']) writeFileSync(join(folder, name), name);
      const poll = () => node.schedules[0]!.task(new Date()).catch((thrown: { code: string }) => thrown.code);
      expect(await poll()).to.equal('CD_RUN_BACKPRESSURE');
      const left = () =>
        ['1.edi', '2.edi', '3.edi', '4.edi'].filter((name) => existsSync(join(folder, name)));
      expect([left(), existsSync(join(folder, 'processing/3.edi'))]).to.deep.equal([
        ['3.edi', '4.edi'],
        false,
      ]);
      expect(node.logs).to.deep.equal([]);
      await finishAll();
      expect(await poll()).to.equal(undefined);
      expect([left(), await ledger.messages()]).to.have.nested.property('[1].length', 2);
    } finally {
      await Promise.all(nodes.splice(0).map((node) => node.close()));
      await exchange.close();
      rmSync(root, { recursive: true });
    }
  });

  describe('over MQTT', () => {
    let broker: MqttBroker;
    let accepted: ReturnType<typeof inbox<string>>;
    let green: ReturnType<typeof inbox<string>>;
    beforeEach(async () => {
      broker = new MqttBroker({ username: 'crossdock', password: 'pw' });
      await broker.listen(0);
      accepted = inbox();
      green = inbox();
    });
    afterEach(async () => {
      await Promise.all(nodes.splice(0).map((node) => node.close()));
      await broker.close();
    });
    const system = (): SystemConfig => ({
      ...{ name: 'tms', protocol: 'mqtt', baseUrl: `mqtt://127.0.0.1:${broker.port}` },
      ...{ auth: { kind: 'basic', username: 'crossdock', password: 'pw' }, timeoutMs: 2000 },
      ...{ maxConcurrent: 2, circuitBreaker: { failures: 5, openMs: 100 } },
    });
    async function subscribe(waits = inbox<number>()): Promise<DeployedNode> {
      const durable = ledger.surroundings(['event', 'refused']);
      const node = await start(
        eventIn,
        { system: 'tms', topic: 't', key: 'id', idempotency: 'id' },
        {
          systems: { tms: system() },
          onStatus: (text) => text === 't' && green.add(text),
          accept: async (arrival) => {
            const outcome = await durable.accept(arrival);
            if (outcome.outcome === 'accepted') accepted.add(outcome.id);
            return outcome;
          },
          room: (gone) => {
            waits.add(1);
            return Promise.race([
              durable.room(),
              new Promise<void>((_, reject) =>
                gone?.addEventListener('abort', () => reject(new Error('gone'))),
              ),
            ]);
          },
        },
      );
      return node;
    }
    async function publish(...ids: string[]): Promise<void> {
      const carrier = openMqtt(system(), { clientId: 'carrier', problem: () => {}, reconnectMs: 20 });
      await carrier.ready();
      for (const id of ids) await carrier.publish('t', JSON.stringify({ id }));
      await carrier.close();
    }
    const identities = async () =>
      (await ledger.messages()).map(({ idempotencyKey }) => idempotencyKey.split(':').at(-1));

    it('acknowledges nothing and reads nothing more, then goes on in order', async () => {
      const waits = inbox<number>();
      const acknowledged = inbox<number>();
      await subscribe(waits);
      await green.reach(1);
      broker.broker?.on('ack', (packet) => packet && acknowledged.add(1));
      await publish('1', '2', '3', '4');
      await waits.reach(1);
      await acknowledged.reach(2);
      expect([accepted.all.length, acknowledged.all.length, waits.all.length]).to.deep.equal([2, 2, 1]);
      await finishAll();
      await acknowledged.reach(4);
      expect(await identities()).to.deep.equal(['3', '4']);
    });

    it('loses and doubles nothing when the broker restarts meanwhile', async () => {
      const waits = inbox<number>();
      await subscribe(waits);
      await green.reach(1);
      await publish('1', '2', '3', '4');
      await waits.reach(1);
      await broker.restart();
      await waits.reach(2);
      expect(await identities()).to.deep.equal(['1', '2']);
      await finishAll();
      await accepted.reach(4);
      expect(await identities()).to.deep.equal(['3', '4']);
    });

    it('loses and doubles nothing when we restart meanwhile', async () => {
      const waits = inbox<number>();
      const node = await subscribe(waits);
      await green.reach(1);
      await publish('1', '2', '3', '4');
      await waits.reach(1);
      await node.close();
      nodes.length = 0;
      await finishAll();
      await subscribe(waits);
      await accepted.reach(4);
      expect(await identities()).to.deep.equal(['3', '4']);
      expect(accepted.all).to.have.length(4);
    });
  });
});
