import { expect } from 'chai';
import {
  committed,
  exception,
  type Factory,
  failure,
  idsOf,
  message,
  refused,
  type Subject,
} from './samples.ts';

/** The life of a message after it was taken in. */
export function messages(open: Factory): void {
  describe('a message', () => {
    let subject: Subject;
    beforeEach(async () => {
      subject = await open();
      await subject.ledger.accept([message('m1'), message('m2'), message('m3', { key: 'C-ACME/PO-2' })]);
    });
    afterEach(() => subject.dispose());

    const pending = async () =>
      idsOf(await subject.ledger.pending({ afterSequence: 0, limit: 100, now: subject.clock.instant() }));

    it('leaves the queue when done', async () => {
      await committed(subject.ledger, { op: 'done', messageId: 'm1' });
      expect(await pending()).to.deep.equal(['m2', 'm3']);
      expect((await subject.ledger.message('m1'))?.state).to.equal('done');
    });

    it('cannot be finished twice: the second commit conflicts and commits nothing', async () => {
      const { ledger } = subject;
      await committed(ledger, { op: 'done', messageId: 'm1' });
      const conflict = await refused(
        ledger,
        { op: 'state', name: 'watermark', value: 'never' },
        { op: 'done', messageId: 'm1' },
      );
      expect(conflict).to.deep.equal({ operation: 1, cause: 'state', reason: 'message m1 is done' });
      expect(await ledger.state('watermark')).to.equal(null);
    });

    it('that does not exist conflicts', async () => {
      expect(await refused(subject.ledger, { op: 'done', messageId: 'm9' })).to.deep.include({
        cause: 'state',
      });
    });

    it('waits until its retry is due, with the error and the attempts so far', async () => {
      const { ledger, clock } = subject;
      const availableAt = clock.instant(60_000);
      await committed(ledger, { op: 'retry', messageId: 'm1', attempts: 1, availableAt, error: failure });
      expect(await pending()).to.deep.equal(['m2', 'm3']);
      expect(await ledger.message('m1')).to.deep.include({
        ...{ state: 'accepted', attempts: 1, availableAt, lastError: failure },
      });
      expect(await ledger.nextDueAt(clock.instant())).to.equal(availableAt);
      clock.advance(60_000);
      expect(await pending()).to.deep.equal(['m1', 'm2', 'm3']);
      expect(await ledger.nextDueAt(clock.instant())).to.equal(null);
    });

    it('holds back those behind it while it waits', async () => {
      const { ledger, clock } = subject;
      const availableAt = clock.instant(60_000);
      await committed(ledger, { op: 'retry', messageId: 'm1', attempts: 1, availableAt, error: failure });
      const behind = [{ queue: 'entry:sftp', key: 'C-ACME/PO-1', sequence: 1 }];
      expect((await ledger.blocked(clock.instant())).messages).to.deep.equal(behind);
      clock.advance(60_000);
      expect((await ledger.blocked(clock.instant())).messages).to.deep.equal([]);
    });

    it('leaves the queue when parked, opens its exception and blocks its (queue, key)', async () => {
      const { ledger, clock } = subject;
      await committed(ledger, { op: 'park', messageId: 'm1', attempts: 5, exception: exception('e1') });
      expect(await pending()).to.deep.equal(['m2', 'm3']);
      expect(await ledger.message('m1')).to.deep.include({ state: 'parked', attempts: 5 });
      expect(await ledger.exception('e1')).to.deep.include({ state: 'open', subjectId: 'm1' });
      expect(await ledger.parkedKeys()).to.deep.equal([{ queue: 'entry:sftp', key: 'C-ACME/PO-1' }]);
      expect((await ledger.blocked(clock.instant())).messages).to.deep.equal([
        { queue: 'entry:sftp', key: 'C-ACME/PO-1', sequence: 1 },
      ]);
    });

    it('returns to its old place with attempts 0 when released', async () => {
      const { ledger, clock } = subject;
      await committed(ledger, { op: 'park', messageId: 'm1', attempts: 5, exception: exception('e1') });
      clock.advance(1_000);
      await committed(ledger, { op: 'release', messageId: 'm1' });
      expect(await pending()).to.deep.equal(['m1', 'm2', 'm3']);
      expect(await ledger.message('m1')).to.deep.include({ attempts: 0, availableAt: clock.instant() });
      expect(await ledger.parkedKeys()).to.deep.equal([]);
    });

    it('lets those behind it run when it is discarded', async () => {
      const { ledger } = subject;
      await committed(ledger, { op: 'park', messageId: 'm1', attempts: 5, exception: exception('e1') });
      await committed(ledger, { op: 'discard', messageId: 'm1' }, { op: 'discard', messageId: 'm3' });
      expect(await ledger.parkedKeys()).to.deep.equal([]);
      expect(await pending()).to.deep.equal(['m2']);
    });

    it('moves only along its life: what is not parked is not released', async () => {
      const { ledger } = subject;
      await refused(ledger, { op: 'release', messageId: 'm1' });
      await committed(ledger, { op: 'discard', messageId: 'm1' });
      await refused(ledger, { op: 'discard', messageId: 'm1' });
      const park = { op: 'park', messageId: 'm1', attempts: 1, exception: exception('e1') } as const;
      await refused(ledger, park);
      const availableAt = subject.clock.instant();
      await refused(ledger, { op: 'retry', messageId: 'm1', attempts: 1, availableAt, error: failure });
      expect(await ledger.exceptions({ limit: 9 })).to.deep.equal([]);
    });

    it('is counted in its state', async () => {
      const { ledger } = subject;
      await committed(ledger, { op: 'done', messageId: 'm1' });
      await committed(ledger, { op: 'park', messageId: 'm2', attempts: 1, exception: exception('e1') });
      const { messages, openExceptions } = await ledger.counts();
      expect(messages).to.deep.equal({ accepted: 1, parked: 1, done: 1, discarded: 0 });
      expect(openExceptions).to.equal(1);
    });
  });
}
