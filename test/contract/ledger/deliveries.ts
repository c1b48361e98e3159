import { expect } from 'chai';
import {
  committed,
  delivery,
  exception,
  type Factory,
  failure,
  message,
  refused,
  type Subject,
} from './samples.ts';

/** The life of a delivery. */
export function deliveries(open: Factory): void {
  describe('a delivery', () => {
    let subject: Subject;
    beforeEach(async () => {
      subject = await open();
      const { ledger } = subject;
      await committed(
        ledger,
        { op: 'deliver', delivery: delivery('d1') },
        { op: 'deliver', delivery: delivery('d2') },
        { op: 'deliver', delivery: delivery('d3', { key: 'C-ACME/PO-2', system: 'tms' }) },
      );
    });
    afterEach(() => subject.dispose());

    const due = async () => {
      const query = { now: subject.clock.instant(), afterSequence: 0, limit: 100 };
      return (await subject.ledger.dueDeliveries(query)).map((one) => one.id);
    };

    it('is due at once, in staging order, and kept with all its properties', async () => {
      const { ledger, clock } = subject;
      expect(await due()).to.deep.equal(['d1', 'd2', 'd3']);
      expect(await ledger.delivery('d1')).to.deep.equal({
        ...delivery('d1'),
        ...{ sequence: 1, state: 'pending', attempts: 0 },
        ...{ availableAt: clock.instant(), stagedAt: clock.instant() },
      });
      expect(await ledger.delivery('d9')).to.equal(null);
      const later = await ledger.dueDeliveries({ now: clock.instant(), afterSequence: 1, limit: 1 });
      expect(later.map((one) => one.id)).to.deep.equal(['d2']);
    });

    it('keeps all its properties when the run of its message stages it', async () => {
      const { ledger } = subject;
      const { envelope } = message('m1');
      await ledger.accept([message('m1')]);
      const staged = delivery('of-m1', { messageId: 'm1', envelope, key: envelope.key });
      await committed(ledger, { op: 'done', messageId: 'm1' }, { op: 'deliver', delivery: staged });
      expect(await ledger.delivery('of-m1')).to.deep.include(staged);
      expect(await due()).to.deep.equal(['d1', 'd2', 'd3', 'of-m1']);
    });

    it('is finished with its answer and the message that carries it, in one commit', async () => {
      const { ledger } = subject;
      const answer = { output: 'answer', payload: { erpOrderNumber: '4711' } };
      const carrier = message('m2', { queue: 'answer:n1' });
      const result = await committed(ledger, { op: 'delivered', deliveryId: 'd1', answer, message: carrier });
      expect(result.accepted).to.deep.equal([{ outcome: 'accepted', id: 'm2' }]);
      expect(await ledger.delivery('d1')).to.deep.include({ state: 'delivered', answer });
      expect((await ledger.message('m2'))?.queue).to.equal('answer:n1');
      expect(await due()).to.deep.equal(['d2', 'd3']);
    });

    it('cannot be delivered twice, and the second answer is not taken in', async () => {
      const { ledger } = subject;
      await committed(ledger, { op: 'delivered', deliveryId: 'd1', answer: 1 });
      const late = { op: 'delivered', deliveryId: 'd1', answer: 2, message: message('m2') } as const;
      expect((await refused(ledger, late)).cause).to.equal('state');
      expect((await ledger.delivery('d1'))?.answer).to.equal(1);
      expect(await ledger.message('m2')).to.equal(null);
    });

    it('waits until its retry is due and holds back those behind it', async () => {
      const { ledger, clock } = subject;
      const availableAt = clock.instant(5_000);
      await committed(ledger, {
        ...{ op: 'retryDelivery', deliveryId: 'd1', attempts: 2, availableAt, error: failure },
      });
      expect(await due()).to.deep.equal(['d2', 'd3']);
      expect(await ledger.nextDueAt(clock.instant())).to.equal(availableAt);
      expect((await ledger.blocked(clock.instant())).deliveries).to.deep.equal([
        { system: 'erp', key: 'C-ACME/PO-1', sequence: 1 },
      ]);
      clock.advance(5_000);
      expect(await due()).to.deep.equal(['d1', 'd2', 'd3']);
      expect((await ledger.blocked(clock.instant())).deliveries).to.deep.equal([]);
      expect(await ledger.delivery('d1')).to.deep.include({ attempts: 2, lastError: failure });
    });

    it('opens its exception when it fails and blocks its (system, key) until released', async () => {
      const { ledger, clock } = subject;
      const raised = exception('e1', { kind: 'delivery', subjectId: 'd1' });
      await committed(ledger, { op: 'failDelivery', deliveryId: 'd1', attempts: 8, exception: raised });
      expect(await due()).to.deep.equal(['d2', 'd3']);
      expect(await ledger.delivery('d1')).to.deep.include({ state: 'failed', attempts: 8 });
      expect((await ledger.exception('e1'))?.subjectId).to.equal('d1');
      expect((await ledger.blocked(clock.instant())).deliveries[0]?.sequence).to.equal(1);
      await committed(ledger, { op: 'releaseDelivery', deliveryId: 'd1' });
      expect(await due()).to.deep.equal(['d1', 'd2', 'd3']);
      expect(await ledger.delivery('d1')).to.deep.include({ state: 'pending', attempts: 0 });
      expect((await ledger.blocked(clock.instant())).deliveries).to.deep.equal([]);
    });

    it('is given up when discarded, pending or failed', async () => {
      const { ledger, clock } = subject;
      const raised = exception('e1', { kind: 'delivery', subjectId: 'd1' });
      await committed(ledger, { op: 'failDelivery', deliveryId: 'd1', attempts: 8, exception: raised });
      await committed(
        ledger,
        { op: 'discardDelivery', deliveryId: 'd1' },
        { op: 'discardDelivery', deliveryId: 'd3' },
      );
      expect(await due()).to.deep.equal(['d2']);
      expect((await ledger.blocked(clock.instant())).deliveries).to.deep.equal([]);
      await refused(ledger, { op: 'releaseDelivery', deliveryId: 'd1' });
    });

    it('is listed by state and key, newest first, and counted', async () => {
      const { ledger } = subject;
      await committed(ledger, { op: 'delivered', deliveryId: 'd2', answer: null });
      const list = async (query: { state?: string; key?: string }) =>
        (await ledger.deliveries({ ...query, limit: 2 })).map((one) => one.id);
      expect(await list({})).to.deep.equal(['d3', 'd2']);
      expect(await list({ state: 'pending' })).to.deep.equal(['d3', 'd1']);
      expect(await list({ key: 'C-ACME/PO-1' })).to.deep.equal(['d2', 'd1']);
      expect(await list({ key: 'C-ACME/PO-1', state: 'delivered' })).to.deep.equal(['d2']);
      expect(await list({ state: 'unheard of' })).to.deep.equal([]);
      expect((await ledger.counts()).deliveries).to.deep.equal({
        ...{ pending: 2, delivered: 1, failed: 0, discarded: 0 },
      });
    });
  });
}
