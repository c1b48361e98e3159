import { expect } from 'chai';
import type { RunningFlows } from '../../support/runtime/running-flows.ts';
import {
  exceptionOf,
  fastship,
  functionalAck,
  interchangeAck,
  raised,
  release,
  startEdiFlow,
  stores,
} from './edi-flow.ts';

const hourMs = 3_600_000;
const terms = {
  ...fastship,
  expects: { interchange: 'PT1H', functional: 'PT4H', owner: 'warehouse desk' },
};

interface Status {
  readonly status: string;
  readonly late?: true;
  readonly repeated?: true;
  readonly documents?: readonly { number: string; status: string; key: string; reference: string }[];
}

for (const store of stores) {
  describe(`an acknowledgement that is awaited, in ${store}`, function () {
    this.timeout(60_000);
    let flows: RunningFlows;
    beforeEach(async () => {
      flows = await startEdiFlow({ 'agreements/a.yaml': terms }, store);
    });
    afterEach(() => flows.stop());

    const send = async (key: string, payload: unknown) => {
      await flows.accept('send', payload, { key, properties: { reference: `ref ${key}` } });
      await flows.untilNotes(key, 1);
    };
    /** What is due in between is done before the time goes on. */
    const pass = async (hours: number, overdue: number) => {
      await flows.call('advance', hourMs);
      await flows.until('the first hour is over', async () => (await raised(flows)).length === overdue);
      await flows.call('advance', (hours - 1) * hourMs);
    };
    const answer = async (key: string, payload: string): Promise<Status> => {
      await flows.accept('receive', payload, { key });
      const [note] = await flows.untilNotes(key, 1);
      return note?.data as Status;
    };

    it('raises an exception that names the documents when it does not come, also after a kill', async () => {
      await send('order 1', [release('R-1'), release('R-2')]);
      await flows.kill();
      await flows.restart();
      await pass(4, 1);
      const exception = await flows.until('two exceptions', async () => {
        const open = await raised(flows);
        return open.length === 2 && open.find(({ error }) => error.message.includes('997'));
      });
      expect(exception.error.code).to.equal('CD_EDI_ACKNOWLEDGEMENT_OVERDUE');
      expect(exception.error.message).to.equal(
        'FastShip has not answered interchange 000000001 of agreement fastship with a 997 or 999 by 2026-03-01T16:00:00.000Z; sent on 2026-03-01T12:00:00.000Z: 940 R-1 (order 1), 940 R-2 (order 1)',
      );
      expect(exception).to.include({ owner: 'warehouse desk', key: 'order 1' });
    });

    it('closes the exception when it comes after all, and says that it is late', async () => {
      await send('order 1', release('R-1'));
      await pass(4, 1);
      await flows.until('both are overdue', async () => (await raised(flows)).length === 2);
      const status = await answer('file', functionalAck(1, '1', ['AK9*A*1*1*1']));
      expect(status).to.include({ status: 'accepted', late: true });
      expect(await flows.openExceptions()).to.deep.equal([]);
      const closed = await flows.ledger('exceptions', { state: 'resolved', limit: 9 });
      expect(closed.map(({ reason }) => reason)).to.deep.equal(['997 came: accepted', '997 came: accepted']);
    });

    it('calls its timers off when it comes in time', async () => {
      await send('order 1', release('R-1'));
      const status = await answer('file', functionalAck(1, '000000001', ['AK9*A*1*1*1']));
      expect(status).to.not.have.property('late');
      const due = { now: '2026-03-02T12:00:00.000Z', limit: 9 };
      expect(await flows.ledger('dueTimers', due)).to.deep.equal([]);
    });

    it('waits on for the 997 when only the TA1 has come, and for nothing when the TA1 rejects', async () => {
      await send('order 1', release('R-1'));
      await send('order 2', release('R-2'));
      expect(await answer('ta1 a', interchangeAck(1, '000000001', 'A'))).to.include({ status: 'accepted' });
      await flows.accept('receive', interchangeAck(2, '000000002', 'R', '006'), { key: 'ta1 r' });
      const [rejected] = await flows.untilNotes('ta1 r', 1);
      expect(rejected?.data).to.deep.include({ status: 'rejected', errors: [{ code: '006' }] });
      await flows.call('advance', 4 * hourMs);
      const overdue = await exceptionOf(flows, 'CD_EDI_ACKNOWLEDGEMENT_OVERDUE');
      expect(overdue.error.message).to.contain('000000001').and.to.contain('997');
      expect(await flows.openExceptions()).to.have.length(1);
    });

    it('gives the verdict on every document, with the document behind it', async () => {
      await send('order 1', [release('R-1'), release('R-2'), release('R-3')]);
      const status = await answer(
        'file',
        functionalAck(1, '1', ['AK2*940*0002', 'AK3*W01*6**8', 'AK4*2*355*7*XX', 'AK5*R*5', 'AK9*P*3*3*2']),
      );
      expect(status.status).to.equal('partially-accepted');
      expect(status.documents?.map(({ number, status: verdict }) => `${number} ${verdict}`)).to.deep.equal([
        'R-1 accepted',
        'R-2 rejected',
        'R-3 accepted',
      ]);
      expect(status.documents?.[1]).to.deep.include({ key: 'order 1', reference: 'ref order 1' });
      const history = await flows.ledger('history', 'northwind', 'order 1', 20);
      expect(history.filter(({ kind }) => kind === 'edi-acknowledged').map(({ text }) => text)).to.deep.equal(
        [
          '997 of fastship accepts 940 R-1 in interchange 000000001',
          '997 of fastship rejects 940 R-2 in interchange 000000001',
          '997 of fastship accepts 940 R-3 in interchange 000000001',
        ],
      );
    });

    it('says so when the same answer comes again, and writes it into no history twice', async () => {
      await send('order 1', release('R-1'));
      await answer('one', functionalAck(1, '1', ['AK9*A*1*1*1']));
      expect(await answer('two', functionalAck(2, '1', ['AK9*A*1*1*1']))).to.include({ repeated: true });
      const history = await flows.ledger('history', 'northwind', 'order 1', 20);
      expect(history.filter(({ kind }) => kind === 'edi-acknowledged')).to.have.length(1);
    });

    it('looks again when a person retries its exception, and raises it anew while nothing has come', async () => {
      await send('order 1', release('R-1'));
      await flows.call('advance', hourMs);
      const first = await exceptionOf(flows, 'CD_EDI_ACKNOWLEDGEMENT_OVERDUE');
      await flows.call('retryException', first.id);
      const again = await flows.until('another', async () => (await flows.openExceptions())[0]);
      expect(again.id).to.not.equal(first.id);
      await answer('file', functionalAck(1, '1', ['AK9*A*1*1*1']));
      expect(await flows.openExceptions()).to.deep.equal([]);
    });
  });
}
