import { expect } from 'chai';
import { runtime } from '../../nodes/api-in/runtime.ts';
import type { Arrival, GatewayRequest, NodeContext } from '../../runtime/face.ts';
import { deploy } from '../support/deploy-node.ts';
import { testSite } from '../support/runtime/test-site.ts';

const config = {
  method: 'POST',
  path: '/orders',
  access: 'callers',
  callers: 'shop',
  key: 'order.number',
  idempotency: 'id',
};
const request = (body: string | Buffer, headers: Record<string, string> = {}): GatewayRequest => ({
  method: 'POST',
  path: '/orders',
  parameters: {},
  query: {},
  headers: { 'content-type': 'application/json', authorization: 'Basic c2VjcmV0', ...headers },
  body: Buffer.from(body),
  remote: '127.0.0.1',
});
const good = '{"id":"r-1","order":{"number":"PO-1"}}';

async function serve(more: Record<string, unknown> = {}, accept?: NodeContext['accept']) {
  const auth = { kind: 'header', name: 'X-Request-Id', value: 'c2VjcmV0' } as const;
  const systems = { shop: { ...testSite.systems.erp!, name: 'shop', auth } };
  const node = deploy(runtime, { ...config, ...more }, { systems, ...(accept && { accept }) });
  await new Promise(setImmediate);
  return { node, call: (made: GatewayRequest) => node.routes[0]!.handle(made) };
}
const outcome = (value: Awaited<ReturnType<NodeContext['accept']>>) => async (_: Arrival) => value;

