import { expect } from 'chai';
import { shards } from '../../../ledger/shard.ts';
import { type Factory, message, type Subject } from './samples.ts';

/** One worker on a ledger, and what it was doing when it died. */
export function working(open: Factory): void {
  let subject: Subject;
  beforeEach(async () => {
    subject = await open();
  });
  afterEach(() => subject.dispose());

  describe('a worker that is alone', () => {
    it('holds every shard and sees itself', async () => {
      const { cluster } = subject.ledger;
      const held = Array.from({ length: shards }, (_, shard) => cluster.holds(shard));
      expect(held).to.not.include(false);
      const workers = await cluster.workers();
      expect(workers.map(({ worker, shards }) => ({ worker, shards }))).to.deep.equal([
        { worker: cluster.worker, shards },
      ]);
    });

    it('is told nothing of what it does itself', async () => {
      const { ledger } = subject;
      let calls = 0;
      const stop = ledger.onWake(() => {
        calls += 1;
      });
      await ledger.accept([message('m1')]);
      stop();
      expect(calls).to.equal(0);
    });
  });

  describe('messages being run', () => {
    it('of a ledger that was closed before they ended are told once, and those that ended are not', async () => {
      const { ledger } = subject;
      await ledger.accept([message('m1'), message('m2'), message('m3')]);
      for (const id of ['m1', 'm2', 'm3']) ledger.began(id);
      ledger.ended('m2');
      expect(await ledger.interrupted()).to.deep.equal([]);
      const reopened = await subject.reopen();
      expect((await reopened.interrupted()).sort()).to.deep.equal(['m1', 'm3']);
      expect(await reopened.interrupted()).to.deep.equal([]);
      const again = await subject.reopen();
      expect(await again.interrupted()).to.deep.equal([]);
    });

    it('may be begun again, and ended without having begun', async () => {
      const { ledger } = subject;
      ledger.ended('m1');
      ledger.began('m1');
      ledger.began('m1');
      ledger.ended('m1');
      ledger.began('an id that is much longer than any that was ever given to a message, whatever for');
      const reopened = await subject.reopen();
      expect(await reopened.interrupted()).to.not.include('m1');
    });
  });
}
