import { expect } from 'chai';
import { type MqttConnection, openMqtt } from '../../connect/mqtt/client.ts';
import { runtime } from '../../nodes/event-in/runtime.ts';
import { MqttBroker } from '../../partners/mqtt-broker.ts';
import type { Arrival, SystemConfig } from '../../runtime/face.ts';
import { decodeValue } from '../../runtime/runs/body.ts';
import { type DeployedNode, deploy } from '../support/deploy-node.ts';
import { type DurableEntry, durableEntry } from '../support/durable-entry.ts';
import { type Inbox, inbox } from '../support/inbox.ts';

const credentials = { username: 'crossdock', password: 'pw' };
const config = { system: 'tms', topic: 'tms/+/events', key: 'shipmentId', idempotency: 'eventId' };
const event = (eventId: string, more: object = {}) => ({ eventId, shipmentId: 'SH-1', ...more });

/** Against a real broker and a real ledger. */
describe('crossdock-event-in', () => {
  let broker: MqttBroker;
  let ledger: DurableEntry;
  let publisher: MqttConnection;
  let nodes: DeployedNode[];
  let accepted: Inbox<Arrival>;
  let acknowledged: Inbox<string>;
  let green: Inbox<string>;
  let refuse: number;
  beforeEach(async () => {
    broker = new MqttBroker(credentials);
    await broker.listen(0);
    ledger = await durableEntry();
    nodes = [];
    refuse = 0;
    accepted = inbox();
    acknowledged = inbox();
    green = inbox();
    broker.broker?.on(
      'ack',
      (packet) => packet && 'topic' in packet && acknowledged.add(String(packet.topic)),
    );
    publisher = openMqtt(system(), { clientId: 'tms', problem: () => {}, reconnectMs: 20 });
    await publisher.ready();
  });
  afterEach(async () => {
    await Promise.all([...nodes.map((node) => node.close()), publisher.close()]);
    await broker.close();
    await ledger.close();
  });

  const system = (password = 'pw'): SystemConfig => ({
    ...{ name: 'tms', protocol: 'mqtt', baseUrl: `mqtt://127.0.0.1:${broker.port}` },
    ...{ auth: { kind: 'basic', username: 'crossdock', password }, timeoutMs: 2000 },
    ...{ maxConcurrent: 2, circuitBreaker: { failures: 5, openMs: 100 } },
  });
  const publish = (body: unknown, topic = 'tms/NRDX/events') =>
    publisher.publish(topic, Buffer.isBuffer(body) || typeof body === 'string' ? body : JSON.stringify(body));
  async function start(more: object = {}): Promise<DeployedNode> {
    const { accept, state } = ledger.surroundings(['event', 'refused']);
    const node = deploy(
      runtime,
      { ...config, ...more },
      {
        ...{ systems: { tms: system() }, state },
        accept: async (arrival) => {
          if (refuse-- > 0) throw new Error('the ledger is full');
          const outcome = await accept(arrival);
          accepted.add(arrival);
          return outcome;
        },
        onStatus: (text) => text === config.topic && green.add(text),
      },
    );
    nodes.push(node);
    await green.reach(1);
    return node;
  }
  const bodies = async (): Promise<Record<string, unknown>[]> =>
    (await ledger.messages()).map(({ body }) => decodeValue(body) as Record<string, unknown>);

  it('stores an event under its key with its topic', async () => {
    await start();
    await publish(event('1', { milestone: 'delivered' }));
    await accepted.reach(1);
    const [message] = await ledger.messages();
    expect(message?.envelope).to.deep.include({ key: 'SH-1', type: 'mqtt' });
    expect(message?.idempotencyKey).to.equal('event:tms:tms/NRDX/events:1');
    expect(await bodies()).to.deep.equal([
      { topic: 'tms/NRDX/events', payload: event('1', { milestone: 'delivered' }) },
    ]);
  });

  it('lets the broker deliver again what the ledger did not take, and acknowledges it after', async () => {
    const node = await start();
    refuse = 1;
    await publish(event('1'));
    await publish(event('2'));
    await acknowledged.reach(2);
    expect((await bodies()).map(({ payload }) => payload)).to.deep.equal([event('1'), event('2')]);
    expect(node.arrivals).to.have.length(3);
    expect(node.statuses).to.include('CD_INTERNAL');
    expect(node.statuses.at(-1)).to.equal('tms/+/events');
  });

  it('gets what came while it was away', async () => {
    const node = await start();
    await node.close();
    nodes.length = 0;
    await publish(event('1'));
    await start();
    await accepted.reach(1);
    expect(await bodies()).to.have.length(1);
  });

  it('comes back green after the broker was restarted, with every event', async () => {
    const node = await start();
    await publish(event('1'));
    await accepted.reach(1);
    await broker.restart();
    await green.reach(2);
    await publisher.ready();
    broker.publish('tms/NRDX/events', JSON.stringify(event('2')));
    await accepted.reach(2);
    expect(node.statuses.at(-1)).to.equal('tms/+/events');
  });

  it('stores an event that comes twice once', async () => {
    await start();
    await publish(event('1'));
    await publish(event('1'));
    await accepted.reach(2);
    expect(await ledger.messages()).to.have.length(1);
  });

  it('takes the document, id and subject of a CloudEvent', async () => {
    await start();
    const head = { specversion: '1.0', id: 'e-9', source: '/tms', type: 'x', subject: 'SH-7' };
    await publish({ ...head, data: { milestone: 'delivered' } });
    await publish({ ...head, source: '/other', data: { milestone: 'delivered' } });
    await accepted.reach(2);
    const [message] = await ledger.messages();
    expect(message?.envelope.key).to.equal('SH-7');
    expect(await bodies()).to.have.length(2);
    expect((await bodies())[0]?.payload).to.deep.equal({ milestone: 'delivered' });
  });

  for (const [what, body, code] of [
    ['text that is not JSON', '{"eventId":', 'CD_EVENT_UNREADABLE'],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'CD_EVENT_UNREADABLE'],
    ['an event nested too deeply', '['.repeat(5000) + ']'.repeat(5000), 'CD_EVENT_UNREADABLE'],
    ['an event without its key', { eventId: '1' }, 'CD_EVENT_FIELD_MISSING'],
    ['an event without its identity', { shipmentId: '1' }, 'CD_EVENT_FIELD_MISSING'],
    ['nothing', '', 'CD_EVENT_UNREADABLE'],
  ] as const) {
    it(`keeps ${what}, gives it to the flow at refused and goes on`, async () => {
      await start();
      await publish(body);
      await publish(event('2'));
      await accepted.reach(2);
      const [refused, next] = await ledger.messages();
      expect([refused?.output, next?.output]).to.deep.equal([1, undefined]);
      expect((await bodies())[0]).to.have.nested.property('error.code', code);
      expect(await acknowledged.reach(2)).to.equal(undefined);
    });
  }

  it('keeps each event above the limit, also two of the same size', async () => {
    await start({ maxBytes: '100' });
    await publish(event('1', { text: 'a'.repeat(200) }));
    await publish(event('2', { text: 'b'.repeat(200) }));
    await accepted.reach(2);
    expect((await bodies()).map(({ error }) => (error as { code: string }).code)).to.deep.equal([
      'CD_EVENT_TOO_LARGE',
      'CD_EVENT_TOO_LARGE',
    ]);
    expect(JSON.stringify(await bodies()))
      .to.contain('aaaa')
      .and.to.contain('bbbb');
  });

  it('takes an event with a list longer than a call has arguments', async () => {
    await start();
    await publish(event('1', { scans: Array.from({ length: 200_000 }, () => 1) }));
    await accepted.reach(1);
    expect((await ledger.messages())[0]?.output).to.equal(undefined);
  });

  it('subscribes while it is the one of all workers that does, and again when its turn comes back', async () => {
    let open: (() => () => Promise<void> | void) | null = null;
    const onOneWorker = (given: NonNullable<typeof open>) => {
      open = given;
      return given as unknown as () => Promise<void>;
    };
    const node = deploy(runtime, config, {
      ...{ systems: { tms: system() }, ...ledger.surroundings(['event', 'refused']), onOneWorker },
      onStatus: (text) => text === config.topic && green.add(text),
    });
    await publish(event('0'));
    const turn = open as unknown as () => () => Promise<void>;
    const first = turn();
    await green.reach(1);
    await first();
    await publish(event('1'));
    const second = turn();
    await green.reach(2);
    await second();
    await node.close();
    expect((await bodies()).map(({ payload }) => (payload as { eventId: string }).eventId)).to.deep.equal([
      '1',
    ]);
  });

  it('asks for no turn with a shared subscription', async () => {
    let asked = false;
    const onOneWorker = () => {
      asked = true;
      return async () => {};
    };
    const node = deploy(
      runtime,
      { ...config, topic: '$share/crossdock/tms/+/events' },
      {
        systems: { tms: system() },
        onOneWorker,
        onStatus: (text) => text.startsWith('$share') && green.add(text),
      },
    );
    await green.reach(1);
    nodes.push(node);
    expect(asked).to.equal(false);
  });

  it('refuses to start with a topic that no broker would accept', () => {
    for (const topic of ['a/#/b', 'a+/b', 'a#', ''])
      expect(deploy(runtime, { ...config, topic }).refusals[0]?.message, topic).to.contain('topic');
    for (const topic of ['#', '+', 'a/+/b/#', '/a', 'tms/SH 1'])
      expect(
        deploy(runtime, { ...config, topic }, { systems: {} }).refusals[0]?.message ?? '',
      ).not.to.contain('form');
  });
});
