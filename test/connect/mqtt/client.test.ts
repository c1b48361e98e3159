import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';
import { expect } from 'chai';
import { freePort } from '../../../cli/start/free-port.ts';
import {
  type MqttConnection,
  type MqttMessage,
  type MqttOptions,
  openMqtt,
} from '../../../connect/mqtt/client.ts';
import { CrossdockError } from '../../../domain/errors.ts';
import { connectionTo, failure } from '../support.ts';

/** A list that can be waited on. */
function inbox<T>(): { readonly all: T[]; add(value: T): void; reach(count: number): Promise<void> } {
  const all: T[] = [];
  let waiting: { count: number; resolve: () => void }[] = [];
  return {
    all,
    add(value) {
      all.push(value);
      const ready = waiting.filter(({ count }) => all.length >= count);
      waiting = waiting.filter((one) => !ready.includes(one));
      for (const { resolve } of ready) resolve();
    },
    reach: (count) =>
      all.length >= count ? Promise.resolve() : new Promise((resolve) => waiting.push({ count, resolve })),
  };
}

describe('openMqtt', () => {
  let broker: Aedes;
  let server: Server;
  let port: number;
  let sockets: Set<Socket>;
  let open: MqttConnection[];
  let acknowledged: ReturnType<typeof inbox<string>>;
  beforeEach(async () => {
    broker = await Aedes.createBroker({
      authenticate: (_client, username, password, done) =>
        done(null, username === undefined || password?.toString() === 'pw'),
    });
    acknowledged = inbox();
    broker.on('ack', (packet) => packet && 'topic' in packet && acknowledged.add(String(packet.topic)));
    sockets = new Set();
    await listen(await freePort('127.0.0.1'));
    open = [];
  });
  afterEach(async () => {
    await Promise.all(open.map((one) => one.close()));
    await new Promise<void>((resolve) => broker.close(resolve));
    server.close();
  });

  async function listen(on: number): Promise<void> {
    server = createServer({ noDelay: true }, (socket) => {
      sockets.add(socket);
      broker.handle(socket);
    });
    server.listen(on, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  }

  const connection = () => connectionTo(`mqtt://127.0.0.1:${port}`);
  const client = (options: Partial<MqttOptions> = {}): MqttConnection => {
    const one = openMqtt(connection(), {
      clientId: 'crossdock',
      problem: () => {},
      reconnectMs: 20,
      ...options,
    });
    open.push(one);
    return one;
  };
  const send = async (...messages: [topic: string, payload: string][]): Promise<void> => {
    const sender = client({ clientId: 'carrier' });
    await sender.ready();
    for (const [topic, payload] of messages) await sender.publish(topic, payload);
  };

  it('hands over what comes on its topics, in order', async () => {
    const got = inbox<MqttMessage>();
    await client({ topics: ['carrier/+/milestones'], handle: async (message) => got.add(message) }).ready();
    await send(['carrier/SWFT/milestones', 'one'], ['carrier/NRDX/milestones', 'two'], ['other', 'three']);
    await got.reach(2);
    expect(got.all.map(({ payload }) => payload.toString())).to.deep.equal(['one', 'two']);
    expect(got.all[0]).to.include({ topic: 'carrier/SWFT/milestones', duplicate: false, retained: false });
  });

  it('acknowledges a message only when its handler has resolved, and gives the next one then', async () => {
    const got = inbox<string>();
    const safe = Promise.withResolvers<void>();
    const handle = async ({ payload }: MqttMessage): Promise<void> => {
      got.add(payload.toString());
      await safe.promise;
    };
    await client({ topics: ['t'], handle }).ready();
    await send(['t', 'one'], ['t', 'two']);
    await got.reach(1);
    expect(got.all).to.deep.equal(['one']);
    expect(acknowledged.all).to.deep.equal([]);
    safe.resolve();
    await acknowledged.reach(2);
    expect(got.all).to.deep.equal(['one', 'two']);
  });

  it('gets a message again when its handler rejects, before the ones behind it', async () => {
    const got = inbox<string>();
    const problems = inbox<CrossdockError>();
    let failures = 2;
    const handle = async ({ payload }: MqttMessage): Promise<void> => {
      if (failures > 0) {
        failures -= 1;
        throw new CrossdockError('CD_LEDGER_WRITE_FAILED', { file: 'x', reason: 'disk full' });
      }
      got.add(payload.toString());
    };
    await client({ topics: ['t'], handle, problem: (error) => problems.add(error) }).ready();
    await send(['t', 'one'], ['t', 'two']);
    await got.reach(2);
    expect(got.all).to.deep.equal(['one', 'two']);
    expect(problems.all.filter(({ code }) => code === 'CD_LEDGER_WRITE_FAILED')).to.have.length(2);
  });

  it('gets what was sent while it was away', async () => {
    const first = client({ topics: ['t'], handle: async () => {} });
    await first.ready();
    await first.close();
    await send(['t', 'while away']);
    const got = inbox<string>();
    client({ topics: ['t'], handle: async ({ payload }) => got.add(payload.toString()) });
    await got.reach(1);
    expect(got.all).to.deep.equal(['while away']);
  });

  it('comes back by itself when the broker was gone', async () => {
    const got = inbox<string>();
    const problems = inbox<string>();
    const handle = async ({ payload }: MqttMessage): Promise<void> => got.add(payload.toString());
    const receiver = client({ topics: ['t'], handle, problem: ({ code }) => problems.add(code) });
    await receiver.ready();
    server.close();
    for (const socket of sockets) socket.destroy();
    await problems.reach(1);
    expect(receiver.connected).to.equal(false);
    expect((await failure(receiver.publish('t', 'x'))).code).to.equal('CD_CONNECT_REFUSED');
    await listen(port);
    await send(['t', 'back']);
    await got.reach(1);
    expect(problems.all).to.include('CD_CONNECT_REFUSED');
  });

  it('reports a message above the limit, then acknowledges it', async () => {
    const problems = inbox<string>();
    const got = inbox<string>();
    const options = {
      ...{ topics: ['t'], maxPayloadBytes: 10 },
      handle: async ({ payload }: MqttMessage) => got.add(payload.toString()),
      problem: ({ code }: CrossdockError, topic: string | null) => problems.add(`${code} ${topic}`),
    };
    await client(options).ready();
    await send(['t', 'x'.repeat(11)], ['t', 'short']);
    await got.reach(1);
    expect(got.all).to.deep.equal(['short']);
    expect(problems.all).to.deep.equal(['CD_CONNECT_TOO_LARGE t']);
  });

  it('resolves a publish at the PUBACK', async () => {
    const published = inbox<string>();
    broker.on('publish', ({ topic, qos }) => topic === 'out' && published.add(`${topic} ${qos}`));
    const sender = client();
    await sender.ready();
    await sender.publish('out', new Uint8Array([1, 2]), { retain: true });
    expect(published.all).to.deep.equal(['out 1']);
  });

  it('gives up on a PUBACK that never comes', async () => {
    broker.authorizePublish = () => {};
    const sender = openMqtt({ ...connection(), timeoutMs: 200 }, { clientId: 'carrier', problem: () => {} });
    open.push(sender);
    await sender.ready();
    expect((await failure(sender.publish('out', 'x'))).code).to.equal('CD_CONNECT_TIMEOUT');
  });

  it('says when the login is wrong, a topic is closed to it, or nobody is there', async () => {
    const login = { ...connection(), auth: { kind: 'basic', username: 'u', password: 'no' } as const };
    const refused = openMqtt(login, { clientId: 'x', problem: () => {} });
    open.push(refused);
    expect((await failure(refused.ready())).code).to.equal('CD_CONNECT_UNAUTHORIZED');
    const away = openMqtt(connectionTo('mqtt://127.0.0.1:1', { timeoutMs: 100 }), {
      clientId: 'y',
      problem: () => {},
    });
    open.push(away);
    expect((await failure(away.ready())).code).to.equal('CD_CONNECT_TIMEOUT');
    const key = { ...connection(), auth: { kind: 'bearer', token: 't' } as const };
    expect(() => openMqtt(key, { clientId: 'z', problem: () => {} })).to.throw(CrossdockError);
  });

  it('reports a topic that it has no right to', async () => {
    broker.authorizeSubscribe = (_client, subscription, done) =>
      done(null, subscription.topic === 'ok' ? subscription : null);
    const problems = inbox<string>();
    const closed = { topics: ['secret'], handle: async () => {} };
    const receiver = client({ ...closed, problem: ({ code }) => problems.add(code) });
    const error = await failure(receiver.ready());
    expect(error.code).to.equal('CD_CONNECT_UNAUTHORIZED');
    expect(error.message).to.contain('secret');
    expect(problems.all[0]).to.equal('CD_CONNECT_UNAUTHORIZED');
  });
});
