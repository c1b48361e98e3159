import { expect } from 'chai';
import type { JournalEntry } from '../../../ledger/ledger.ts';
import { committed, type Factory, processOperation, refused, type Subject } from './samples.ts';

/** Process state, its search and its journal. */
export function processes(open: Factory): void {
  describe('a process', () => {
    let subject: Subject;
    beforeEach(async () => {
      subject = await open();
    });
    afterEach(() => subject.dispose());

    it('is created with version 1 and kept with all its properties', async () => {
      const { ledger } = subject;
      const { op: _, expectVersion: __, ...properties } = processOperation();
      await committed(ledger, processOperation());
      expect(await ledger.process('northwind', 'C-ACME/PO-1')).to.deep.equal({ ...properties, version: 1 });
      expect(await ledger.process('southwind', 'C-ACME/PO-1')).to.equal(null);
    });

    it('says what it is about, in every list, and an order says nothing', async () => {
      const { ledger } = subject;
      const { summary } = processOperation();
      await committed(ledger, processOperation());
      for (const kind of ['freight', 'stock', 'master-data'] as const)
        await committed(ledger, processOperation({ key: kind, summary: { ...summary, kind } }));
      const freight = (await ledger.process('northwind', 'freight'))?.summary;
      expect(freight).to.deep.equal({ ...summary, kind: 'freight' });
      const kinds = (all: readonly { readonly summary: { readonly kind?: string } }[]) =>
        all.map((one) => one.summary.kind ?? 'order').sort();
      const all = ['freight', 'master-data', 'order', 'stock'];
      expect(kinds(await ledger.processes({ limit: 9 }))).to.deep.equal(all);
      expect(kinds(await ledger.search({ prefix: 'PO-1', limit: 9 }))).to.deep.equal(all);
      await committed(ledger, processOperation({ key: 'freight', expectVersion: 1 }));
      expect((await ledger.process('northwind', 'freight'))?.summary).to.deep.equal(summary);
    });

    it('changes only from the version the change was based on', async () => {
      const { ledger } = subject;
      await committed(ledger, processOperation());
      const conflict = await refused(ledger, processOperation({ state: 'lost update' }));
      expect(conflict).to.deep.include({ operation: 0, cause: 'version' });
      await refused(ledger, processOperation({ expectVersion: 2 }));
      await committed(ledger, processOperation({ expectVersion: 1, state: 'second' }));
      expect(await ledger.process('northwind', 'C-ACME/PO-1')).to.deep.include({
        version: 2,
        state: 'second',
      });
    });

    it('lets one of two concurrent changes win', async () => {
      const { ledger } = subject;
      const results = await Promise.all([
        ledger.commit([processOperation()]),
        ledger.commit([processOperation()]),
      ]);
      expect(results.map((one) => one.committed).sort()).to.deep.equal([false, true]);
    });

    it('may change twice in one commit', async () => {
      const { ledger } = subject;
      await committed(ledger, processOperation(), processOperation({ expectVersion: 1 }));
      expect((await ledger.process('northwind', 'C-ACME/PO-1'))?.version).to.equal(2);
      await refused(ledger, processOperation({ expectVersion: 2 }), processOperation({ expectVersion: 2 }));
      expect((await ledger.process('northwind', 'C-ACME/PO-1'))?.version).to.equal(2);
    });

    it('is found by each of its identifiers, within its tenant', async () => {
      const { ledger } = subject;
      await committed(ledger, processOperation(), processOperation({ tenant: 'southwind' }));
      const find = async (scheme: string | null, value: string) =>
        (await ledger.processByIdentifier('northwind', scheme, value)).map((one) => one.tenant);
      expect(await find('customer-order', 'PO-1')).to.deep.equal(['northwind']);
      expect(await find(null, 'PO-1')).to.deep.equal(['northwind']);
      expect(await find('invoice', 'PO-1')).to.deep.equal([]);
      expect(await find(null, 'PO')).to.deep.equal([]);
    });

    it('is found once under any scheme when two identifiers have one value', async () => {
      const { ledger } = subject;
      const identifiers = ['customer-order', 'erp-order'].map((scheme) => ({ scheme, value: '4711' }));
      await committed(ledger, processOperation({ identifiers }));
      expect(await ledger.processByIdentifier('northwind', null, '4711')).to.have.length(1);
    });

    it('is no longer found by an identifier that was left out', async () => {
      const { ledger } = subject;
      await committed(ledger, processOperation());
      const identifiers = [{ scheme: 'erp-order', value: '4711' }];
      await committed(ledger, processOperation({ expectVersion: 1, identifiers }));
      expect(await ledger.processByIdentifier('northwind', null, 'PO-1')).to.deep.equal([]);
      expect(await ledger.processByIdentifier('northwind', null, '4711')).to.have.length(1);
    });

    it('is listed last updated first, by tenant, status and hold, and page by page', async () => {
      const { ledger } = subject;
      const at = (minute: number) => `2026-03-02T09:0${minute}:00.000Z`;
      const summary = (minute: number, status: string, held: boolean) => ({
        ...{ status, customer: 'C-ACME', held, updatedAt: at(minute) },
      });
      await committed(
        ledger,
        processOperation({ key: 'p1', summary: summary(1, 'open', false) }),
        processOperation({ key: 'p2', summary: summary(2, 'shipped', true) }),
        processOperation({ key: 'p3', summary: summary(3, 'open', true), tenant: 'southwind' }),
      );
      const list = async (query: object) =>
        (await ledger.processes({ limit: 2, ...query })).map((one) => one.key);
      expect(await list({})).to.deep.equal(['p3', 'p2']);
      expect(await list({ after: { updatedAt: at(2), tenant: 'northwind', key: 'p2' } })).to.deep.equal([
        'p1',
      ]);
      expect(await list({ status: 'open' })).to.deep.equal(['p3', 'p1']);
      expect(await list({ held: true })).to.deep.equal(['p3', 'p2']);
      expect(await list({ held: false })).to.deep.equal(['p1']);
      expect(await list({ tenant: 'northwind', held: true, status: 'shipped' })).to.deep.equal(['p2']);
      expect(await list({ tenant: 'northwind' })).to.deep.equal(['p2', 'p1']);
    });

    it('is counted by status and hold', async () => {
      const { ledger } = subject;
      await committed(ledger, processOperation(), processOperation({ key: 'p2' }));
      const summary = { ...processOperation().summary, status: 'shipped', held: true };
      await committed(ledger, processOperation({ expectVersion: 1, summary }));
      expect(await ledger.counts()).to.deep.include({ processes: { open: 1, shipped: 1 }, held: 1 });
      await committed(ledger, processOperation({ expectVersion: 2 }));
      expect(await ledger.counts()).to.deep.include({ processes: { open: 2 }, held: 0 });
    });

    it('has a journal: the last lines of a key, oldest first', async () => {
      const { ledger } = subject;
      const line = (text: string, key = 'C-ACME/PO-1'): JournalEntry => ({
        ...{ tenant: 'northwind', key, at: '2026-03-02T09:00:00.000Z', kind: 'milestone', text },
      });
      const full = { ...line('two'), messageId: 'm1', data: { lines: 2 } };
      await committed(ledger, { op: 'journal', entries: [line('one'), full] });
      await committed(ledger, { op: 'journal', entries: [line('elsewhere', 'C-ACME/PO-2'), line('three')] });
      expect(await ledger.history('northwind', 'C-ACME/PO-1', 2)).to.deep.equal([full, line('three')]);
      expect(await ledger.history('southwind', 'C-ACME/PO-1', 2)).to.deep.equal([]);
    });
  });
}
