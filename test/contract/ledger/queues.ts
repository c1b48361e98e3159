import { expect } from 'chai';
import type { Operation } from '../../../ledger/ledger.ts';
import {
  committed,
  delivery,
  exception,
  type Factory,
  failure,
  idsOf,
  message,
  type Subject,
} from './samples.ts';

/** What waits: delays, pages by key, load. */
export function queues(open: Factory): void {
  let subject: Subject;
  beforeEach(async () => {
    subject = await open();
  });
  afterEach(() => subject.dispose());

  describe('a message that is not to be run at once', () => {
    it('is not pending before, holds back what comes after it, and says when', async () => {
      const { ledger, clock } = subject;
      const availableAt = clock.instant(60_000);
      await ledger.accept([message('m1', { availableAt }), message('m2')]);
      const pending = async () =>
        idsOf(await ledger.pending({ afterSequence: 0, limit: 9, now: clock.instant() }));
      expect(await ledger.message('m1')).to.deep.include({ state: 'accepted', attempts: 0, availableAt });
      expect(await pending()).to.deep.equal(['m2']);
      expect((await ledger.blocked(clock.instant())).messages).to.deep.equal([
        { queue: 'entry:sftp', key: 'C-ACME/PO-1', sequence: 1 },
      ]);
      expect(await ledger.nextDueAt(clock.instant())).to.equal(availableAt);
      clock.advance(60_000);
      expect(await pending()).to.deep.equal(['m1', 'm2']);
      expect((await ledger.blocked(clock.instant())).messages).to.deep.equal([]);
    });

    it('is run at once when its instant has passed', async () => {
      const { ledger, clock } = subject;
      await ledger.accept([message('m1', { availableAt: clock.instant(-1_000) })]);
      const found = await ledger.pending({ afterSequence: 0, limit: 9, now: clock.instant() });
      expect(found.map((one) => one.availableAt)).to.deep.equal([clock.instant()]);
    });
  });

  describe('pending', () => {
    const at = (key: string, id: string) => message(id, { key });

    it('reads one key of a queue, or all but some', async () => {
      const { ledger, clock } = subject;
      const keys = ['a', 'b', 'a', 'c', 'a', 'd'];
      await ledger.accept(keys.map((key, index) => at(key, `m${index + 1}`)));
      await ledger.accept([message('x1', { key: 'a', queue: 'entry:other' })]);
      const query = { queue: 'entry:sftp', afterSequence: 0, limit: 9, now: clock.instant() };
      const ids = async (more: object) => idsOf(await ledger.pending({ ...query, ...more }));
      expect(await ids({ key: 'a' })).to.deep.equal(['m1', 'm3', 'm5']);
      expect(await ids({ key: 'a', afterSequence: 1, limit: 1 })).to.deep.equal(['m3']);
      expect(await ids({ key: 'nobody' })).to.deep.equal([]);
      expect(await ids({ exceptKeys: ['a', 'c', 'nobody'] })).to.deep.equal(['m2', 'm6']);
      expect(await ids({ exceptKeys: ['a'], afterSequence: 2, limit: 1 })).to.deep.equal(['m4']);
      expect(await ids({ exceptKeys: [] })).to.have.length(6);
      expect(await ids({ queue: 'nobody' })).to.deep.equal([]);
    });

    it('finds what stands far behind many messages of a key that is left out', async () => {
      const { ledger, clock } = subject;
      const hot = Array.from({ length: 3_000 }, (_, index) => at('hot', `h${index}`));
      const cold = Array.from({ length: 2_500 }, (_, index) => at(`cold-${index}`, `c${index}`));
      await ledger.accept([...hot, ...cold.slice(0, 3)]);
      const query = {
        queue: 'entry:sftp',
        exceptKeys: ['hot'],
        afterSequence: 0,
        limit: 4,
        now: clock.instant(),
      };
      expect(idsOf(await ledger.pending(query))).to.deep.equal(['c0', 'c1', 'c2']);
      await ledger.accept([...cold.slice(3)]);
      expect(idsOf(await ledger.pending(query))).to.deep.equal(['c0', 'c1', 'c2', 'c3']);
    });
  });

  describe('due deliveries', () => {
    it('are read by system, one key of it or all but some', async () => {
      const { ledger, clock } = subject;
      const staged = [
        ['d1', 'erp', 'a'],
        ['d2', 'erp', 'b'],
        ['d3', 'tms', 'a'],
        ['d4', 'erp', 'a'],
      ] as const;
      await committed(
        ledger,
        ...staged.map(
          ([id, system, key]): Operation => ({ op: 'deliver', delivery: delivery(id, { system, key }) }),
        ),
      );
      const query = { afterSequence: 0, limit: 9, now: clock.instant() };
      const ids = async (more: object) =>
        (await ledger.dueDeliveries({ ...query, ...more })).map((one) => one.id);
      expect(await ids({ system: 'erp' })).to.deep.equal(['d1', 'd2', 'd4']);
      expect(await ids({ system: 'erp', key: 'a' })).to.deep.equal(['d1', 'd4']);
      expect(await ids({ system: 'erp', exceptKeys: ['a'] })).to.deep.equal(['d2']);
      expect((await ledger.pendingSystems()).sort()).to.deep.equal(['erp', 'tms']);
      await committed(ledger, { op: 'delivered', deliveryId: 'd3', answer: null });
      expect(await ledger.pendingSystems()).to.deep.equal(['erp']);
    });
  });

  describe('a release', () => {
    it('may carry a body in the place of the one that was received', async () => {
      const { ledger, clock } = subject;
      await ledger.accept([message('m1')]);
      const { digest } = (await ledger.message('m1'))!;
      await committed(ledger, { op: 'park', messageId: 'm1', attempts: 5, exception: exception('e1') });
      const body = { payload: { orderNumber: 'mended' } };
      await committed(ledger, { op: 'release', messageId: 'm1', body });
      expect(await ledger.message('m1')).to.deep.include({ body, digest, state: 'accepted' });
      const [pending] = await ledger.pending({ afterSequence: 0, limit: 1, now: clock.instant() });
      expect(pending?.body).to.deep.equal(body);
      expect(
        await ledger.accept([message('m2', { idempotencyKey: 'sales-order/m1', digest })]),
      ).to.deep.equal([{ outcome: 'duplicate', id: 'm1' }]);
    });

    it('of a delivery may carry a request in the place of the one that was staged', async () => {
      const { ledger } = subject;
      const raised = exception('e1', { kind: 'delivery', subjectId: 'd1' });
      await committed(
        ledger,
        { op: 'deliver', delivery: delivery('d1') },
        { op: 'failDelivery', deliveryId: 'd1', attempts: 8, exception: raised },
        { op: 'releaseDelivery', deliveryId: 'd1', request: { order: 'mended' } },
      );
      expect(await ledger.delivery('d1')).to.deep.include({
        ...{ request: { order: 'mended' }, continuation: { topic: 'posted' }, state: 'pending' },
      });
    });
  });

  describe('load', () => {
    const sizeOf = (one: { envelope: object; body: unknown }) =>
      Buffer.byteLength(JSON.stringify(one.envelope)) + Buffer.byteLength(JSON.stringify(one.body));

    it('tells per queue how many messages wait, how large they are and since when', async () => {
      const { ledger, clock } = subject;
      const [first, second] = [message('m1'), message('m2', { body: { payload: 'größer' } })];
      const elsewhere = message('m3', { queue: 'channel:orders/core' });
      await ledger.accept([first, elsewhere]);
      const since = clock.instant();
      clock.advance(5_000);
      await ledger.accept([second]);
      const byQueue = async () => new Map((await ledger.load()).map(({ queue, ...load }) => [queue, load]));
      const load = await byQueue();
      const bytes = sizeOf(first) + sizeOf(second);
      expect(load.get('entry:sftp')).to.deep.equal({ count: 2, bytes, oldestAt: since });
      expect(load.get('channel:orders/core')).to.include({ count: 1, bytes: sizeOf(elsewhere) });
      await committed(ledger, { op: 'done', messageId: 'm1' }, { op: 'done', messageId: 'm3' });
      const left = { count: 1, bytes: sizeOf(second), oldestAt: clock.instant() };
      expect([...(await byQueue())]).to.deep.equal([['entry:sftp', left]]);
    });

    it('counts what is put off, and neither what is parked nor what is kept aside', async () => {
      const { ledger, clock } = subject;
      await ledger.accept([message('m1'), message('m2', { key: 'b' }), message('m3', { key: 'c' })]);
      await ledger.accept([message('m4', { idempotencyKey: 'sales-order/m1', body: 'other' })]);
      const availableAt = clock.instant(9_000);
      await committed(
        ledger,
        { op: 'retry', messageId: 'm1', attempts: 1, availableAt, error: failure },
        { op: 'park', messageId: 'm2', attempts: 1, exception: exception('e1') },
        { op: 'discard', messageId: 'm3' },
      );
      const count = async () => (await ledger.load()).reduce((sum, one) => sum + one.count, 0);
      expect(await count()).to.equal(1);
      await committed(ledger, { op: 'release', messageId: 'm2' }, { op: 'release', messageId: 'm4' });
      expect(await count()).to.equal(3);
      await committed(
        ledger,
        ...['m1', 'm2', 'm4'].map((messageId) => ({ op: 'discard', messageId }) as const),
      );
      expect(await ledger.load()).to.deep.equal([]);
    });
  });
}
