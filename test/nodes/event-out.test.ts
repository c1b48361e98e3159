import { expect } from 'chai';
import { type MqttConnection, type MqttMessage, openMqtt } from '../../connect/mqtt/client.ts';
import type { CrossdockError } from '../../domain/errors.ts';
import { readEvent } from '../../nodes/event-in/read-event.ts';
import { runtime } from '../../nodes/event-out/runtime.ts';
import { MqttBroker } from '../../partners/mqtt-broker.ts';
import type { SystemConfig } from '../../runtime/face.ts';
import { type DeployedNode, deploy } from '../support/deploy-node.ts';
import { type Inbox, inbox } from '../support/inbox.ts';

const credentials = { username: 'crossdock', password: 'pw' };
const invoice = { invoiceNumber: 'I-1', total: '10.10' };

/** Against a real broker. */
describe('crossdock-event-out', () => {
  let broker: MqttBroker;
  let reader: MqttConnection;
  let got: Inbox<MqttMessage>;
  let connected: Inbox<void>;
  let nodes: DeployedNode[];
  beforeEach(async () => {
    broker = new MqttBroker(credentials);
    await broker.listen(0);
    nodes = [];
    got = inbox();
    connected = inbox();
    reader = openMqtt(system(), {
      ...{ clientId: 'reader', topics: ['crossdock/#'], reconnectMs: 20, problem: () => {} },
      handle: async (message) => got.add(message),
      connected: () => connected.add(),
    });
    await reader.ready();
  });
  afterEach(async () => {
    await Promise.all([...nodes.map((node) => node.close()), reader.close()]);
    await broker.close();
  });

  const system = (password = 'pw'): SystemConfig => ({
    ...{ name: 'events', protocol: 'mqtt', baseUrl: `mqtt://127.0.0.1:${broker.port}` },
    ...{ auth: { kind: 'basic', username: 'crossdock', password }, timeoutMs: 2000 },
    ...{ maxConcurrent: 2, circuitBreaker: { failures: 5, openMs: 100 } },
  });
  const start = (config: object = {}, events = system()): DeployedNode => {
    const node = deploy(
      runtime,
      { system: 'events', topic: 'crossdock/invoices', ...config },
      { systems: { events } },
    );
    nodes.push(node);
    return node;
  };
  async function publish(node: DeployedNode, payload: unknown = invoice) {
    const { error } = await node.receive({ payload });
    if (error) throw error;
    return node.deliver(node.deliveries.at(-1)?.request);
  }
  const failure = (work: Promise<unknown>): Promise<CrossdockError> =>
    work.then(
      () => expect.fail('it succeeded'),
      (thrown: CrossdockError) => thrown,
    );
  const read = ({ payload }: MqttMessage): Record<string, unknown> => JSON.parse(payload.toString());

  it('publishes a CloudEvent whose id is the same on every repeat', async () => {
    const node = start({ eventType: 'northwind.invoice' });
    const answer = await publish(node);
    await node.deliver(node.deliveries[0]?.request);
    await got.reach(2);
    const [first, second] = got.all.map(read);
    expect(first).to.deep.equal({
      specversion: '1.0',
      id: '01890000-0000-7000-8000-000000000001:node-under-test',
      source: '/crossdock/test/northwind',
      type: 'northwind.invoice',
      subject: 'C-ACME/PO-1',
      time: '2026-03-01T12:00:00.000Z',
      datacontenttype: 'application/json',
      traceparent: '00-00000000000000000000000000000001-0000000000000001-01',
      data: invoice,
    });
    expect(second).to.deep.equal(first);
    expect(answer).to.deep.equal({
      output: 'published',
      payload: first,
      properties: { topic: 'crossdock/invoices' },
    });
  });

  it('publishes what event in reads: document, key and identity', async () => {
    await publish(start());
    await got.reach(1);
    const [{ topic, payload } = { topic: '', payload: Buffer.alloc(0) }] = got.all;
    expect(readEvent(topic, payload, { key: 'none', idempotency: 'none', maxBytes: 10_000 })).to.deep.equal({
      ok: true,
      payload: invoice,
      key: 'C-ACME/PO-1',
      identity: '/crossdock/test/northwind#01890000-0000-7000-8000-000000000001:node-under-test',
      traceparent: '00-00000000000000000000000000000001-0000000000000001-01',
    });
  });

  it('publishes the bare payload to a topic the message names, text as it is', async () => {
    const node = start({ cloudEvents: false, topic: '"crossdock/" & payload.to', topicType: 'jsonata' });
    await publish(node, { to: 'a' });
    const text = start({ cloudEvents: false });
    await publish(text, 'plain');
    await got.reach(2);
    expect(got.all.map(({ topic, payload }) => [topic, payload.toString()])).to.deep.equal([
      ['crossdock/a', '{"to":"a"}'],
      ['crossdock/invoices', 'plain'],
    ]);
  });

  it('fails a message whose topic cannot be published to before anything is staged', async () => {
    for (const topic of ['a/+', '#', 'x'.repeat(501)]) {
      const node = start({ topic });
      const { error } = await node.receive({ payload: invoice });
      expect([error?.code, node.deliveries]).to.deep.equal(['CD_EVENT_TOPIC_INVALID', []]);
    }
  });

  it('is tried again while the broker is away, and publishes on a connection that comes back', async () => {
    const node = start();
    await publish(node);
    const back = inbox<string>();
    broker.broker?.on('clientReady', ({ id }) => id.startsWith('crossdock') && back.add(id));
    await broker.restart();
    // The loss may be noticed before the publication, or the client sends it again by itself.
    await publish(node).catch(({ retry }: CrossdockError) => expect(retry).to.equal('retryable'));
    await back.reach(1);
    // The broker was ready a moment before the node hears of it.
    const again = async (): Promise<unknown> =>
      publish(node).catch(() => new Promise(setImmediate).then(again));
    await again();
    await connected.reach(2);
    await got.reach(2);
    expect(got.all.map(read).at(-1)?.data).to.deep.equal(invoice);
  });

  it('starts while the broker is down and says so at the first publication', async () => {
    const node = start({}, { ...system(), baseUrl: 'mqtt://127.0.0.1:1', timeoutMs: 200 });
    expect(node.refusals).to.deep.equal([]);
    expect((await failure(publish(node))).retry).to.equal('retryable');
  });

  it('does not repeat a refused login, and publishes once it is allowed', async () => {
    const node = start({}, system('wrong'));
    const refused = await failure(publish(node));
    expect([refused.code, refused.retry]).to.deep.equal(['CD_CONNECT_UNAUTHORIZED', 'terminal']);
    Object.assign(credentials, { password: 'wrong' });
    try {
      expect((await publish(node)).output).to.equal('published');
    } finally {
      Object.assign(credentials, { password: 'pw' });
    }
  });

  it('closes its connection with the node', async () => {
    const node = start();
    await publish(node);
    expect(broker.broker?.connectedClients).to.equal(2);
    await node.close();
    nodes.length = 0;
    await publishNothing();
    expect(broker.broker?.connectedClients).to.equal(1);
  });

  /** A round trip of the reader's: by then the broker has seen the other's goodbye. */
  const publishNothing = () => reader.publish('elsewhere', '');
});
