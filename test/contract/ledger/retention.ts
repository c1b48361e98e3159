import { createHash } from 'node:crypto';
import { expect } from 'chai';
import type { Ledger, Operation, RetentionPolicy } from '../../../ledger/ledger.ts';
import {
  committed,
  delivery,
  digestOf,
  exception,
  type Factory,
  hop,
  idsOf,
  largeJson,
  message,
  processOperation,
  type Subject,
} from './samples.ts';

const day = 24 * 60 * 60 * 1_000;
const policy: RetentionPolicy = { contentDays: 30, processDays: 90, idempotencyDays: 60, traceDays: 7 };

/** What is deleted when, and what is not. */
export function retention(open: Factory): void {
  let subject: Subject;
  beforeEach(async () => {
    subject = await open();
  });
  afterEach(() => subject.dispose());

  /** Everything that the policy gives up, in small steps. */
  const retain = async (ledger: Ledger, changes: Partial<RetentionPolicy> = {}, limit = 3) => {
    const deleted: Record<string, number> = {};
    for (let calls = 0; ; calls += 1) {
      if (calls > 1_000) throw new Error('retention does not come to an end');
      const report = await ledger.retain({ ...policy, ...changes }, subject.clock.instant(), limit);
      for (const [what, rows] of Object.entries(report.deleted)) deleted[what] = (deleted[what] ?? 0) + rows;
      if (!report.more) return deleted;
    }
  };
  const done = (...ids: string[]): Operation[] => ids.map((messageId) => ({ op: 'done', messageId }));

  describe('retain', () => {
    it('deletes finished messages when their time has come, and neither sooner nor unfinished ones', async () => {
      const { ledger, clock } = subject;
      const raw = new TextEncoder().encode('ISA*00*');
      const body = largeJson('claimed');
      await ledger.accept([
        message('m1', { raw }),
        message('m2', { body }),
        message('m3'),
        message('m4', { raw }),
      ]);
      await committed(ledger, ...done('m1'), { op: 'discard', messageId: 'm2' });
      await committed(ledger, { op: 'park', messageId: 'm3', attempts: 1, exception: exception('e1') });
      clock.advance(29 * day);
      expect(await retain(ledger)).to.deep.equal({});
      clock.advance(3 * day);
      await retain(ledger);
      expect(idsOf(await ledger.messages({ limit: 9 }))).to.deep.equal(['m4', 'm3']);
      expect(await ledger.message('m1')).to.equal(null);
      expect(await ledger.content(digestOf(body))).to.equal(null);
      const rawDigest = createHash('sha256').update(raw).digest('hex');
      expect(await ledger.raw(rawDigest)).to.deep.equal(raw);
      expect((await ledger.message('m3'))?.body).to.deep.equal({ payload: { orderNumber: 'm3' } });
      await committed(ledger, ...done('m4'));
      clock.advance(32 * day);
      await retain(ledger);
      expect(await ledger.raw(rawDigest)).to.equal(null);
      expect(idsOf(await ledger.messages({ limit: 9 }))).to.deep.equal(['m3']);
      expect((await ledger.exception('e1'))?.state).to.equal('open');
    });

    it('recognises duplicates longer or shorter than it keeps their messages', async () => {
      const { ledger, clock } = subject;
      const again = (id: string) => message(id, { idempotencyKey: 'order/1', body: { n: 1 } });
      const outcome = async (id: string) => (await ledger.accept([again(id)]))[0]?.outcome;
      await ledger.accept([again('m1')]);
      await committed(ledger, ...done('m1'));
      clock.advance(40 * day);
      await retain(ledger);
      expect(await ledger.message('m1')).to.equal(null);
      expect(await outcome('m2')).to.equal('duplicate');
      clock.advance(25 * day);
      await retain(ledger);
      expect(await outcome('m3')).to.equal('accepted');
      await committed(ledger, ...done('m3'));
      clock.advance(5 * day);
      await retain(ledger, { idempotencyDays: 2 });
      expect((await ledger.message('m3'))?.idempotencyKey).to.equal('order/1');
      expect(await outcome('m4')).to.equal('accepted');
    });

    it('deletes deliveries, closed exceptions and replies, and a message not before its deliveries', async () => {
      const { ledger, clock } = subject;
      await ledger.accept([message('m1')]);
      const reply = { id: 'r1', status: 200, headers: {}, body: null, at: clock.instant() };
      await committed(
        ledger,
        ...done('m1'),
        { op: 'deliver', delivery: delivery('d1') },
        { op: 'deliver', delivery: delivery('d2') },
        { op: 'delivered', deliveryId: 'd1', answer: 1 },
        { op: 'reply', reply },
        { op: 'exception', exception: exception('e1') },
        { op: 'closeException', id: 'e1', state: 'resolved', by: 'ada', reason: 'fixed' },
        { op: 'exception', exception: exception('e2') },
      );
      clock.advance(32 * day);
      await retain(ledger);
      expect(await ledger.delivery('d1')).to.equal(null);
      expect((await ledger.delivery('d2'))?.envelope.id).to.equal('m1');
      expect(await ledger.reply('r1')).to.equal(null);
      expect((await ledger.exceptions({ limit: 9 })).map((one) => one.id)).to.deep.equal(['e2']);
      await committed(ledger, { op: 'delivered', deliveryId: 'd2', answer: 2 });
      clock.advance(32 * day);
      await retain(ledger);
      expect(await ledger.delivery('d2')).to.equal(null);
      expect(await ledger.message('m1')).to.equal(null);
    });

    it('deletes processes that are closed, with their journal and identifiers, and keeps the others', async () => {
      const { ledger, clock } = subject;
      const summary = { ...processOperation().summary, status: 'posted' };
      const line = (key: string): Operation => ({
        op: 'journal',
        entries: [{ tenant: 'northwind', key, at: clock.instant(), kind: 'note', text: 'a line' }],
      });
      const lines = Array.from({ length: 5 }, () => line('p1'));
      await committed(ledger, processOperation({ key: 'p1', summary }), ...lines);
      await committed(ledger, processOperation({ key: 'p2' }), line('p2'));
      const others = ['cancelled', 'freight-settled'];
      for (const status of others)
        await committed(
          ledger,
          processOperation({ key: status, identifiers: [], summary: { ...summary, status } }),
        );
      clock.advance(92 * day);
      await retain(ledger);
      expect(await ledger.process('northwind', 'p1')).to.equal(null);
      for (const status of others) expect(await ledger.process('northwind', status)).to.equal(null);
      expect(await ledger.history('northwind', 'p1', 9)).to.deep.equal([]);
      expect(await ledger.history('northwind', 'p2', 9)).to.have.length(1);
      expect(
        (await ledger.processByIdentifier('northwind', null, 'PO-1')).map((one) => one.key),
      ).to.deep.equal(['p2']);
      expect((await ledger.counts()).processes).to.deep.equal({ open: 1 });
      await committed(ledger, processOperation({ key: 'p1' }));
      expect((await ledger.process('northwind', 'p1'))?.version).to.equal(1);
    });

    it('deletes hops and their payloads', async () => {
      const { ledger, clock } = subject;
      const value = { n: 1 };
      const payload = { digest: digestOf(value), bytes: 7, kept: true };
      ledger.trace([hop(1, { at: clock.instant(), payload })], new Map([[payload.digest, value]]));
      ledger.trace([hop(2, { at: clock.instant(20 * day) })]);
      expect(await ledger.hops({ messageId: 'm1', limit: 9 })).to.have.length(2);
      ledger.trace([hop(3, { messageId: 'm2', at: clock.instant() })]);
      await ledger.hops({ messageId: 'm2', limit: 9 });
      clock.advance(40 * day);
      await retain(ledger);
      expect(await ledger.hops({ messageId: 'm1', limit: 9 })).to.deep.equal([]);
      expect(await ledger.hops({ messageId: 'm2', limit: 9 })).to.deep.equal([]);
      expect(await ledger.content(payload.digest)).to.equal(null);
    });

    it('deletes at most as many rows as asked for and says when there are more', async () => {
      const { ledger, clock } = subject;
      const ids = Array.from({ length: 25 }, (_, index) => `m${index}`);
      await ledger.accept(ids.map((id) => message(id)));
      await committed(ledger, ...done(...ids));
      clock.advance(100 * day);
      const report = await ledger.retain(policy, clock.instant(), 10);
      expect(report.more).to.equal(true);
      expect(Object.values(report.deleted).reduce((sum, rows) => sum + rows, 0)).to.be.within(1, 10);
      await retain(ledger);
      expect(await ledger.messages({ limit: 99 })).to.deep.equal([]);
      expect((await ledger.counts()).messages.done).to.equal(0);
      expect((await ledger.accept([message('m99')]))[0]?.outcome).to.equal('accepted');
      expect((await ledger.message('m99'))?.sequence).to.be.greaterThan(25);
    });
  });

  describe('a legal hold', () => {
    const hold = {
      tenant: 'northwind',
      key: 'held',
      by: 'eve',
      reason: 'law suit',
      at: '2026-03-02T09:00:00.000Z',
    };

    it('keeps everything of its key until it is lifted', async () => {
      const { ledger, clock } = subject;
      const summary = { ...processOperation().summary, status: 'posted' };
      const orders = ['held', 'free'].flatMap((key): Operation[] => [
        { op: 'accept', message: message(key, { key }) },
        { op: 'done', messageId: key },
        { op: 'deliver', delivery: delivery(`d-${key}`, { key, messageId: key }) },
        { op: 'delivered', deliveryId: `d-${key}`, answer: null },
        { op: 'exception', exception: exception(`e-${key}`, { key }) },
        { op: 'closeException', id: `e-${key}`, state: 'resolved', by: 'ada', reason: 'fixed' },
        processOperation({ key, summary, identifiers: [{ scheme: 'pro', value: key }] }),
        {
          op: 'journal',
          entries: [{ tenant: 'northwind', key, at: clock.instant(), kind: 'note', text: 'x' }],
        },
      ]);
      await committed(ledger, ...orders, { op: 'legalHold', hold });
      ledger.trace([hop(1, { messageId: 'held', key: 'held', at: clock.instant() })]);
      await ledger.hops({ messageId: 'held', limit: 9 });
      clock.advance(400 * day);
      await retain(ledger);
      const kept = async (key: string) =>
        [
          ...[
            await ledger.message(key),
            await ledger.delivery(`d-${key}`),
            await ledger.exception(`e-${key}`),
          ],
          ...[await ledger.process('northwind', key), ...(await ledger.history('northwind', key, 9))],
          ...(await ledger.hops({ messageId: key, limit: 9 })),
        ].filter((one) => one !== null).length;
      expect(await kept('held')).to.equal(6);
      expect(await kept('free')).to.equal(0);
      await committed(ledger, { op: 'liftLegalHold', tenant: 'northwind', key: 'held' });
      clock.advance(2 * day);
      await retain(ledger);
      expect(await kept('held')).to.equal(0);
    });

    it('is listed, placed twice without harm and lifted twice without harm', async () => {
      const { ledger } = subject;
      await committed(ledger, { op: 'legalHold', hold }, { op: 'legalHold', hold: { ...hold, by: 'bob' } });
      expect(await ledger.legalHolds()).to.deep.equal([hold]);
      const lift: Operation = { op: 'liftLegalHold', tenant: 'northwind', key: 'held' };
      await committed(ledger, lift, lift);
      expect(await ledger.legalHolds()).to.deep.equal([]);
    });
  });
}
