import type { ServerResponse } from 'node:http';
import { expect } from 'chai';
import { type ODataClient, openOData } from '../../../connect/odata/client.ts';
import { connectionTo, failure, json, type Partner, partner, type Seen } from '../support.ts';

const path = 'API_SALES_ORDER_SRV/A_SalesOrder';

/** Answers as SAP Gateway does: a token per session, 403 'Required' without it. */
describe('openOData', () => {
  let there: Partner;
  let token: string;
  let client: ODataClient;
  let answer: (request: Seen, response: ServerResponse) => void;
  beforeEach(async () => {
    token = 'token-1';
    answer = (_, response) => json(response, 201, { d: { SalesOrder: '17' } });
    there = await partner((request, response) => {
      if (request.headers['x-csrf-token'] === 'Fetch') {
        const cookies = ['SAP_SESSIONID=abc; path=/; HttpOnly', 'sap-usercontext=x; path=/'];
        return json(response, 200, { d: {} }, { 'x-csrf-token': token, 'set-cookie': cookies });
      }
      if (request.method !== 'GET' && request.headers['x-csrf-token'] !== token) {
        return void response
          .writeHead(403, { 'x-csrf-token': 'Required' })
          .end('CSRF token validation failed');
      }
      answer(request, response);
    });
    client = openOData(connectionTo(`${there.url}/sap/`));
  });
  afterEach(() => there.close());

  const paths = () => there.seen.map(({ method, url }) => `${method} ${decodeURIComponent(url)}`);

  it('fetches a token with its session once, from the service document', async () => {
    expect(await client.create(path, { SoldToParty: '4' })).to.deep.equal({ SalesOrder: '17' });
    await client.create(path, { SoldToParty: '5' });
    expect(paths()).to.deep.equal([
      'GET /sap/API_SALES_ORDER_SRV',
      'POST /sap/API_SALES_ORDER_SRV/A_SalesOrder',
      'POST /sap/API_SALES_ORDER_SRV/A_SalesOrder',
    ]);
    expect(there.seen[1]?.headers.cookie).to.equal('SAP_SESSIONID=abc; sap-usercontext=x');
  });

  it('fetches one token for calls that come together', async () => {
    await Promise.all([client.create(path, {}), client.create(path, {}), client.create(path, {})]);
    expect(paths().filter((one) => one.startsWith('GET'))).to.have.length(1);
  });

  it('fetches a new token when the session ran out, and repeats the call once', async () => {
    await client.create(path, { n: 1 });
    token = 'token-2';
    await client.create(path, { n: 2 });
    expect(there.seen.at(-1)).to.include({ method: 'POST', body: '{"n":2}' });
    expect(there.seen.at(-1)?.headers['x-csrf-token']).to.equal('token-2');
  });

  it('does not keep a failed fetch', async () => {
    const url = `${there.url}/sap`;
    await there.close();
    const alone = openOData(connectionTo(url));
    expect((await failure(alone.create(path, {}))).code).to.equal('CD_CONNECT_REFUSED');
    expect((await failure(alone.create(path, {}))).code).to.equal('CD_CONNECT_REFUSED');
    there = await partner(() => {});
  });

  it("rejects with SAP's own message", async () => {
    answer = (_, response) =>
      json(response, 400, {
        error: { code: 'V1/382', message: { lang: 'en', value: 'Material X is unknown' } },
      });
    const error = await failure(client.create(path, {}));
    expect(error).to.include({ code: 'CD_CONNECT_REJECTED', fault: 'business' });
    expect(error.parameters.reason).to.equal('Material X is unknown');
  });

  it('reads an entity with its ETag, from the header or the metadata, and null when there is none', async () => {
    answer = (_, response) => json(response, 200, { d: { SalesOrder: '17' } }, { etag: 'W/"1"' });
    const options = { select: ['SalesOrder'], expand: ['to_Item'] };
    const found = await client.get(`${path}('17')`, options);
    expect(found).to.deep.equal({ entity: { SalesOrder: '17' }, etag: 'W/"1"' });
    expect(paths()).to.deep.equal([`GET /sap/${path}('17')?$select=SalesOrder&$expand=to_Item`]);
    answer = (_, response) => json(response, 200, { d: { __metadata: { etag: 'W/"2"' } } });
    expect((await client.get(`${path}('17')`))?.etag).to.equal('W/"2"');
    answer = (_, response) => json(response, 404, { error: { message: { value: 'gone' } } });
    expect(await client.get(`${path}('18')`)).to.equal(null);
  });

  it('follows pages, absolute and relative, until top', async () => {
    answer = ({ url }, response) => {
      const page = Number(new URL(url, there.url).searchParams.get('$skiptoken') ?? 0);
      const next = [`${there.url}/sap/${path}?$skiptoken=1`, 'A_SalesOrder?$skiptoken=2', undefined][page];
      json(response, 200, { d: { results: [{ n: page * 2 }, { n: page * 2 + 1 }], __next: next } });
    };
    const all = await client.query(path, { filter: "SoldToParty eq '4'", orderBy: 'SalesOrder asc' });
    expect(all.map(({ n }) => n)).to.deep.equal([0, 1, 2, 3, 4, 5]);
    expect(paths()[0]).to.equal(`GET /sap/${path}?$filter=SoldToParty eq '4'&$orderby=SalesOrder asc`);
    expect(await client.query(path, { top: 3 })).to.have.length(3);
    const tooMany = await failure(client.query(path, { maxEntities: 3 }));
    expect(tooMany.code).to.equal('CD_CONNECT_TOO_LARGE');
  });

  it('does not follow a page to another host', async () => {
    answer = (_, response) => json(response, 200, { d: { results: [], __next: 'http://localhost:1/x' } });
    expect((await failure(client.query(path))).code).to.equal('CD_CONNECT_REDIRECTED');
  });

  it('changes the version that the ETag stands for, and is stale on another', async () => {
    answer = (_, response) => response.writeHead(204).end();
    await client.update(`${path}('17')`, { PurchaseOrderByCustomer: 'B' }, 'W/"1"');
    expect(there.seen.at(-1)).to.include({ method: 'PATCH' });
    expect(there.seen.at(-1)?.headers['if-match']).to.equal('W/"1"');
    answer = (_, response) => json(response, 412, { error: { message: { value: 'changed meanwhile' } } });
    const stale = await failure(client.update(`${path}('17')`, {}, 'W/"1"'));
    expect(stale).to.include({ code: 'CD_CONNECT_STALE', retry: 'retryable' });
  });

  it('refuses an answer that is not OData', async () => {
    answer = (_, response) => json(response, 200, { value: [] });
    expect((await failure(client.query(path))).code).to.equal('CD_CONNECT_MALFORMED');
    answer = (_, response) => json(response, 200, { d: 'x' });
    expect((await failure(client.get(path))).code).to.equal('CD_CONNECT_MALFORMED');
    expect((await failure(client.query(path))).code).to.equal('CD_CONNECT_MALFORMED');
  });
});
