import { expect } from 'chai';
import { readInPlace } from '../../../nodes/edi-read/read-file.ts';
import { composeX12 } from '../../../partners/x12.ts';
import type { RunningFlows } from '../../support/runtime/running-flows.ts';
import { acme, at, exceptionOf, fastship, raised, release, startEdiFlow, stores } from './edi-flow.ts';

const count = 60;
const lines = Array.from({ length: 150 }, (_, index) => `PO1*${index + 1}*24*CA*18.40*PE*VN*NW-1001`);

/** Long orders, one of which has no beginning. */
const largeFile = (control: number): string =>
  composeX12(
    {
      ...{ senderQualifier: '01', sender: 'ACMERETAIL', receiverQualifier: 'ZZ', receiver: 'CROSSDOCK' },
      ...{ functionalId: 'PO', control },
    },
    '850',
    Array.from({ length: count }, (_, index) => [
      ...(index === 7 ? [] : [`BEG*00*SA*PO-${index}**20260301`]),
      ...lines,
    ]),
    new Date(at),
  );

interface Note {
  readonly name: string;
  readonly data: unknown;
}

const named = (notes: readonly Note[], name: string): unknown[] =>
  notes.filter((note) => note.name === name).map(({ data }) => data);

for (const store of stores) {
  describe(`large files and batches, in ${store}`, function () {
    this.timeout(120_000);

    describe('of a partner', () => {
      let flows: RunningFlows;
      before(async () => {
        flows = await startEdiFlow({ 'agreements/a.yaml': { ...acme, renumbered: 'reject' } }, store);
      });
      after(() => flows.stop());

      it('come as their transaction sets, with one acknowledgement and an exception for what is rejected', async () => {
        const file = largeFile(41);
        expect(file.length).to.be.greaterThan(readInPlace);
        await flows.accept('receive', file, { key: 'large' });
        const notes = await flows.untilNotes('large', count);
        expect(named(notes, 'transaction')).to.have.length(count - 1);
        const [answer] = named(notes, 'acknowledgement');
        expect(answer)
          .to.have.nested.property('segments.AK9')
          .that.includes({ AK901: 'P', AK904: String(count - 1) });
        expect(await raised(flows)).to.have.length(1);
      });

      it('are rejected with all they hold when their content comes again under another number', async () => {
        await flows.accept('receive', largeFile(42), { key: 'again' });
        const { error } = await exceptionOf(flows, 'CD_EDI_CONTENT_REPEATED');
        expect(error.message).to.include('000000041');
        const notes = await flows.untilNotes('again', 1);
        expect(notes.map(({ name }) => name)).to.deep.equal(['acknowledgement']);
      });
    });

    it('of ours are written as one interchange', async () => {
      const flows = await startEdiFlow({ 'agreements/a.yaml': fastship }, store);
      try {
        const documents = Array.from({ length: 200 }, (_, index) => release(`R-${index}`));
        await flows.accept('send', documents, { key: 'batch' });
        const [text] = named(await flows.untilNotes('batch', 1), 'sent');
        expect(String(text).match(/^W05.*$/gm)).to.have.length(200);
        expect(String(text)).to.match(/GE\*200\*/);
      } finally {
        await flows.stop();
      }
    });
  });
}
