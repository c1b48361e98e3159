import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';
import { expect } from 'chai';
import { type MqttConnection, openMqtt } from '../../../connect/mqtt/client.ts';
import { inbox } from '../../support/inbox.ts';
import { connectionTo } from '../support.ts';

/** A handler that takes its time, as one does that waits for room. */
describe('openMqtt while a message is handled', () => {
  let broker: Aedes;
  let server: Server;
  let sockets: Socket[];
  let open: MqttConnection[];
  let pings: ReturnType<typeof inbox<string>>;
  beforeEach(async () => {
    broker = await Aedes.createBroker();
    pings = inbox();
    broker.on('ping', (_packet, client) => pings.add(client.id));
    sockets = [];
    open = [];
    server = createServer({ noDelay: true }, (socket) => {
      sockets.push(socket);
      broker.handle(socket);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    await Promise.all(open.map((one) => one.close()));
    await new Promise<void>((resolve) => broker.close(resolve));
    server.close();
  });

  const client = (options: Partial<Parameters<typeof openMqtt>[1]>): MqttConnection => {
    const { port } = server.address() as AddressInfo;
    const one = openMqtt(connectionTo(`mqtt://127.0.0.1:${port}`), {
      ...{ clientId: 'crossdock', problem: () => {}, reconnectMs: 20, ...options },
    });
    open.push(one);
    return one;
  };

  it('outlives its keep-alive several times over, and then acknowledges on the same connection', async () => {
    const room = Promise.withResolvers<void>();
    const got = inbox<string>();
    const connected = inbox<number>();
    const acknowledged = inbox<number>();
    broker.on('ack', (packet) => packet && acknowledged.add(1));
    const receiver = client({
      ...{ topics: ['t'], keepAliveSeconds: 1, connected: () => connected.add(1) },
      handle: async ({ payload }) => {
        got.add(payload.toString());
        await room.promise;
      },
    });
    await receiver.ready();
    const sender = client({ clientId: 'carrier' });
    await sender.ready();
    for (const text of ['one', 'two']) await sender.publish('t', text);
    await got.reach(1);
    // Both sides would have given up after 1.5 s without them.
    await pings.reach(7);
    expect([got.all, acknowledged.all, connected.all.length, receiver.connected]).to.deep.equal([
      ['one'],
      [],
      1,
      true,
    ]);
    room.resolve();
    await acknowledged.reach(2);
    expect([got.all, connected.all.length]).to.deep.equal([['one', 'two'], 1]);
  });

  it('leaves what follows with the broker, whatever its size', async () => {
    const room = Promise.withResolvers<void>();
    const got = inbox<number>();
    const receiver = client({
      ...{ topics: ['t'], keepAliveSeconds: 1 },
      handle: async ({ payload }) => {
        got.add(payload.length);
        await room.promise;
      },
    });
    await receiver.ready();
    const sender = client({ clientId: 'carrier' });
    await sender.ready();
    const size = 1_000_000;
    const sent = Promise.all(
      Array.from({ length: 40 }, () => sender.publish('t', Buffer.alloc(size)).catch(() => {})),
    );
    await got.reach(1);
    // By the third ping all has been sent that ever will be.
    await pings.reach(3);
    const [receiving] = sockets;
    const inKernel = (receiving?.bytesWritten ?? 0) - (receiving?.writableLength ?? 0);
    expect(inKernel).to.be.below(12 * size);
    room.resolve();
    await got.reach(40);
    await sent;
    expect(got.all).to.have.length(40);
  });

  it('closes at once, and the broker sends the message again to the next connection', async () => {
    const stuck = client({ topics: ['t'], handle: () => new Promise(() => {}) });
    await stuck.ready();
    const sender = client({ clientId: 'carrier' });
    await sender.ready();
    await sender.publish('t', 'one');
    await stuck.close();
    const got = inbox<string>();
    client({ topics: ['t'], handle: async ({ payload }) => got.add(payload.toString()) });
    await got.reach(1);
    expect(got.all).to.deep.equal(['one']);
  });
});
