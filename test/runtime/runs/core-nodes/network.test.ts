import { createSocket, type Socket as Datagrams } from 'node:dgram';
import { once } from 'node:events';
import { createServer as createHttp, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer as createTcp, type Server as TcpServer } from 'node:net';
import { Aedes } from 'aedes';
import { expect } from 'chai';
import { CoreRuns, core } from '../../../support/runtime/core-runs.ts';
import { entry, step } from '../../../support/runtime/nodes.ts';
import type { FlowNode } from '../../../support/runtime/protocol.ts';

interface WebSockets {
  readonly clients: Set<{ send(text: string): void }>;
  on(
    event: 'connection',
    listener: (socket: { on(event: 'message', listener: (data: Buffer) => void): void }) => void,
  ): void;
  close(): void;
}

/** Node-RED brings it; it has no types here. */
const { Server: WebSocketServer } = createRequire(import.meta.resolve('@node-red/nodes'))('ws') as {
  Server: new (options: { server: Server }) => WebSockets;
};

const portOf = (server: Server | TcpServer): number => (server.address() as AddressInfo).port;

interface Ports {
  readonly http: number;
  readonly mqtt: number;
  readonly tcp: number;
  readonly udp: number;
  readonly udpIn: number;
  readonly closed: number;
}

const flow = ({ http, mqtt, tcp, udp, udpIn, closed }: Ports): FlowNode[] => [
  core('httpIn', 'http in', { url: '/orders', method: 'post', upload: false, swaggerDoc: '' }, 'taken'),
  step('taken', 'note', 'respond'),
  core('respond', 'http response', { statusCode: '202', headers: {} }),
  entry('response', 'respondNobody'),
  core('respondNobody', 'http response', { statusCode: '', headers: {} }),

  entry('request', 'asking'),
  core(
    'asking',
    'http request',
    { method: 'GET', ret: 'obj', url: `http://127.0.0.1:${http}/ok`, headers: [] },
    'asked',
  ),
  step('asked', 'note'),
  entry('requestRefused', 'askingNobody'),
  core(
    'askingNobody',
    'http request',
    { method: 'GET', ret: 'txt', url: `http://127.0.0.1:${closed}/`, headers: [], senderr: true },
    'unasked',
  ),
  step('unasked', 'note'),

  {
    id: 'broker',
    type: 'mqtt-broker',
    broker: '127.0.0.1',
    port: String(mqtt),
    clientid: 'a',
    protocolVersion: '4',
    autoConnect: true,
    keepalive: '60',
    cleansession: true,
    x: 1,
    y: 1,
  },
  {
    id: 'away',
    type: 'mqtt-broker',
    broker: '127.0.0.1',
    port: String(closed),
    clientid: 'b',
    protocolVersion: '4',
    autoConnect: true,
    keepalive: '60',
    cleansession: true,
    x: 1,
    y: 1,
  },
  entry('mqtt', 'publishing'),
  core('publishing', 'mqtt out', { topic: 'out', qos: '1', retain: '', broker: 'broker' }),
  entry('mqttAway', 'publishingNowhere'),
  core('publishingNowhere', 'mqtt out', { topic: 'out', qos: '1', retain: '', broker: 'away' }),
  core(
    'mqttIn',
    'mqtt in',
    { topic: 'in', qos: '1', datatype: 'auto-detect', broker: 'broker', inputs: 0 },
    'fromMqtt',
  ),
  step('fromMqtt', 'note'),

  {
    id: 'wsClient',
    type: 'websocket-client',
    path: `ws://127.0.0.1:${http}/ws`,
    wholemsg: 'false',
    hb: '0',
    x: 1,
    y: 1,
  },
  core('wsIn', 'websocket in', { client: 'wsClient', server: '' }, 'fromSocket'),
  step('fromSocket', 'note'),
  entry('websocket', 'wsOut'),
  core('wsOut', 'websocket out', { client: 'wsClient', server: '' }),

  entry('tcp', 'tcpOut'),
  core('tcpOut', 'tcp out', {
    host: '127.0.0.1',
    port: String(tcp),
    beserver: 'client',
    base64: false,
    end: true,
  }),
  entry('tcpRequest', 'tcpGet'),
  core(
    'tcpGet',
    'tcp request',
    { server: '127.0.0.1', port: String(tcp), out: 'char', splitc: '\\n', ret: 'string', newline: '' },
    'tcpAnswered',
  ),
  step('tcpAnswered', 'note'),
  core(
    'tcpIn',
    'tcp in',
    {
      server: 'client',
      host: '127.0.0.1',
      port: String(tcp),
      datamode: 'stream',
      datatype: 'utf8',
      newline: '\\n',
      topic: '',
    },
    'fromTcp',
  ),
  step('fromTcp', 'note'),

  entry('udp', 'udpOut'),
  core('udpOut', 'udp out', {
    addr: '127.0.0.1',
    port: String(udp),
    outport: '',
    multicast: 'false',
    base64: false,
    iface: '',
    ipv: 'udp4',
  }),
  entry('udpEmpty', 'emptying'),
  core('emptying', 'change', { rules: [{ t: 'delete', p: 'payload', pt: 'msg' }] }, 'udpOut'),
  core(
    'udpIn',
    'udp in',
    { port: String(udpIn), multicast: 'false', datatype: 'utf8', iface: '', ipv: 'udp4' },
    'fromUdp',
  ),
  step('fromUdp', 'note'),
];

