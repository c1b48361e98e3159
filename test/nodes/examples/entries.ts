import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { drop } from '../../../partners/exchange/mailbox.ts';
import { demoSecrets } from '../../support/demo.ts';
import type { Expectations } from './expectation.ts';

/** Nodes through which documents come in. */
export const entryExamples: Expectations = {
  'api-in/01-answer-with-a-price': {
    fact: 'the caller gets the price, and the stored answer when it calls again',
    async see({ editor, demo }) {
      await editor.status('POST /api/prices', /prices/);
      const ask = () =>
        fetch(`${demo.url}/api/prices`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': '1' },
          body: '{"sku":"NW-1001"}',
        });
      for (const answer of [await ask(), await ask()]) {
        expect(answer.status).to.equal(200);
        expect(await answer.json()).to.deep.equal({ sku: 'NW-1001', price: '18.40' });
      }
    },
  },
  'soap-in/01-answer-a-credit-decision': {
    fact: 'the decision is accepted once, and its repeat gets the stored answer',
    async see({ editor, demo }) {
      await editor.status('credit service', /BlockOrder/);
      const authorization = `Basic ${Buffer.from(`crossdock:${demoSecrets().erp}`).toString('base64')}`;
      const url = `${demo.url}/api/examples/credit`;
      const wsdl = await (await fetch(`${url}?wsdl`, { headers: { authorization } })).text();
      expect(wsdl).to.include('BlockOrder').and.to.include(url);
      const block = () =>
        fetch(url, {
          method: 'POST',
          headers: {
            authorization,
            'content-type': 'text/xml',
            soapaction: 'urn:northwind:credit:v1#BlockOrder',
          },
          body: envelope(
            '<BlockOrder xmlns="urn:northwind:credit:v1"><requestId>R-1</requestId><order>PO-1</order><reason>limit</reason></BlockOrder>',
          ),
        });
      for (const answer of [await block(), await block()]) {
        expect(answer.status).to.equal(200);
        expect(await answer.text()).to.match(/accepted>true</);
      }
      const request = await editor.shown<{ operation: string; payload: unknown }>('request');
      expect(request.operation).to.equal('BlockOrder');
      expect(request.payload).to.deep.equal({ requestId: 'R-1', order: 'PO-1', reason: 'limit' });
    },
  },
  'event-in/01-publish-and-receive': {
    fact: 'the event comes back as a document, text that is no JSON leaves at refused',
    async see({ editor }) {
      await editor.status('examples', /^crossdock\//);
      await editor.press('an invoice');
      expect(await editor.shown('document')).to.deep.equal({ invoiceNumber: 'TEST-1', total: '11.90' });
      await editor.press('no JSON');
      expect(await editor.shown('refused')).to.include({ code: 'CD_EVENT_UNREADABLE' });
    },
  },
  'sftp-in/01-read-a-mailbox': {
    fact: 'the file appears and is moved to the archive',
    async see({ editor, tower, demo }) {
      const { root } = demo.partners.exchange;
      await editor.status('demo inbox', /CD_/);
      drop(root, 'demo/inbox/hello.txt', 'hello');
      const file = await editor.shown<{ filename: string; payload: unknown }>('a file');
      expect(file.filename).to.equal('hello.txt');
      await tower.look(
        async () => existsSync(join(root, 'demo/inbox/archive/hello.txt')) || undefined,
        'the file in the archive',
      );
    },
  },
  'schedule/01-every-ten-seconds': {
    fact: 'a run starts at a full ten seconds',
    async see({ editor }) {
      const message = await editor.shown<{ slot: string; payload: unknown }>("the run's message");
      expect(message.payload).to.deep.equal({ report: 'open orders' });
      expect(message.slot).to.match(/0\.000Z$/);
    },
  },
  'erp-order/01-new-orders-of-two-erps': {
    fact: 'a new order of each ERP appears',
    disable: ['Orders from the ERP', 'Orders from the legacy ERP'],
    async see({ editor, demo }) {
      demo.partners.orders.clerk('INI-EXAMPLE', [{ sku: 'NW-1001', cartons: 1 }]);
      demo.partners.orders.legacy('LEG-200001', [{ sku: 'NW-1001', cartons: 1 }]);
      const found = [await editor.shown('order'), await editor.shown('order')];
      expect(JSON.stringify(found)).to.include('INI-EXAMPLE').and.to.include('LEG-200001');
    },
  },
};

const envelope = (body: string): string =>
  `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>${body}</soap:Body></soap:Envelope>`;
