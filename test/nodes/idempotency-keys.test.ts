import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { type MqttMessage, openMqtt } from '../../connect/mqtt/client.ts';
import type { NodeDefinition } from '../../node-kit/define-node.ts';
import type { Answer } from '../../node-kit/host.ts';
import type { NodeRuntime } from '../../node-kit/node-runtime.ts';
import { startErp } from '../../partners/erp/erp.ts';
import { Exchange } from '../../partners/exchange/sftp-server.ts';
import { MqttBroker } from '../../partners/mqtt-broker.ts';
import type { SystemConfig } from '../../runtime/face.ts';
import { deploy } from '../support/deploy-node.ts';
import { inbox } from '../support/inbox.ts';

const nodesFolder = new URL('../../nodes/', import.meta.url);
const login = { username: 'crossdock', password: 'pw' };

/** What reached the outside system: by this it must know a repeat. */
interface Seen {
  readonly key: string;
  readonly staged: string;
  readonly answer: Answer;
}

/** Makes a call that is cut short by a kill and its repeat by the next process, and tells what the system saw of each. */
type Case = (runtime: NodeRuntime) => Promise<{ readonly calls: readonly Seen[]; readonly effects: number }>;

interface Requested {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

const cleanups: (() => Promise<unknown> | unknown)[] = [];

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that keeps what it is asked, and answers with a document or with what another server says. */
async function recording(answerOrTarget: object | string) {
  const requests: Requested[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    requests.push({ method, url, headers });
    const body = await buffer(request);
    if (typeof answerOrTarget === 'object') {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answerOrTarget));
      return;
    }
    const { host: _, connection: __, 'content-length': ___, ...forwarded } = headers;
    const answer = await fetch(answerOrTarget + url, {
      ...{ method, headers: forwarded as Record<string, string> },
      ...(body.length > 0 && { body }),
    });
    const { 'content-encoding': ____, 'content-length': _____, ...rest } = Object.fromEntries(answer.headers);
    response.writeHead(answer.status, { ...rest, 'set-cookie': answer.headers.getSetCookie() });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  return { requests, url: await listening(server) };
}

const system = (protocol: SystemConfig['protocol'], baseUrl: string): SystemConfig => ({
  ...{ name: 'partner', protocol, baseUrl, auth: { kind: 'basic', ...login }, timeoutMs: 2_000 },
  ...{ maxConcurrent: 1, circuitBreaker: { failures: 5, openMs: 100 } },
});

/** The same staged delivery, called by two deployed nodes one after the other. */
async function callTwice(
  runtime: NodeRuntime,
  config: Record<string, unknown>,
  message: { payload: unknown; filename?: string },
  partner: SystemConfig,
  seen: () => string,
): Promise<Seen[]> {
  const around = { systems: { partner } };
  const first = deploy(runtime, { system: 'partner', ...config }, around);
  const { error } = await first.receive(message);
  if (error) throw error;
  const staged = first.deliveries[0]!;
  const delivery = { id: 'delivery-1', idempotencyKey: staged.options.idempotencyKey };
  const calls: Seen[] = [];
  for (const node of [first, deploy(runtime, { system: 'partner', ...config }, around)]) {
    const answer = await node.deliver(staged.request, delivery);
    calls.push({ key: seen(), staged: staged.options.idempotencyKey, answer });
    await node.close();
  }
  return calls;
}

/** By the header `Idempotency-Key`. */
const byHeader =
  (answer: object, config: Record<string, unknown>, payload: unknown): Case =>
  async (runtime) => {
    const { requests, url } = await recording(answer);
    const key = () => String(requests.at(-1)?.headers['idempotency-key']);
    const calls = await callTwice(runtime, config, { payload }, system('rest', url), key);
    return { calls, effects: new Set(requests.map(({ headers }) => headers['idempotency-key'])).size };
  };