describe('core nodes on a path: network', () => {
  const received: string[] = [];
  const http = createHttp((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    response.end('{"ok":true}');
  });
  const sockets = new WebSocketServer({ server: http });
  sockets.on('connection', (socket) => socket.on('message', (data) => received.push(`ws ${data}`)));
  const tcp = createTcp((socket) => {
    socket.on('error', () => undefined);
    socket.write('hello\n');
    socket.on('data', (data) => {
      received.push(`tcp ${data}`);
      socket.write('answer\n');
    });
  });
  const datagrams: Datagrams = createSocket('udp4', (data) => received.push(`udp ${data}`));
  let broker: Aedes;
  let mqtt: TcpServer;
  let runs: CoreRuns;
  let port: number;
  let udpIn: number;

  before(async () => {
    broker = await Aedes.createBroker();
    broker.on('publish', ({ topic, payload }) => received.push(`mqtt ${topic} ${payload}`));
    mqtt = createTcp((socket) => void broker.handle(socket));
    const nobody = createTcp().listen(0, '127.0.0.1');
    for (const server of [http, tcp, mqtt]) server.listen(0, '127.0.0.1');
    datagrams.bind(0, '127.0.0.1');
    await Promise.all([http, tcp, mqtt, nobody, datagrams].map((server) => once(server, 'listening')));
    const closed = portOf(nobody);
    const free = createSocket('udp4').bind(0, '127.0.0.1');
    await once(free, 'listening');
    udpIn = free.address().port;
    free.close();
    nobody.close();
    const ports = {
      http: portOf(http),
      tcp: portOf(tcp),
      mqtt: portOf(mqtt),
      udp: datagrams.address().port,
      udpIn,
      closed,
    };
    runs = await CoreRuns.start(flow(ports), { http: true });
    port = await runs.flows.call<number>('listen');
  });
  after(async () => {
    await runs.stop();
    sockets.close();
    http.closeAllConnections();
    for (const server of [http, tcp, mqtt]) server.close();
    datagrams.close();
    broker.close();
  });

  const ownRun = (nodeId: string) =>
    runs.flows.until(`a run of its own at ${nodeId}`, async () => (await runs.strangers(nodeId))[0]);

  it('http in has no run: the first of our nodes gives it one, and http response answers from it', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"order":1}',
    });
    expect(response.status).to.equal(202);
    expect(await response.json()).to.deep.equal({ order: 1 });
    const { id } = await ownRun('taken');
    await runs.flows.untilState(id, 'done');
    expect(await runs.payloads(id, 'taken')).to.deep.equal([{ order: 1 }]);
  });

  it('http response without its caller answers nobody and ends the branch', async () => {
    expect(await runs.finished('response')).to.deep.equal([]);
  });

  it('http request holds the message until the answer, outside of the transaction', async () => {
    expect(await runs.finished('request')).to.deep.equal(['asked']);
    expect(await runs.payloads('request', 'asked')).to.deep.equal([{ ok: true }]);
    expect((await runs.failed('requestRefused')).nodeId).to.equal('askingNobody');
  });

  it('mqtt out holds the message until the broker has it, outside of the transaction', async () => {
    await runs.flows.until('connected', () => broker.connectedClients > 0);
    expect(await runs.finished('mqtt', 'text')).to.deep.equal([]);
    expect(received).to.include('mqtt out text');
  });

  it('mqtt out without its broker is named by the time-out', async () => {
    const exception = await runs.timedOut('mqttAway', 'publishingNowhere', 'text');
    expect(exception.nodeId).to.equal('publishingNowhere');
  });

  it('mqtt in, websocket in, tcp in and udp in have no run: the first of our nodes gives one', async () => {
    broker.publish(
      { cmd: 'publish', topic: 'in', payload: 'hello', qos: 1, dup: false, retain: false },
      () => undefined,
    );
    await runs.flows.until('a socket is open', () => sockets.clients.size > 0);
    for (const socket of sockets.clients) socket.send('hello');
    datagrams.send('hello', udpIn, '127.0.0.1');
    await Promise.all(['fromMqtt', 'fromSocket', 'fromTcp', 'fromUdp'].map(ownRun));
  });

  it('websocket out, tcp out and udp out end the branch when the bytes were handed over', async () => {
    await runs.flows.until('a socket is open', () => sockets.clients.size > 0);
    expect(await runs.finished('websocket', 'text')).to.deep.equal([]);
    expect(await runs.finished('tcp', 'text')).to.deep.equal([]);
    expect(await runs.finished('udp', 'text')).to.deep.equal([]);
    await runs.flows.until('all have come', () =>
      ['ws text', 'tcp text', 'udp text'].every((what) => received.includes(what)),
    );
  });

  it('tcp request ends its branch when it has sent: the answer gets a run of its own', async () => {
    expect(await runs.finished('tcpRequest', 'ask\n')).to.deep.equal([]);
    await ownRun('tcpAnswered');
  });

  it('udp out without a payload is named by the time-out', async () => {
    expect((await runs.timedOut('udpEmpty', 'udpOut')).nodeId).to.equal('udpOut');
  });
});
