import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Expectations } from './expectation.ts';

/** Nodes that call partners. */
export const deliveryExamples: Expectations = {
  'api-call/01-post-an-invoice': {
    fact: 'billing refuses the invoice in words of its own',
    async see({ editor }) {
      await editor.press('an invoice that does not add up');
      const refused = await editor.shown<{ message: string }>('refused');
      expect(refused.message).to.include('the lines do not add up to the net total');
    },
  },
  'erp-post/01-create-a-sales-order': {
    fact: 'the order is created once and found the second time, an unknown material is refused',
    async see({ editor, demo }) {
      await editor.press('an order');
      const first = await editor.shown<{ number: string }>('posted');
      await editor.press('an order');
      const second = await editor.shown<{ number: string }>('posted');
      expect(first).to.include({ existed: false });
      expect(second).to.include({ existed: true, number: first.number });
      await editor.press('an unknown material');
      expect(JSON.stringify(await editor.shown('refused'))).to.include('NW-9999');
      expect(demo.partners.erp.standIn.recorder.problems).to.deep.equal([]);
    },
  },
  'wms-release/01-release-to-the-cloud-warehouse': {
    fact: 'the warehouse confirms both times with the same reference',
    async see({ editor }) {
      await editor.press('a release');
      const first = await editor.shown<{ warehouseReference: string }>('confirmed');
      await editor.press('a release');
      const second = await editor.shown<{ warehouseReference: string }>('confirmed');
      expect(first.warehouseReference).to.be.a('string');
      expect(second.warehouseReference).to.equal(first.warehouseReference);
    },
  },
  'tms-shipment/01-plan-a-load': {
    fact: 'the TMS answers with shipment, carrier and expected charges',
    async see({ editor }) {
      await editor.press('a load');
      const planned = await editor.shown<{ expectedCharges: unknown[] }>('planned');
      expect(planned).to.include.keys('shipmentId', 'carrier', 'expectedCharges');
      expect(planned.expectedCharges).not.to.have.length(0);
    },
  },
  'sftp-out/01-put-a-file': {
    fact: 'the file is put once, other content under its name is rejected',
    async see({ editor, demo }) {
      const file = join(demo.partners.exchange.root, 'swift/outbox/hello.txt');
      await editor.press('hello');
      await editor.shown('delivered');
      expect(readFileSync(file, 'utf8')).to.equal('hello');
      await editor.press('hello');
      await editor.shown('delivered');
      await editor.press('other content');
      expect(await editor.shown('rejected')).to.have.property('code');
      expect(existsSync(file) && readFileSync(file, 'utf8')).to.equal('hello');
    },
  },
  'soap-call/01-ask-and-post': {
    fact: 'the legacy ERP gives three orders, and refuses a goods issue for an order it does not know',
    disable: ['Orders from the legacy ERP'],
    async see({ editor, demo }) {
      for (const number of ['LEG-100001', 'LEG-100002', 'LEG-100003', 'LEG-100004'])
        demo.partners.orders.legacy(number, [{ sku: 'NW-1001', cartons: 1 }]);
      await editor.press('three orders');
      const { orders } = await editor.shown<{ orders: unknown[] }>('answer');
      expect(orders).to.have.length(3);
      await editor.press('goods issue for an unknown order');
      expect(await editor.shown<{ message: string }>('refused'))
        .to.have.property('message')
        .that.includes('order NOBODY-KNOWS is unknown');
    },
  },
};