const cases: Readonly<Record<string, Case>> = {
  'api-call': byHeader({}, { path: '/orders', idempotencyKey: 'order:1', idempotencyKeyType: 'str' }, {}),
  'wms-release': byHeader(
    { warehouseReference: 'W', confirmedAt: '2026-03-01T12:00:00Z' },
    {},
    { releaseNumber: 'R1' },
  ),
  'tms-shipment': byHeader({ shipmentId: 'S', carrier: { scac: 'X' } }, {}, { releaseNumber: 'R1' }),

  /** The same header on the SOAP request. */
  'soap-call': async (runtime) => {
    const erp = startErp(login);
    cleanups.push(() => erp.close());
    const { legacyUrl } = await erp.listen(0, 0);
    const { origin, pathname } = new URL(legacyUrl);
    const line = {
      number: 'L-1',
      customer: '20',
      customerReference: 'R',
      date: '2026-03-01',
      currency: 'EUR',
    };
    const shipTo = {
      shipToName: 'S',
      shipToStreet: '',
      shipToCity: '',
      shipToPostalCode: '',
      shipToCountry: 'DE',
    };
    erp.enterLegacy({ ...line, ...shipTo, lines: [] });
    const { requests, url } = await recording(origin);
    const posts = () => requests.filter(({ method }) => method === 'POST');
    const payload = { kind: 'invoice', reference: 'I-1', order: 'L-1', net: '1.00', tax: '0.00' };
    const config = { operation: 'PostDocument', idempotencyKey: 'invoice:I-1', idempotencyKeyType: 'str' };
    const partner = system('soap', url + pathname);
    const key = () => String(posts().at(-1)?.headers['idempotency-key']);
    const calls = await callTwice(runtime, config, { payload }, partner, key);
    return { calls, effects: new Set(posts().map(({ headers }) => headers['idempotency-key'])).size };
  },

  /** The ERP is asked for our reference before anything is posted. */
  'erp-post': async (runtime) => {
    const erp = startErp(login);
    cleanups.push(() => erp.close());
    const { url: origin } = await erp.listen(0, 0);
    const { requests, url } = await recording(origin);
    const item = {
      SalesOrderItem: '10',
      Material: 'NW-1001',
      RequestedQuantity: '5',
      RequestedQuantityUnit: 'CAR',
    };
    const payload = {
      ...{ SoldToParty: '10100001', PurchaseOrderByCustomer: 'P-1', TransactionCurrency: 'USD' },
      to_Item: { results: [{ ...item, NetPriceAmount: '18.40' }] },
    };
    const partner = system('odata', `${url}/sap/opu/odata/sap`);
    const key = () => {
      const query = requests.findLast(({ url: asked }) => asked.includes('filter='))?.url ?? '';
      const filter = new URL(query, origin).searchParams.get('$filter') ?? '';
      const [buyer, reference] = ['SoldToParty', 'PurchaseOrderByCustomer'].map(
        (property) => new RegExp(`${property} eq '([^']*)'`).exec(filter)?.[1],
      );
      return `sales-order:${buyer}/${reference}`;
    };
    const calls = await callTwice(runtime, { document: 'sales-order' }, { payload }, partner, key);
    const creates = requests.filter(
      ({ method, url: asked }) => method === 'POST' && !asked.includes('$batch'),
    );
    return { calls, effects: creates.length };
  },

  /** The file's name, and its content when there is one of that name. */
  'sftp-out': async (runtime) => {
    const root = mkdtempSync(join(tmpdir(), 'crossdock-keys-'));
    cleanups.push(() => rmSync(root, { recursive: true }));
    const outbox = join(root, 'acme', 'outbox');
    mkdirSync(outbox, { recursive: true });
    const exchange = new Exchange(root, [{ ...login, home: '' }]);
    const port = await exchange.listen(0);
    cleanups.push(() => exchange.close());
    const partner = { ...system('sftp', `sftp://127.0.0.1:${port}`), hostKey: exchange.fingerprint };
    const files = () => readdirSync(outbox);
    const message = { payload: 'ISA*1', filename: '997-000000001.edi' };
    const key = () => `sftp:partner/acme/outbox/${files().join()}`;
    const calls = await callTwice(runtime, { folder: '/acme/outbox' }, message, partner, key);
    expect(calls.map(({ answer }) => (answer.payload as { existed: boolean }).existed)).to.deep.equal([
      false,
      true,
    ]);
    return { calls, effects: files().length };
  },

  /** The id of the CloudEvent. */
  'event-out': async (runtime) => {
    const broker = new MqttBroker(login);
    await broker.listen(0);
    const partner = system('mqtt', `mqtt://127.0.0.1:${broker.port}`);
    const got = inbox<MqttMessage>();
    const options = {
      clientId: 'reader',
      topics: ['out'],
      problem: () => {},
      handle: async (message: MqttMessage) => got.add(message),
    };
    const reader = openMqtt(partner, options);
    cleanups.push(async () => {
      await reader.close();
      await broker.close();
    });
    await reader.ready();
    const calls = await callTwice(runtime, { topic: 'out' }, { payload: { a: 1 } }, partner, () => '');
    await got.reach(2);
    const ids = got.all.map(({ payload }) => String(JSON.parse(payload.toString()).id));
    return { calls: calls.map((call, n) => ({ ...call, key: ids[n] ?? '' })), effects: new Set(ids).size };
  },
};

/** Nodes that only ask: a repeat changes nothing. */
const asking: Readonly<Record<string, (runtime: NodeRuntime) => Promise<readonly Requested[]>>> = {
  'erp-stock': async (runtime) => {
    const { requests, url } = await recording({ d: { results: [] } });
    const config = { plant: '1010', plantType: 'str' };
    await callTwice(runtime, config, { payload: {} }, system('odata', url), () => '');
    return requests;
  },
};

describe('every delivering node', () => {
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  });

  const load = async <T>(path: string): Promise<T> => import(new URL(path, nodesFolder).href) as Promise<T>;

  it('has a case here', async () => {
    const folders = readdirSync(nodesFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const delivering: string[] = [];
    for (const { name } of folders) {
      const { definition } = await load<{ definition: NodeDefinition }>(`${name}/definition.ts`);
      if (definition.role === 'delivery') delivering.push(name);
    }
    expect([...Object.keys(cases), ...Object.keys(asking)].toSorted()).to.deep.equal(delivering.toSorted());
  });

  for (const [name, requestsOf] of Object.entries(asking)) {
    it(`only asks, so that a repeat changes nothing: ${name}`, async () => {
      const { runtime } = await load<{ runtime: NodeRuntime }>(`${name}/runtime.ts`);
      const methods = (await requestsOf(runtime)).map(({ method }) => method);
      expect(new Set(methods)).to.deep.equal(new Set(['GET']));
    });
  }

  for (const [name, make] of Object.entries(cases)) {
    it(`tells the outside system that a call is a repeat after a kill: ${name}`, async () => {
      const { runtime } = await load<{ runtime: NodeRuntime }>(`${name}/runtime.ts`);
      const { calls, effects } = await make(runtime);
      expect(calls.map(({ key }) => key)).to.deep.equal(calls.map(({ staged }) => staged));
      expect([calls.length, effects]).to.deep.equal([2, 1]);
    });
  }
});
