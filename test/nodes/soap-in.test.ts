import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { CrossdockError } from '../../domain/errors.ts';
import { runtime } from '../../nodes/soap-in/runtime.ts';
import type { GatewayRequest, GatewayResponse } from '../../runtime/face.ts';
import { decodeValue } from '../../runtime/runs/body.ts';
import { type DeployedNode, deploy } from '../support/deploy-node.ts';
import { type DurableEntry, durableEntry } from '../support/durable-entry.ts';
import { ManualClock } from '../support/manual-clock.ts';

const wsdl = readFileSync(new URL('../../flows/system-legacy-erp/wsdl/credit.wsdl', import.meta.url), 'utf8');
const config = {
  ...{ wsdl: 'wsdl/credit.wsdl', path: '/legacy-erp/credit', callers: 'legacy-erp' },
  ...{ key: 'order', idempotency: 'requestId', mode: 'reply', timeoutMs: '5000' },
};

const block = (order = '4711', requestId = 'r-1', operation = 'BlockOrder'): string =>
  `<c:${operation} xmlns:c="urn:northwind:credit:v1"><c:requestId>${requestId}</c:requestId><c:order>${order}</c:order><c:reason>Limit &gt; 5 000 €</c:reason></c:${operation}>`;
const soap = (body: string, header = ''): string =>
  `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">${header}<s:Body>${body}</s:Body></s:Envelope>`;
const request = (body: string, headers: Record<string, string> = {}): GatewayRequest => ({
  ...{ method: 'POST', path: '/legacy-erp/credit', parameters: {}, query: {}, remote: '127.0.0.1' },
  headers: { host: 'crossdock.example:1880', 'content-type': 'text/xml', ...headers },
  body: Buffer.from(body),
});
const faultOf = ({ status, body }: GatewayResponse): unknown[] => [
  status,
  /<faultcode>([^<]*)/.exec(String(body))?.[1],
  /<code [^>]*>([^<]*)/.exec(String(body))?.[1],
];

