import { expect } from 'chai';
import type { Suspended } from '../../../domain/edi/suspended.ts';
import type { RunningFlows } from '../../support/runtime/running-flows.ts';
import { acme, exceptionOf, orders, raised, startEdiFlow, stores } from './edi-flow.ts';

interface Noted {
  readonly type?: string;
  readonly segments: { readonly BEG?: { readonly BEG03: string }; readonly AK9?: object };
}

for (const store of stores) {
  describe(`a file of three good orders and one bad, in ${store}`, function () {
    this.timeout(60_000);
    let flows: RunningFlows;
    afterEach(() => flows.stop());

    const file = orders(7, ['PO-1', 'PO-2', null, 'PO-4']);
    const start = async (validation: object = {}) => {
      flows = await startEdiFlow({ 'agreements/a.yaml': { ...acme, validation } }, store);
      const { id } = await flows.accept('receive', file, { key: 'file' });
      await flows.untilState(id, 'done');
      return exceptionOf(flows, 'CD_EDI_SEGMENT_MISSING');
    };
    const noted = async (name: string) =>
      (await flows.notes('file')).filter((note) => note.name === name).map(({ data }) => data as Noted);
    const numbers = async () => (await noted('transaction')).map(({ segments }) => segments.BEG?.BEG03);
    const corrected = ({ segments, ...rest }: Suspended) => {
      const [header = '', ...others] = segments;
      return { ...rest, segments: [header, 'BEG*00*SA*PO-3**20260301', ...others] };
    };
    const retry = async (id: string, document: unknown) => {
      await flows.face('retryException', id, 'ada', 'number from the phone', document as never);
    };

    it('delivers three and suspends one, and says so to the partner', async () => {
      const exception = await start();
      expect(await numbers()).to.deep.equal(['PO-1', 'PO-2', 'PO-4']);
      const [acknowledgement] = await noted('acknowledgement');
      expect(acknowledgement?.segments.AK9).to.deep.include({ AK901: 'P', AK902: '4', AK904: '3' });
      const waiting = (await flows.face('exceptionDocument', exception.id)) as unknown as Suspended;
      expect(waiting.segments).to.deep.equal([
        'ST*850*0003',
        'N1*ST*Store*92*S1',
        'PO1*1*24*CA*18.40*PE*VN*NW-1001',
        'SE*4*0003',
      ]);
      expect(waiting.problems[0]).to.contain('BEG');
    });

    it('sends the one on that a person has corrected, alone, with its numbers and no second acknowledgement', async () => {
      const exception = await start();
      const waiting = (await flows.face('exceptionDocument', exception.id)) as unknown as Suspended;
      await retry(exception.id, corrected(waiting));
      await flows.until('it goes on', async () => (await numbers()).length === 4);
      expect(await numbers()).to.deep.equal(['PO-1', 'PO-2', 'PO-4', 'PO-3']);
      expect(await noted('acknowledgement')).to.have.length(1);
      const last = (await noted('transaction')).at(-1);
      expect(last).to.deep.include({ type: '850', controlNumber: '0003' });
      expect(last).to.have.nested.property('interchange.controlNumber', '000000007');
      const history = await flows.ledger('history', 'northwind', 'file', 50);
      expect(history.find(({ kind }) => kind === 'edi-corrected')?.text).to.equal(
        '850 0003 of interchange 000000007 goes on as corrected; it was acknowledged as rejected',
      );
      expect(await raised(flows)).to.deep.equal([]);
    });

    it('keeps it suspended, as far as it was corrected, while something is wrong', async () => {
      const exception = await start();
      const waiting = (await flows.face('exceptionDocument', exception.id)) as unknown as Suspended;
      const half = corrected(waiting);
      await retry(exception.id, {
        ...half,
        segments: half.segments.map((one) => one.replace('*24*', '*x*')),
      });
      const again = await exceptionOf(flows, 'CD_EDI_ELEMENT_CHARACTERS');
      const still = (await flows.face('exceptionDocument', again.id)) as unknown as Suspended;
      expect(still.segments).to.include('BEG*00*SA*PO-3**20260301');
      await retry(again.id, { ...still, segments: still.segments.map((one) => one.replace('*x*', '*24*')) });
      await flows.until('it goes on', async () => (await numbers()).length === 4);
      expect(await raised(flows)).to.deep.equal([]);
    });

    it('acknowledges all four where the agreement says that we correct what is wrong', async () => {
      const exception = await start({ errors: 'suspend' });
      expect(await numbers()).to.deep.equal(['PO-1', 'PO-2', 'PO-4']);
      const [acknowledgement] = await noted('acknowledgement');
      expect(acknowledgement?.segments.AK9).to.deep.include({ AK901: 'E', AK902: '4', AK904: '4' });
      const waiting = (await flows.face('exceptionDocument', exception.id)) as unknown as Suspended;
      await retry(exception.id, corrected(waiting));
      await flows.until('it goes on', async () => (await numbers()).length === 4);
      expect(await noted('acknowledgement')).to.have.length(1);
    });
  });
}
