import { expect } from 'chai';
import type { Ledger, MessageState } from '../../../ledger/ledger.ts';
import {
  committed,
  exception,
  type Factory,
  idsOf,
  message,
  processOperation,
  type Subject,
} from './samples.ts';

/** Finding messages and processes. */
export function searching(open: Factory): void {
  let subject: Subject;
  beforeEach(async () => {
    subject = await open();
  });
  afterEach(() => subject.dispose());

  describe('messages', () => {
    it('are listed by key, tenant and state, newest first and page by page', async () => {
      const { ledger } = subject;
      await ledger.accept([
        message('m1'),
        message('m2', { queue: 'channel:orders/core' }),
        message('m3', { key: 'C-ACME/PO-2' }),
        message('m4', { tenant: 'southwind' }),
        message('m5'),
      ]);
      await committed(
        ledger,
        { op: 'done', messageId: 'm1' },
        { op: 'park', messageId: 'm2', attempts: 1, exception: exception('e1') },
        { op: 'discard', messageId: 'm3' },
      );
      const list = async (query: Omit<Parameters<Ledger['messages']>[0], 'limit'>, limit = 9) =>
        idsOf(await ledger.messages({ ...query, limit }));
      expect(await list({})).to.deep.equal(['m5', 'm4', 'm3', 'm2', 'm1']);
      expect(await list({}, 2)).to.deep.equal(['m5', 'm4']);
      expect(await list({ before: 'm4' }, 2)).to.deep.equal(['m3', 'm2']);
      expect(await list({ key: 'C-ACME/PO-1' })).to.deep.equal(['m5', 'm4', 'm2', 'm1']);
      expect(await list({ key: 'C-ACME/PO-1', tenant: 'northwind', before: 'm5' })).to.deep.equal([
        'm2',
        'm1',
      ]);
      expect(await list({ tenant: 'southwind' })).to.deep.equal(['m4']);
      const states = { accepted: ['m5', 'm4'], parked: ['m2'], done: ['m1'], discarded: ['m3'] };
      for (const [state, ids] of Object.entries(states)) {
        expect(await list({ state: state as MessageState }), state).to.deep.equal(ids);
      }
      expect(await list({ state: 'accepted', key: 'C-ACME/PO-1' })).to.deep.equal(['m5', 'm4']);
      expect(await list({ key: 'nobody' })).to.deep.equal([]);
      expect(await list({ tenant: 'nobody' })).to.deep.equal([]);
    });
  });

  describe('search', () => {
    const identified = (key: string, scheme: string, value: string, tenant = 'northwind') =>
      processOperation({ key, tenant, identifiers: [{ scheme, value }] });

    it('finds processes by the beginning of an identifier or of their key, in the order of the values', async () => {
      const { ledger } = subject;
      await committed(
        ledger,
        identified('ACME/1', 'customer-order', 'PO-20'),
        identified('ACME/2', 'shipment', 'PO-2'),
        identified('PO-1000', 'pro', '12345'),
        identified('ACME/3', 'customer-order', 'QO-20'),
      );
      const { summary } = processOperation();
      expect(await ledger.search({ prefix: 'PO-', limit: 9 })).to.deep.equal([
        { tenant: 'northwind', scheme: 'key', value: 'PO-1000', processKey: 'PO-1000', summary },
        { tenant: 'northwind', scheme: 'shipment', value: 'PO-2', processKey: 'ACME/2', summary },
        { tenant: 'northwind', scheme: 'customer-order', value: 'PO-20', processKey: 'ACME/1', summary },
      ]);
      const values = async (prefix: string, limit = 9) =>
        (await ledger.search({ prefix, limit })).map((hit) => hit.value);
      expect(await values('PO-2', 1)).to.deep.equal(['PO-2']);
      expect(await values('po-')).to.deep.equal([]);
      expect(await values('%')).to.deep.equal([]);
      expect(await values('')).to.deep.equal([]);
    });

    it('finds every tenant, or the one that is asked for', async () => {
      const { ledger } = subject;
      await committed(
        ledger,
        identified('ACME/1', 'pro', 'B-1'),
        identified('ACME/1', 'pro', 'A-1', 'southwind'),
        identified('ACME/9', 'pro', 'ACME/5', 'southwind'),
      );
      const hits = async (query: { prefix: string; tenant?: string }) =>
        (await ledger.search({ ...query, limit: 9 })).map((hit) => `${hit.tenant} ${hit.value}`);
      expect(await hits({ prefix: 'A' })).to.have.members([
        ...['southwind A-1', 'northwind ACME/1', 'southwind ACME/1', 'southwind ACME/5', 'southwind ACME/9'],
      ]);
      expect(await hits({ prefix: 'ACME', tenant: 'northwind' })).to.deep.equal(['northwind ACME/1']);
      expect(await hits({ prefix: 'A', tenant: 'southwind' })).to.have.length(4);
      expect(await hits({ prefix: 'A', tenant: 'nobody' })).to.deep.equal([]);
    });

    it('shows a process of several identifiers once for each of those that begin so', async () => {
      const { ledger } = subject;
      const identifiers = ['sscc', 'pro'].map((scheme) => ({ scheme, value: '0034' }));
      await committed(ledger, processOperation({ identifiers }));
      const hits = await ledger.search({ prefix: '003', limit: 9 });
      expect(hits.map((hit) => hit.scheme)).to.have.members(['pro', 'sscc']);
    });
  });

  describe('processes', () => {
    it('are listed page by page also when many were updated at the same instant', async () => {
      const { ledger } = subject;
      const keys = Array.from({ length: 7 }, (_, index) => `p${index}`);
      await committed(ledger, ...keys.map((key) => processOperation({ key })));
      const seen: string[] = [];
      for (let page = await ledger.processes({ limit: 3 }); page.length > 0; ) {
        seen.push(...page.map((one) => one.key));
        const { tenant, key, summary } = page.at(-1)!;
        page = await ledger.processes({ limit: 3, after: { tenant, key, updatedAt: summary.updatedAt } });
      }
      expect(seen.sort()).to.deep.equal(keys);
    });
  });
}
