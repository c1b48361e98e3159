import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import type { Json } from '../../../connect/connection.ts';
import { openSoap } from '../../../connect/soap/client.ts';
import { type SoapHandler, type SoapReply, soapService } from '../../../connect/soap/server.ts';
import { CrossdockError } from '../../../domain/errors.ts';
import { connectionTo, failure, partner } from '../support.ts';

const wsdl = readFileSync(new URL('./stock.wsdl', import.meta.url), 'utf8');
const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/';
const soap12 = 'http://www.w3.org/2003/05/soap-envelope';
const enveloped = (body: string, header = '', namespace = soap11): string =>
  `<?xml version="1.0"?><s:Envelope xmlns:s="${namespace}" xmlns:x="urn:example:stock:v1">${header}<s:Body>${body}</s:Body></s:Envelope>`;
const confirm = enveloped('<x:Confirm><x:reference>R</x:reference></x:Confirm>');

describe('soapService', () => {
  const service = soapService(wsdl);
  let calls: { operation: string; input: Json }[];
  let handler: SoapHandler;
  beforeEach(() => {
    calls = [];
    handler = async (operation, input) => {
      calls.push({ operation, input });
      return { document: 'D-1' };
    };
  });
  const post = (text: string | Uint8Array): Promise<SoapReply> =>
    service.handle(typeof text === 'string' ? new TextEncoder().encode(text) : text, (...call) =>
      handler(...call),
    );

  it('gives the fields as the schema types them: lists are lists, amounts stay text', async () => {
    await post(
      enveloped(`<x:Confirm xmlns:x="urn:example:stock:v1"><x:reference>A &amp; B &#8364;</x:reference>
        <x:customer><x:id>007</x:id><x:active>true</x:active></x:customer>
        <x:line><x:article><![CDATA[<1>]]></x:article><x:count>3</x:count><x:price>12.50</x:price>
          <x:part><x:article>p</x:article><x:count>1</x:count></x:part></x:line></x:Confirm>`),
    );
    const part = { article: 'p', count: 1 };
    expect(calls).to.deep.equal([
      {
        operation: 'ConfirmPick',
        input: {
          ...{ reference: 'A & B €', customer: { id: '007', active: true } },
          line: [{ article: '<1>', count: 3, price: '12.50', part: [part] }],
        },
      },
    ]);
  });

  it('answers in schema order, escaped, in the namespace of the WSDL', async () => {
    handler = async () => ({ line: [{ count: 2, article: 'a < b' }], document: 'D&1' });
    const { status, headers, body } = await post(confirm);
    expect(status).to.equal(200);
    expect(headers['content-type']).to.equal('text/xml; charset=utf-8');
    expect(body).to.contain(
      '<tns:ConfirmResponse xmlns:tns="urn:example:stock:v1"><tns:document>D&amp;1</tns:document><tns:line><tns:article>a &lt; b</tns:article><tns:count>2</tns:count></tns:line></tns:ConfirmResponse>',
    );
  });

  it('answers SOAP 1.2 in SOAP 1.2', async () => {
    const { headers, body } = await post(enveloped('<x:Confirm/>', '', soap12));
    expect(headers['content-type']).to.equal('application/soap+xml; charset=utf-8');
    expect(body).to.contain(soap12);
    const refused = await post(enveloped('<x:Other/>', '', soap12));
    expect(refused.status).to.equal(400);
    expect(refused.body).to.contain('<soap:Value>soap:Sender</soap:Value>');
  });

  it('serves the WSDL with its own address', () => {
    const { body } = service.wsdl('https://crossdock.example/api/stock');
    expect(body).to.contain('location="https://crossdock.example/api/stock"');
    expect(body).not.to.contain('localhost');
  });

  it('works with a client of the soap package, both ways', async () => {
    const there = await partner((request, response) => {
      const send = ({ status, headers, body }: SoapReply) =>
        void response.writeHead(status, headers).end(body);
      if (request.method === 'GET') return send(service.wsdl(there.url));
      void post(request.body).then(send);
    });
    const client = await openSoap(connectionTo(there.url));
    const line = [{ article: 'NW-1', price: '12.50' }];
    handler = async (_, input) => ({ document: 'D-2', line: (input as { line: Json }).line });
    expect(await client.call('ConfirmPick', { reference: 'R', line })).to.deep.equal({
      document: 'D-2',
      line,
    });
    handler = async () => {
      throw new CrossdockError('CD_CONNECT_REJECTED', {
        system: 'wms',
        status: 422,
        reason: 'no such release',
      });
    };
    const error = await failure(client.call('ConfirmPick', { reference: 'R', line }));
    expect(error.code).to.equal('CD_CONNECT_REJECTED');
    expect(error.message).to.contain('no such release');
    await there.close();
  });

  it('makes a business error the fault of the sender and a technical one its own, without inner details', async () => {
    handler = async () => {
      throw new CrossdockError('CD_CONNECT_TIMEOUT', { system: 'erp', timeoutMs: 5 });
    };
    expect((await post(confirm)).body).to.contain('<faultcode>soap:Server</faultcode>');
    handler = async () => {
      throw new Error('password=hunter2 at /srv/x.ts:1');
    };
    const { status, body } = await post(confirm);
    expect(status).to.equal(500);
    expect(body).to.contain('<faultstring>internal error</faultstring>').and.not.to.contain('hunter2');
  });

  const bomb = '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>';
  const hostile: Readonly<Record<string, string>> = {
    'a DTD with entities': enveloped('<x:Confirm/>').replace('?>', `?>${bomb}`),
    'an external entity': `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>${enveloped('<x:Confirm>&x;</x:Confirm>')}`,
    'a DTD after a comment': enveloped('<x:Confirm/>').replace('?>', `?><!-- > -->${bomb}`),
    'too deep a nesting': enveloped(`${'<a>'.repeat(200)}${'</a>'.repeat(200)}`),
    'too deep a nesting behind quoted brackets': enveloped(`${'<a b=">">'.repeat(200)}${'</a>'.repeat(200)}`),
    'a megabyte of <': '<'.repeat(1_000_000),
    'a megabyte of < in an envelope': enveloped('<'.repeat(1_000_000)),
    'a megabyte of tags without an end': '<a '.repeat(333_333),
    'a megabyte of comments without an end': '<!--'.repeat(250_000),
    'a megabyte of CDATA without an end': enveloped('<![CDATA['.repeat(111_111)),
    'a megabyte of instructions without an end': '<?'.repeat(500_000),
    'a tag inside a tag': enveloped('<x:Confirm <a> />'),
    'a < in an attribute': enveloped('<x:Confirm a="<"/>'),
    'an attribute without an end': enveloped('<x:Confirm a="/>'),
    'half a document': confirm.slice(0, 150),
    'crossed elements': enveloped('<x:Confirm><a><b></a></b></x:Confirm>'),
    'two elements in the body': enveloped('<x:Confirm/><x:Confirm/>').replace('<x:Confirm/>', '<x:Other/>'),
    'an empty body': enveloped(''),
    'no envelope': '<x:Confirm xmlns:x="urn:example:stock:v1"/>',
    'no XML': 'ISA*00*',
    nothing: '',
    'an unknown header that must be understood': enveloped(
      '<x:Confirm/>',
      '<s:Header><x:Lock s:mustUnderstand="1"/></s:Header>',
    ),
  };
  for (const [what, text] of Object.entries(hostile)) {
    it(`answers ${what} with a fault of the sender and calls nobody`, async () => {
      const { status, body } = await post(text);
      expect(status).to.equal(500);
      expect(body).to.contain('<faultcode>soap:Client</faultcode>');
      expect(body).to.contain('CD_CONNECT_SOAP_UNREADABLE');
      expect(calls).to.deep.equal([]);
    });
  }

  it('takes brackets in attributes, comments, CDATA and instructions for what they are', async () => {
    const comments = '<!-- <a> " -->'.repeat(200);
    await post(
      enveloped(`<x:Confirm a=">" b="'">${comments}<x:reference><![CDATA[<a>]]></x:reference></x:Confirm>`),
    );
    expect(calls[0]?.input).to.deep.equal({ reference: '<a>' });
  });

  it('names the element of an operation that it does not have', async () => {
    expect((await post(enveloped('<x:Drop/>'))).body).to.contain('no operation for Drop');
  });

  it('refuses a request above its limit and bytes that are not in their encoding', async () => {
    const small = await soapService(wsdl, { maxBytes: 100 }).handle(new Uint8Array(101), handler);
    expect(small.body).to.contain('larger than 100 bytes');
    const latin1 = Buffer.from(confirm.replace('>R<', '>Köln<'), 'latin1');
    expect((await post(latin1)).body).to.contain('it is not written in UTF-8');
    await post(
      Buffer.from(latin1.toString('latin1').replace('"1.0"', '"1.0" encoding="iso-8859-1"'), 'latin1'),
    );
    expect(calls[0]?.input).to.deep.equal({ reference: 'Köln' });
  });

  it('keeps names that mean something to JavaScript harmless', async () => {
    await post(
      enveloped(
        '<x:Confirm><__proto__><polluted>yes</polluted></__proto__><constructor>c</constructor></x:Confirm>',
      ),
    );
    expect(Reflect.get({}, 'polluted')).to.equal(undefined);
  });

  it('answers anything at all with well-formed XML', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.uint8Array(), async (text, bytes) => {
        handler = async () => ({ document: text });
        for (const body of [
          bytes,
          new TextEncoder().encode(enveloped(`<x:Confirm>${text}</x:Confirm>`)),
          confirm,
        ]) {
          expect(XMLValidator.validate((await post(body)).body)).to.equal(true);
        }
      }),
    );
  });

  it('refuses a WSDL that refers to other files, has a DTD or no operation', () => {
    const imports = '<xsd:import namespace="urn:x" schemaLocation="http://evil.example/x.xsd"/>';
    const broken = [
      wsdl.replace('<xsd:simpleType', `${imports}<xsd:simpleType`),
      wsdl.replace('?>', `?>${bomb}`),
      '<definitions/>',
      'no xml',
    ];
    for (const text of broken) {
      expect(() => soapService(text))
        .to.throw(CrossdockError)
        .with.property('code', 'CD_CONNECT_CONFIG');
    }
  });
});