describe('crossdock-soap-in', () => {
  let ledger: DurableEntry;
  let clock: ManualClock;
  beforeEach(async () => {
    clock = new ManualClock();
    ledger = await durableEntry(clock);
  });
  afterEach(() => ledger.close());

  async function serve(more: object = {}) {
    const stored = ledger.next().then(({ envelope }) => envelope.id);
    const node: DeployedNode = deploy(
      runtime,
      { ...config, ...more },
      { packFiles: { 'wsdl/credit.wsdl': wsdl }, ...ledger.surroundings(['request']) },
    );
    await new Promise(setImmediate);
    const route = (method: string) => node.routes.find((one) => one.method === method)!;
    return {
      node,
      /** Id of the first message. */
      stored,
      post: (made: GatewayRequest) => route('POST').handle(made),
      get: (headers: Record<string, string> = {}) =>
        route('GET').handle({ ...request('', headers), method: 'GET' }),
    };
  }

  it('stores the request and answers with what api reply staged, once the run has committed', async () => {
    const { post, stored, node } = await serve();
    const answer = post(request(soap(block())));
    await ledger.reply(await stored, 200, { accepted: true });
    const { status, headers, body } = await answer;
    expect([status, headers?.['content-type']]).to.deep.equal([200, 'text/xml; charset=utf-8']);
    expect(body).to.contain(
      '<tns:BlockOrderResponse xmlns:tns="urn:northwind:credit:v1"><tns:accepted>true</tns:accepted></tns:BlockOrderResponse>',
    );
    const [message] = await ledger.messages();
    expect(message?.envelope).to.deep.include({ key: '4711', type: 'soap' });
    expect(message?.idempotencyKey).to.equal('soap:/legacy-erp/credit:BlockOrder:r-1');
    expect(decodeValue(message?.body ?? null)).to.deep.equal({
      operation: 'BlockOrder',
      payload: { requestId: 'r-1', order: '4711', reason: 'Limit > 5 000 €' },
    });
    expect(node.statuses.at(-1)).to.equal('BlockOrder, ReleaseOrder');
  });

  it('gives the stored answer to a repeat, whatever its headers, without a second message', async () => {
    const { post, stored } = await serve();
    const first = post(request(soap(block())));
    await ledger.reply(await stored, 200, { accepted: true });
    const again = await post(
      request(soap(block(), '<s:Header><a:MessageID xmlns:a="urn:a">2</a:MessageID></s:Header>')),
    );
    expect(again).to.deep.equal(await first);
    expect(await ledger.messages()).to.have.length(1);
  });

  it('keeps both and answers a fault of the caller’s when a request id comes with other content', async () => {
    const { post } = await serve({ mode: 'accept' });
    await post(request(soap(block('4711'))));
    const answer = await post(request(soap(block('4712'))));
    expect(faultOf(answer)).to.deep.equal([500, 'soap:Client', 'CD_API_CONFLICT']);
  });

  it('answers empty as soon as it is stored when nobody will reply', async () => {
    const { post } = await serve({ mode: 'accept' });
    const { status, body } = await post(request(soap(block())));
    expect(status).to.equal(200);
    expect(body).to.contain(
      '<tns:BlockOrderResponse xmlns:tns="urn:northwind:credit:v1"></tns:BlockOrderResponse>',
    );
    expect(await ledger.messages()).to.have.length(1);
  });

  it('asks the caller to repeat when the answer is late', async () => {
    const { post, stored } = await serve();
    const answer = post(request(soap(block())));
    const id = await stored;
    await new Promise(setImmediate);
    clock.advance(5000);
    const late = await answer;
    expect(faultOf(late)).to.deep.equal([500, 'soap:Server', 'CD_SOAP_LATE']);
    expect(late.body).to.contain(id);
    await ledger.reply(id, 200, { accepted: false });
    expect((await post(request(soap(block())))).body).to.contain('<tns:accepted>false</tns:accepted>');
  });

  it('turns a reply of 400 and above into a fault with its reason', async () => {
    const { post, stored } = await serve();
    const answer = post(request(soap(block())));
    await ledger.reply(await stored, 422, 'order 4711 is <closed>');
    const refused = await answer;
    expect(faultOf(refused)).to.deep.equal([500, 'soap:Client', 'CD_SOAP_REFUSED']);
    expect(refused.body).to.contain('order 4711 is &lt;closed&gt;');
  });

  for (const [what, body, code] of [
    [
      'a DTD',
      `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>${soap(block('&a;'))}`,
      'CD_CONNECT_SOAP_UNREADABLE',
    ],
    ['an unknown operation', soap('<DropAll xmlns="urn:northwind:credit:v1"/>'), 'CD_CONNECT_SOAP_OPERATION'],
    ['a body above the limit', soap(block('4711', 'r'.repeat(3000))), 'CD_CONNECT_SOAP_UNREADABLE'],
    ['XML that ends early', soap(block()).slice(0, -20), 'CD_CONNECT_SOAP_UNREADABLE'],
    ['no XML at all', 'hello', 'CD_CONNECT_SOAP_UNREADABLE'],
    [
      'a request without its key',
      soap('<c:BlockOrder xmlns:c="urn:northwind:credit:v1"/>'),
      'CD_API_FIELD_MISSING',
    ],
    [
      'a mandatory header nobody understands',
      soap(block(), '<s:Header><x:T xmlns:x="urn:x" s:mustUnderstand="1"/></s:Header>'),
      'CD_CONNECT_SOAP_UNREADABLE',
    ],
  ] as const) {
    it(`answers ${what} with a fault of the client’s and stores nothing`, async () => {
      const { post } = await serve({ maxBytes: '2000' });
      expect(faultOf(await post(request(body)))).to.deep.equal([500, 'soap:Client', code]);
      expect(await ledger.messages()).to.deep.equal([]);
    });
  }

  it('answers a full queue with a fault of the server’s, so that the caller comes again', async () => {
    const accept = async (): Promise<never> => {
      throw new CrossdockError('CD_RUN_BACKPRESSURE', { name: 'the site' });
    };
    const node = deploy(runtime, config, { packFiles: { 'wsdl/credit.wsdl': wsdl }, accept });
    await new Promise(setImmediate);
    const answer = await node.routes.find(({ method }) => method === 'POST')!.handle(request(soap(block())));
    expect(faultOf(answer)).to.deep.equal([500, 'soap:Server', 'CD_RUN_BACKPRESSURE']);
  });

  it('shows its WSDL with the address the caller came by', async () => {
    const { get } = await serve();
    const plain = await get();
    expect([plain.status, plain.headers?.['content-type']]).to.deep.equal([200, 'text/xml; charset=utf-8']);
    expect(plain.body).to.contain('location="http://crossdock.example:1880/api/legacy-erp/credit"');
    const behindProxy = await get({ host: 'api.example', 'x-forwarded-proto': 'https' });
    expect(behindProxy.body).to.contain('location="https://api.example/api/legacy-erp/credit"');
    const hostile = await get({ host: 'x"/><evil y="' });
    expect(hostile.body).not.to.contain('<evil');
  });

  it('asks for the callers’ login on both routes and closes both', async () => {
    const { node } = await serve();
    expect(node.routes.map(({ method, callers, maxBytes }) => [method, callers, maxBytes])).to.deep.equal([
      ['GET', 'legacy-erp', 1],
      ['POST', 'legacy-erp', 1_000_000],
    ]);
    await node.close();
    expect(node.routes).to.deep.equal([]);
  });

  it('refuses to start with a file that is no WSDL', async () => {
    const node = deploy(runtime, config, { packFiles: { 'wsdl/credit.wsdl': '<html/>' } });
    await new Promise(setImmediate);
    expect(node.refusals[0]?.code).to.equal('CD_CONNECT_CONFIG');
  });
});
