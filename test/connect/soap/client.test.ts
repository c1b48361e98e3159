import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { listen } from 'soap';
import { openSoap } from '../../../connect/soap/client.ts';
import { connectionTo, failure, type Partner, partner } from '../support.ts';

const wsdl = readFileSync(new URL('./stock.wsdl', import.meta.url), 'utf8');
const input = { reference: 'R-1', line: [{ article: 'NW-1001', count: 3, price: '12.50' }] };

/** Against the soap package's own server. */
describe('openSoap', () => {
  let there: Partner;
  let confirm: (input: unknown) => unknown;
  let got: { input: unknown; authorization: string | undefined }[];
  beforeEach(async () => {
    got = [];
    confirm = () => ({ document: 'D-1', line: [{ article: 'NW-1001', count: 3, price: '12.50' }] });
    there = await partner((_, response) => response.writeHead(404).end('nothing here'));
    const handle = (asked: unknown, _callback: unknown, _headers: unknown, request: { headers: object }) => {
      got.push({ input: asked, authorization: Reflect.get(request.headers, 'authorization') });
      return confirm(asked);
    };
    listen(there.server, '/stock', { Stock: { StockPort: { ConfirmPick: handle } } }, wsdl);
  });
  afterEach(() => there.close());

  const open = () => openSoap(connectionTo(`${there.url}/stock`));
  const fault = (code: string, text: string) => () => {
    throw { Fault: { faultcode: code, faultstring: text, statusCode: 500 } };
  };

  it('calls an operation of the published WSDL at the configured address, with credentials', async () => {
    const auth = { kind: 'basic', username: 'ada', password: 'pw' } as const;
    const client = await openSoap(connectionTo(`${there.url}/stock`, { auth }));
    expect(client.operations).to.deep.equal(['ConfirmPick']);
    expect(await client.call('ConfirmPick', input)).to.deep.equal({
      ...{ document: 'D-1', line: [{ article: 'NW-1001', count: '3', price: '12.50' }] },
    });
    expect(got[0]?.authorization).to.equal('Basic YWRhOnB3');
    expect(got[0]?.input).to.have.nested.property('line[0].article', 'NW-1001');
  });

  it("takes a fault of the client for a business rejection with the service's text", async () => {
    confirm = fault('soap:Client', 'order 4711 is unknown');
    const error = await failure((await open()).call('ConfirmPick', input));
    expect(error).to.include({ code: 'CD_CONNECT_REJECTED', fault: 'business', retry: 'terminal' });
    expect(error.parameters.reason).to.equal('order 4711 is unknown');
  });

  it('takes a fault of the server for technical and retryable', async () => {
    confirm = fault('soap:Server', 'database locked');
    const error = await failure((await open()).call('ConfirmPick', input));
    expect(error).to.include({ code: 'CD_CONNECT_UNAVAILABLE', fault: 'technical', retry: 'retryable' });
  });

  it('reads SOAP 1.2 faults by their code', async () => {
    confirm = () => {
      throw { Fault: { Code: { Value: 'soap:Sender' }, Reason: { Text: 'not like this' }, statusCode: 400 } };
    };
    const error = await failure((await open()).call('ConfirmPick', input));
    expect(error.code).to.equal('CD_CONNECT_REJECTED');
    expect(error.parameters.reason).to.equal('not like this');
  });

  it('gives up on a late answer', async () => {
    const client = await openSoap(connectionTo(`${there.url}/stock`, { timeoutMs: 150 }));
    confirm = () => new Promise(() => {});
    expect((await failure(client.call('ConfirmPick', input))).code).to.equal('CD_CONNECT_TIMEOUT');
  });

  it('refuses an operation that the WSDL does not have', async () => {
    const error = await failure((await open()).call('Delete', {}));
    expect(error.code).to.equal('CD_CONNECT_CONFIG');
    expect(error.message).to.contain('ConfirmPick');
  });

  it('says what is wrong when there is no WSDL, no service or no login', async () => {
    expect((await failure(openSoap(connectionTo(`${there.url}/none`)))).code).to.equal('CD_CONNECT_REJECTED');
    const closed = await failure(openSoap(connectionTo('http://127.0.0.1:1/stock')));
    expect(closed.code).to.equal('CD_CONNECT_REFUSED');
    const guarded = await partner((_, response) => response.writeHead(401).end('who are you'));
    expect((await failure(openSoap(connectionTo(guarded.url)))).code).to.equal('CD_CONNECT_UNAUTHORIZED');
    await guarded.close();
    const page = await partner((_, response) => response.end('<html><p>welcome</p></html>'));
    expect((await failure(openSoap(connectionTo(page.url)))).code).to.equal('CD_CONNECT_MALFORMED');
    await page.close();
  });

  it('keeps every digit: what a number cannot hold stays text, and one entry of a list is a list', async () => {
    const typed = (type: string): string => wsdl.replaceAll('type="tns:Count"', `type="xsd:${type}"`);
    let body = '';
    let type = 'long';
    const there = await partner((request, response) =>
      response.end(request.method === 'GET' ? typed(type) : body),
    );
    const counted = async (count: string, price = '1'): Promise<unknown> => {
      const line = `<s:line><s:article>A</s:article><s:count>${count}</s:count><s:price>${price}</s:price></s:line>`;
      body = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><s:ConfirmResponse xmlns:s="urn:example:stock:v1">${line}</s:ConfirmResponse></e:Body></e:Envelope>`;
      return (await openSoap(connectionTo(there.url))).call('ConfirmPick', input);
    };
    const line = (count: unknown, price = '1') => ({ line: [{ article: 'A', count, price }] });
    for (type of ['int', 'integer', 'long', 'short']) {
      expect(await counted('42')).to.deep.equal(line(42));
      expect(await counted('9007199254740993')).to.deep.equal(line('9007199254740993'));
    }
    expect(await counted('-7', '12345678901234567.10')).to.deep.equal(line(-7, '12345678901234567.10'));
    expect(await counted('4.5')).to.deep.equal(line('4.5'));
    await there.close();
  });

  it('refuses answers with a DTD, without an envelope and above the limit', async () => {
    let body = '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>';
    const hostile = await partner((request, response) =>
      response.end(request.method === 'GET' ? wsdl : body),
    );
    const client = await openSoap(connectionTo(hostile.url), { maxBytes: 8_000 });
    expect((await failure(client.call('ConfirmPick', input))).code).to.equal('CD_CONNECT_MALFORMED');
    for (body of ['', '<html/>'])
      expect((await failure(client.call('ConfirmPick', input))).code).to.equal('CD_CONNECT_MALFORMED');
    body = 'x'.repeat(9_000);
    expect((await failure(client.call('ConfirmPick', input))).code).to.equal('CD_CONNECT_TOO_LARGE');
    await hostile.close();
  });
});
