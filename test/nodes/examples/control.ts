import { expect } from 'chai';
import type { Expectations } from './expectation.ts';

/** Nodes that look at documents, change them or send them one way or another. */
export const controlExamples: Expectations = {
  'validate/01-check-an-item': {
    fact: 'the item passes, the other leaves with every problem',
    async see({ editor }) {
      await editor.press('a good item');
      expect(await editor.shown('valid')).to.include({ sku: 'NW-1001' });
      await editor.press('an item without a price');
      const problems = await editor.shown<{ path: string }[]>('problems');
      expect(JSON.stringify(problems)).to.include('price').and.to.include('sku');
    },
  },
  'canonical-mapper/01-map-a-purchase-order': {
    fact: 'the purchase order becomes a sales order, the other leaves with file and line of the problem',
    async see({ editor }) {
      await editor.press('a purchase order');
      const order = await editor.shown<{ orderNumber: string; lines: unknown[] }>('sales order');
      expect(order.orderNumber).to.equal('PO-4711');
      expect(order.lines).to.have.length(1);
      await editor.press('one with an unknown unit');
      const error = await editor.shown('problems');
      expect(JSON.stringify(error))
        .to.include('ZZ')
        .and.match(/mapping\.yaml:\d+/);
    },
  },
  'reconciliation/01-what-is-open': {
    fact: 'all kinds of what may be open are told with their ages',
    async see({ editor }) {
      await editor.press('look');
      const { kinds } = await editor.shown<{ kinds: { kind: string; ages: number[] }[] }>('report');
      expect(kinds.map(({ kind }) => kind)).to.include('wms-not-in-erp');
      for (const { ages } of kinds) expect(ages).to.have.length(4);
    },
  },
  'route/01-first-rule-that-is-met': {
    fact: 'each order goes the way of the first rule it meets, or everything else',
    async see({ editor }) {
      await editor.press('light, Germany');
      expect(await editor.shown('Europe')).to.deep.equal({ country: 'DE', weight: '12.5' });
      await editor.press('heavy, United States');
      expect(await editor.shown('heavy goods')).to.deep.equal({ country: 'US', weight: '2400' });
      await editor.press('light, nowhere');
      expect(await editor.shown('everything else')).to.deep.equal({ weight: '3' });
    },
  },
  'route/02-every-rule-that-is-met': {
    fact: 'dangerous goods to Norway need both, the check and the declaration',
    async see({ editor }) {
      await editor.press('dangerous goods to Norway');
      expect(await editor.shown('dangerous-goods check')).to.include({ country: 'NO' });
      expect(await editor.shown('export declaration')).to.include({ country: 'NO' });
    },
  },
  'exception/01-ask-a-person': {
    fact: 'the small order goes on, the large one waits for the order desk',
    async see({ editor, tower }) {
      await editor.press('order of 900');
      expect(await editor.shown('goes on')).to.include({ orderNumber: 'PO-1' });
      await editor.press('order of 250,000');
      const raised = await tower.exception('CD_RAISED_BY_FLOW', 'PO-2');
      expect(raised).to.include({
        text: 'order PO-2 of 250000.00 needs approval',
        owner: 'order desk',
        node: 'needs approval',
      });
    },
  },
  'channel-in/01-hand-over-between-tabs': {
    fact: 'the item that channel out hands over arrives at channel in',
    declare: { pack: 'order-to-cash', channel: 'items' },
    async see({ editor }) {
      await editor.press('an item');
      expect(await editor.shown('what arrived')).to.deep.equal({
        sku: 'NW-1001',
        description: 'Oat drink',
      });
    },
  },
  'edi-read/01-read-a-purchase-order': {
    fact: 'the 850 comes out as JSON with its 997, the repeat is rejected',
    async see({ editor }) {
      await editor.press('an 850 of Acme');
      const order = await editor.shown<{ type: string; segments: { BEG: { BEG03: string } } }>(
        'order as JSON',
      );
      expect([order.type, order.segments.BEG.BEG03]).to.deep.equal(['850', 'PO-77']);
      expect(await editor.shown('997'))
        .to.include('AK1*PO*77')
        .and.to.include('AK5*A');
      await editor.press('an 850 of Acme');
      expect(await editor.shown('rejected')).to.include({ code: 'CD_EDI_INTERCHANGE_REPEATED' });
    },
  },
  'edi-write/01-write-a-shipping-order': {
    fact: 'the 940 comes out as text with a token for its control number',
    async see({ editor }) {
      await editor.press('a 940 as JSON');
      const text = await editor.shown<string>('940');
      expect(text)
        .to.match(/^ISA\*/)
        .and.to.include('W05*N*4711-1*PO-77')
        .and.to.include('W01*24*CA');
      expect(text.split('*')[13]).not.to.match(/^\d+$/);
    },
  },
};
