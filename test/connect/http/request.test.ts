import type { ServerResponse } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { retryAfterMs } from '../../../connect/http/judge.ts';
import { type HttpRequest, request } from '../../../connect/http/request.ts';
import { connectionTo, failure, json, type Partner, partner, type Seen } from '../support.ts';

describe('request', () => {
  let there: Partner;
  let answer: (request: Seen, response: ServerResponse) => void;
  beforeEach(async () => {
    answer = (_, response) => json(response, 200, { ok: true });
    there = await partner((seen, response) => answer(seen, response));
  });
  afterEach(() => there.close());

  const get = (changes: Partial<HttpRequest> = {}) =>
    request(connectionTo(`${there.url}/api/`), { method: 'GET', path: '/orders', ...changes });

  it('sends JSON with query, credentials, idempotency key and trace, and reads JSON', async () => {
    const connection = connectionTo(`${there.url}/api`, { auth: { kind: 'bearer', token: 's3cret' } });
    const response = await request(connection, {
      ...{ method: 'POST', path: 'releases', query: { since: 'a&b', dry: false, none: undefined } },
      ...{ body: { lines: [1] }, idempotencyKey: 'key-1', traceparent: '00-a-b-01' },
    });
    expect(response).to.deep.include({ status: 200, body: { ok: true } });
    expect(there.seen[0]).to.deep.include({ method: 'POST', url: '/api/releases?since=a%26b&dry=false' });
    expect(there.seen[0]?.body).to.equal('{"lines":[1]}');
    expect(there.seen[0]?.headers).to.include({
      ...{ authorization: 'Bearer s3cret', 'idempotency-key': 'key-1', traceparent: '00-a-b-01' },
      'content-type': 'application/json',
    });
  });

  it('presents basic and header credentials, and refuses a key', async () => {
    const basic = { kind: 'basic', username: 'ada', password: 'pw' } as const;
    await request(connectionTo(there.url, { auth: basic }), { method: 'GET', path: '' });
    const header = { kind: 'header', name: 'X-Api-Key', value: 'k' } as const;
    await request(connectionTo(there.url, { auth: header }), { method: 'GET', path: '' });
    expect(there.seen[0]?.headers.authorization).to.equal('Basic YWRhOnB3');
    expect(there.seen[1]?.headers['x-api-key']).to.equal('k');
    const key = { kind: 'key', username: 'ada', privateKey: 'p' } as const;
    const refused = await failure(
      request(connectionTo(there.url, { auth: key }), { method: 'GET', path: '' }),
    );
    expect(refused.code).to.equal('CD_CONNECT_CONFIG');
  });

  it('gives text as text and nothing as null', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('hello');
    expect((await get()).body).to.equal('hello');
    answer = (_, response) => response.writeHead(204).end();
    expect((await get()).body).to.equal(null);
  });

  const statuses = [
    [400, 'CD_CONNECT_REJECTED', 'terminal'],
    [404, 'CD_CONNECT_REJECTED', 'terminal'],
    [409, 'CD_CONNECT_REJECTED', 'terminal'],
    [422, 'CD_CONNECT_REJECTED', 'terminal'],
    [401, 'CD_CONNECT_UNAUTHORIZED', 'terminal'],
    [403, 'CD_CONNECT_UNAUTHORIZED', 'terminal'],
    [408, 'CD_CONNECT_UNAVAILABLE', 'retryable'],
    [412, 'CD_CONNECT_STALE', 'retryable'],
    [429, 'CD_CONNECT_THROTTLED', 'retryable'],
    [500, 'CD_CONNECT_UNAVAILABLE', 'retryable'],
    [503, 'CD_CONNECT_UNAVAILABLE', 'retryable'],
  ] as const;
  for (const [status, code, retry] of statuses) {
    it(`takes ${status} for ${code}, which is ${retry}`, async () => {
      answer = (_, response) => json(response, status, { detail: 'item NW-9 is unknown' });
      expect(await failure(get())).to.include({ code, retry });
    });
  }

  const bodies = [
    ['{"error":{"message":{"value":"said"}}}', 'application/json'],
    ['{"title":"Bad Request","detail":"said"}', 'application/problem+json'],
    ['{"message":"said"}', 'application/json; charset=utf-8'],
    ['{"errors":[{"message":"said"}]}', 'application/json'],
    ['<error><code>1</code><message xml:lang="en">said</message></error>', 'application/xml'],
    ['said', 'text/plain'],
  ] as const;
  for (const [body, type] of bodies) {
    it(`finds what the partner said in ${body}`, async () => {
      answer = (_, response) => response.writeHead(422, { 'content-type': type }).end(body);
      expect((await failure(get())).parameters).to.include({ status: 422, reason: 'said' });
    });
  }

  it('tells when to come back', async () => {
    answer = (_, response) => json(response, 429, {}, { 'retry-after': '7' });
    expect((await failure(get())).parameters.retryAfterMs).to.equal(7_000);
    answer = (_, response) => json(response, 503, {}, { 'retry-after': '2' });
    expect((await failure(get())).parameters.retryAfterMs).to.equal(2_000);
  });

  it('gives up on an answer that is late, and on a body that stalls', async () => {
    const connection = connectionTo(there.url, { timeoutMs: 60 });
    answer = () => {};
    const late = await failure(request(connection, { method: 'GET', path: '' }));
    expect(late).to.include({ code: 'CD_CONNECT_TIMEOUT', retry: 'retryable' });
    answer = (_, response) => response.writeHead(200).write('half');
    expect((await failure(request(connection, { method: 'GET', path: '' }))).code).to.equal(
      'CD_CONNECT_TIMEOUT',
    );
  });

  it('tells a refused and a broken connection apart from an answer', async () => {
    const { url } = there;
    answer = (_, response) => response.destroy();
    expect(await failure(get())).to.include({ code: 'CD_CONNECT_REFUSED', retry: 'retryable' });
    await there.close();
    const refused = await failure(request(connectionTo(url), { method: 'GET', path: '' }));
    expect(refused.code).to.equal('CD_CONNECT_REFUSED');
    expect(refused.message).to.contain('ECONNREFUSED');
    there = await partner(() => {});
  });

  it('refuses an answer above the limit, announced or not', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-length': '2000' }).end('x'.repeat(2_000));
    expect((await failure(get({ maxBytes: 1_000 }))).code).to.equal('CD_CONNECT_TOO_LARGE');
    answer = (_, response) => {
      response.writeHead(200);
      for (let part = 0; part < 20; part += 1) response.write('x'.repeat(100));
      response.end();
    };
    expect((await failure(get({ maxBytes: 1_000 }))).code).to.equal('CD_CONNECT_TOO_LARGE');
    expect((await get({ maxBytes: 2_000 })).body).to.have.length(2_000);
  });

  it('says that nothing was sent only when nothing can have been', async () => {
    const { url } = there;
    answer = (_, response) => response.destroy();
    expect((await failure(get())).parameters).not.to.have.property('sent');
    answer = () => {};
    // Long enough to connect on a busy machine.
    const late = await failure(request(connectionTo(url, { timeoutMs: 2_000 }), { method: 'GET', path: '' }));
    expect(late.parameters).not.to.have.property('sent');
    await there.close();
    const refused = await failure(request(connectionTo(url), { method: 'GET', path: '' }));
    expect(refused.parameters.sent).to.equal(false);
    const nowhere = connectionTo('http://nowhere.invalid');
    expect((await failure(request(nowhere, { method: 'GET', path: '' }))).parameters.sent).to.equal(false);
    there = await partner(() => {});
  });

  it('calls again on the same connection', async () => {
    const ports = new Set<number | undefined>();
    answer = (_, response) => {
      ports.add(response.socket?.remotePort);
      json(response, 200, {});
    };
    for (let n = 0; n < 5; n += 1) await get();
    expect(ports.size).to.equal(1);
  });

  for (const [encoding, compress] of [
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const) {
    it(`reads an answer in ${encoding}, and no more of it than the limit`, async () => {
      const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
      answer = (_, response) =>
        response.writeHead(200, headers).end(compress(JSON.stringify({ text: 'x'.repeat(50_000) })));
      expect((await get({ maxBytes: 60_000 })).body).to.have.nested.property('text.length', 50_000);
      expect((await failure(get({ maxBytes: 40_000 }))).code).to.equal('CD_CONNECT_TOO_LARGE');
      answer = (_, response) => response.writeHead(200, headers).end('no such thing');
      expect((await failure(get())).retry).to.equal('retryable');
    });
  }

  it('refuses JSON that is none', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"half":');
    expect((await failure(get())).code).to.equal('CD_CONNECT_MALFORMED');
  });

  it('follows a redirect on the same host and keeps method and body of a 307', async () => {
    answer = ({ url }, response) =>
      url.endsWith('/new')
        ? json(response, 200, 'moved')
        : response.writeHead(307, { location: '/new' }).end();
    expect((await get({ method: 'POST', body: { a: 1 } })).body).to.equal('moved');
    expect(there.seen[1]).to.include({ method: 'POST', body: '{"a":1}' });
  });

  it('never follows a redirect to another host, nor one without end', async () => {
    const other = await partner((_, response) => json(response, 200, 'stolen'));
    answer = (_, response) => response.writeHead(302, { location: `${other.url}/x` }).end();
    expect((await failure(get())).code).to.equal('CD_CONNECT_REDIRECTED');
    expect(other.seen).to.deep.equal([]);
    await other.close();
    answer = (_, response) => response.writeHead(302, { location: '/again' }).end();
    expect((await failure(get())).code).to.equal('CD_CONNECT_MALFORMED');
  });

  it('never calls another host by an absolute path', async () => {
    const elsewhere = await failure(get({ path: 'http://localhost:1/x' }));
    expect(elsewhere.code).to.equal('CD_CONNECT_REDIRECTED');
    expect((await get({ path: `${there.url}/api/absolute` })).status).to.equal(200);
  });
});

describe('retryAfterMs', () => {
  const now = Date.parse('2026-03-02T09:00:00Z');

  it('reads seconds and dates, and nothing else', () => {
    expect(retryAfterMs('120', now)).to.equal(120_000);
    expect(retryAfterMs('Mon, 02 Mar 2026 09:00:30 GMT', now)).to.equal(30_000);
    expect(retryAfterMs('Mon, 02 Mar 2026 08:00:00 GMT', now)).to.equal(0);
    expect(retryAfterMs('soon', now)).to.equal(null);
    expect(retryAfterMs('9'.repeat(400), now)).to.equal(Number.MAX_SAFE_INTEGER);
    expect(retryAfterMs(undefined, now)).to.equal(null);
  });
});