describe('crossdock-api-in', () => {
  it('stores the document under its key and answers 202 with a status URL', async () => {
    const { node, call } = await serve();
    const response = await call(request(good));
    expect(response.status).to.equal(202);
    expect(response.headers?.location).to.match(/^\/api\/replies\//);
    expect(node.arrivals[0]).to.deep.include({
      key: 'PO-1',
      idempotencyKey: 'api:POST /orders:r-1',
      payload: JSON.parse(good),
    });
  });

  it('keeps the caller’s credentials out of the message', async () => {
    const { node, call } = await serve();
    const secrets = [
      ...['x-api-key', 'X-Auth-Token', 'proxy-authorization', 'cookie', 'apikey', 'x-shop', 'referer'],
      'x-request-id',
    ].map((name) => [name.toLowerCase(), 'c2VjcmV0']);
    await call(
      request(good, { ...Object.fromEntries(secrets), 'user-agent': 'shop/1', 'x-forwarded-for': '::1' }),
    );
    expect(JSON.stringify(node.arrivals)).not.to.contain('c2VjcmV0');
    expect(node.arrivals[0]?.properties)
      .to.have.nested.property('request.headers')
      .that.deep.equals({
        ...{ 'content-type': 'application/json', 'user-agent': 'shop/1', 'x-forwarded-for': '::1' },
      });
  });

  it('keeps a request id that is no credential', async () => {
    const { node, call } = await serve({ access: 'public' });
    await call(request(good, { 'x-request-id': 'r-77' }));
    expect(node.arrivals[0]?.properties).to.have.nested.property('request.headers.x-request-id', 'r-77');
  });

  it('compares repeats by method, path and query besides the bytes', async () => {
    const { node, call } = await serve({ method: 'DELETE', path: '/orders/:number', key: 'of' });
    const cancel = { ...request(''), method: 'DELETE', path: '/orders/1', parameters: { number: '1' } };
    await call({ ...cancel, query: { of: 'PO-1', id: 'r-1', lines: '2' } });
    expect(node.arrivals[0]).to.deep.include({
      sameWith: {
        ...{ method: 'DELETE', path: '/orders/:number', parameters: { number: '1' } },
        query: { of: 'PO-1', id: 'r-1', lines: '2' },
      },
    });
  });

  it('answers a repeat with 200 and a contradiction with 409', async () => {
    const again = await serve({}, outcome({ outcome: 'duplicate', id: 'm1' }));
    expect((await again.call(request(good))).status).to.equal(200);
    const other = await serve({}, outcome({ outcome: 'conflict', id: 'm2' }));
    const response = await other.call(request(good));
    expect([response.status, JSON.parse(String(response.body)).title]).to.deep.equal([
      409,
      'CD_API_CONFLICT',
    ]);
  });

  it('answers with what api reply staged', async () => {
    const { node, call } = await serve(
      { mode: 'reply', timeoutMs: 500 },
      outcome({ outcome: 'replied', id: 'm', status: 201, headers: {}, body: { ok: true } }),
    );
    const response = await call(request(good));
    expect([response.status, response.body]).to.deep.equal([201, '{"ok":true}']);
    expect(node.arrivals[0]?.awaitReply).to.deep.equal({ timeoutMs: 500 });
  });

  describe('given whom a document is from', () => {
    const from = { party: 'carrier.scac' };
    const bill = (scac: string) => JSON.stringify({ ...JSON.parse(good), carrier: { scac } });
    const caller = { system: 'shop', parties: ['NRDX', 'SWFT'] };

    it('takes it from a login that speaks for it', async () => {
      const { node, call } = await serve(from);
      expect((await call({ ...request(bill('SWFT')), caller })).status).to.equal(202);
      expect(node.arrivals).to.have.length(1);
    });

    for (const [what, body, who, status, code] of [
      ['of somebody else', bill('OTHR'), caller, 403, 'CD_API_PARTY_REFUSED'],
      ['in another spelling', bill('nrdx'), caller, 403, 'CD_API_PARTY_REFUSED'],
      [
        'from a login that speaks for nobody',
        bill('NRDX'),
        { system: 'shop', parties: [] },
        403,
        'CD_API_PARTY_REFUSED',
      ],
      ['that names nobody', good, caller, 400, 'CD_API_FIELD_MISSING'],
    ] as const)
      it(`refuses a document ${what} and stores nothing`, async () => {
        const { node, call } = await serve(from);
        const response = await call({ ...request(body), caller: who });
        expect([response.status, JSON.parse(String(response.body)).title]).to.deep.equal([status, code]);
        expect(node.arrivals).to.deep.equal([]);
      });

    it('keeps the numbers of one login apart from those of another, and names the login as the source', async () => {
      const auth = { kind: 'header', name: 'X-Request-Id', value: 'k' } as const;
      const shop = { ...testSite.systems.erp!, name: 'shop', auth };
      const systems = { shop, other: { ...shop, name: 'other', loginOf: 'shop' } };
      const node = deploy(runtime, { ...config, ...from }, { systems });
      await new Promise(setImmediate);
      await node.routes[0]!.handle({ ...request(bill('NRDX')), caller });
      await node.routes[0]!.handle({ ...request(bill('SWFT')), caller: { ...caller, system: 'other' } });
      expect(
        node.arrivals.map(({ idempotencyKey, source }) => [idempotencyKey, source.system]),
      ).to.deep.equal([
        ['api:POST /orders:r-1', 'shop'],
        ['api:other:POST /orders:r-1', 'other'],
      ]);
    });
  });

  for (const [what, body, code] of [
    ['a body that is not JSON', '{"id":', 'CD_API_BODY_INVALID'],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'CD_API_BODY_INVALID'],
    [
      'a body nested too deeply',
      `{"id":"1","order":{"number":"1"},"x":${'['.repeat(80)}${']'.repeat(80)}}`,
      'CD_API_BODY_INVALID',
    ],
    ['a document without its key', '{"id":"r-1"}', 'CD_API_FIELD_MISSING'],
    ['a key that is not a text', '{"id":"r-1","order":{"number":{}}}', 'CD_API_FIELD_MISSING'],
  ] as const) {
    it(`answers 400 to ${what} and stores nothing`, async () => {
      const { node, call } = await serve();
      const response = await call(request(body));
      expect([response.status, JSON.parse(String(response.body)).title]).to.deep.equal([400, code]);
      expect(node.arrivals).to.deep.equal([]);
    });
  }

  it('takes the idempotency value from a header', async () => {
    const { node, call } = await serve({ idempotency: 'header:Idempotency-Key' });
    await call(request(good, { 'idempotency-key': 'k-7' }));
    expect(node.arrivals[0]?.idempotencyKey).to.equal('api:POST /orders:k-7');
  });

  it('asks for the callers’ login unless it is public, and closes its route', async () => {
    const { node } = await serve();
    expect(node.routes[0]).to.deep.include({ callers: 'shop', path: '/orders', maxBytes: 1_000_000 });
    await node.close();
    expect(node.routes).to.deep.equal([]);
    expect((await serve({ access: 'public' })).node.routes[0]).not.to.have.property('callers');
  });
});
