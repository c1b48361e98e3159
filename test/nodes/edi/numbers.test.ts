import { expect } from 'chai';
import type { RunningFlows } from '../../support/runtime/running-flows.ts';
import { acme, exceptionOf, orders, raised, startEdiFlow, stores } from './edi-flow.ts';

const terms = (gap: string, more: object = {}) => ({
  ...acme,
  controlNumbers: { interchange: 'acme-out', gap },
  ...more,
});

for (const store of stores) {
  describe(`control numbers of a partner, in ${store}`, function () {
    this.timeout(60_000);
    let flows: RunningFlows;
    afterEach(() => flows.stop());

    let files = 0;
    const receive = async (payload: string): Promise<string> => {
      files += 1;
      const key = `file ${files}`;
      const { id } = await flows.accept('receive', payload, { key });
      await flows.untilState(id, 'done');
      return key;
    };
    const names = async (key: string) => (await flows.notes(key)).map(({ name }) => name);

    it('raise an exception when they leave some out, which closes when these have come', async () => {
      flows = await startEdiFlow({ 'agreements/a.yaml': terms('warn') }, store);
      await receive(orders(5, ['PO-5']));
      const key = await receive(orders(8, ['PO-8']));
      expect(await names(key)).to.deep.equal(['transaction', 'acknowledgement']);
      const gap = await exceptionOf(flows, 'CD_EDI_CONTROL_NUMBER_GAP');
      expect(gap.error.message).to.equal(
        'interchange 000000008 of agreement acme came, but 000000006 to 000000007 before it has not; the last one was 000000005',
      );
      await receive(orders(7, ['PO-7']));
      expect(await raised(flows)).to.have.length(1);
      expect(await names(await receive(orders(6, ['PO-6'])))).to.include('transaction');
      expect(await raised(flows)).to.deep.equal([]);
      await receive(orders(9, ['PO-9']));
      await receive(orders(6, ['PO-6']));
      expect((await raised(flows)).map(({ error }) => error.code)).to.deep.equal([
        'CD_EDI_INTERCHANGE_REPEATED',
      ]);
    });

    it('hold an interchange back after a gap, until a person lets it go on', async () => {
      flows = await startEdiFlow({ 'agreements/a.yaml': terms('hold') }, store);
      await receive(orders(5, ['PO-5']));
      const key = await receive(orders(7, ['PO-7']));
      expect(await names(key)).to.deep.equal([]);
      const gap = await exceptionOf(flows, 'CD_EDI_CONTROL_NUMBER_GAP');
      expect(gap.error.remedy).to.contain('held back');
      await flows.call('retryException', gap.id);
      await flows.untilNotes(key, 2);
      expect(await names(key)).to.deep.equal(['transaction', 'acknowledgement']);
      expect(await names(await receive(orders(6, ['PO-6'])))).to.include('transaction');
      expect(await raised(flows)).to.deep.equal([]);
    });

    it('let what is held back go on, one after the other, when the missing one has come', async () => {
      flows = await startEdiFlow({ 'agreements/a.yaml': terms('hold') }, store);
      await receive(orders(5, ['PO-5']));
      const eight = await receive(orders(8, ['PO-8']));
      const seven = await receive(orders(7, ['PO-7']));
      expect([await names(seven), await names(eight)]).to.deep.equal([[], []]);
      expect(await raised(flows)).to.have.length(2);
      await receive(orders(6, ['PO-6']));
      await flows.untilNotes(seven, 2);
      await flows.untilNotes(eight, 2);
      expect(await names(eight)).to.deep.equal(['transaction', 'acknowledgement']);
      expect(await raised(flows)).to.deep.equal([]);
      const history = await flows.ledger('history', 'northwind', seven, 20);
      const released = history.filter(({ kind }) => kind === 'edi-released').map(({ text }) => text);
      expect(released.join()).to.contain('interchange 000000008 goes on');
      await receive(orders(9, ['PO-9']));
      expect(await raised(flows)).to.deep.equal([]);
    });

    it('leave alone what a person has given up', async () => {
      flows = await startEdiFlow({ 'agreements/a.yaml': terms('hold') }, store);
      await receive(orders(5, ['PO-5']));
      const seven = await receive(orders(7, ['PO-7']));
      const gap = await exceptionOf(flows, 'CD_EDI_CONTROL_NUMBER_GAP');
      await flows.call('discardException', gap.id);
      const six = await receive(orders(6, ['PO-6']));
      await flows.untilNotes(six, 2);
      await receive(orders(20, ['PO-20']));
      expect(await names(seven)).to.deep.equal([]);
    });

    it('may leave some out where the agreement says nothing of it, and between interchanges of one file', async () => {
      flows = await startEdiFlow({ 'agreements/a.yaml': acme }, store);
      await receive(orders(5, ['PO-5']));
      await receive(orders(9, ['PO-9']) + orders(12, ['PO-12']));
      expect(await raised(flows)).to.deep.equal([]);
    });

    it('are compared within a file as well', async () => {
      flows = await startEdiFlow({ 'agreements/a.yaml': terms('warn') }, store);
      await receive(orders(5, ['PO-5']) + orders(6, ['PO-6']) + orders(8, ['PO-8']));
      const gap = await exceptionOf(flows, 'CD_EDI_CONTROL_NUMBER_GAP');
      expect(gap.document).to.deep.equal({ agreement: 'acme', missing: ['000000007'] });
    });

    it('bring the acknowledgement again, and nothing else, when a resend is agreed', async () => {
      flows = await startEdiFlow({ 'agreements/a.yaml': terms('warn', { resends: 'acknowledge' }) }, store);
      await receive(orders(5, ['PO-5']));
      const key = await receive(orders(5, ['PO-5']));
      expect(await names(key)).to.deep.equal(['acknowledgement']);
      const history = await flows.ledger('history', 'northwind', key, 9);
      expect(history.find(({ kind }) => kind === 'edi-resent')?.text).to.contain('000000005');
      await receive(orders(5, ['PO-other']));
      await exceptionOf(flows, 'CD_EDI_CONTROL_NUMBER_DUPLICATE');
    });
  });
}
