import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { committed, type Factory, idsOf, message, refused, type Subject } from './samples.ts';

/** Taking messages in: idempotency, conflicts, order, content. */
export function accepting(open: Factory): void {
  describe('accept', () => {
    let subject: Subject;
    beforeEach(async () => {
      subject = await open();
    });
    afterEach(() => subject.dispose());

    const pending = (queue?: string) => {
      const { ledger, clock } = subject;
      const all = { afterSequence: 0, limit: 100, now: clock.instant() };
      return ledger.pending(queue === undefined ? all : { ...all, queue });
    };

    it('answers one result per message, in order', async () => {
      const { ledger } = subject;
      expect(await ledger.accept([message('m1'), message('m2')])).to.deep.equal([
        { outcome: 'accepted', id: 'm1' },
        { outcome: 'accepted', id: 'm2' },
      ]);
    });

    it('keeps every property of a message, and its raw bytes by their SHA-256', async () => {
      const { ledger, clock } = subject;
      const raw = new TextEncoder().encode('ISA*00*          *00*');
      const body = { payload: { lines: [1, 'zwei', null, { größe: true }] }, topic: 'orders' };
      const sent = message('m1', { body, output: 2, raw });
      await ledger.accept([sent]);
      const { raw: _, ...kept } = sent;
      const rawDigest = createHash('sha256').update(raw).digest('hex');
      expect(await ledger.message('m1')).to.deep.equal({
        ...kept,
        ...{ sequence: 1, state: 'accepted', attempts: 0, rawDigest },
        ...{ availableAt: clock.instant(), acceptedAt: clock.instant() },
      });
      expect(await ledger.raw(rawDigest)).to.deep.equal(raw);
    });

    it('keeps a body of a megabyte', async () => {
      const { ledger } = subject;
      const body = {
        payload: Array.from({ length: 20_000 }, (_, index) => `line ${index} of a long document`),
      };
      await ledger.accept([message('m1', { body })]);
      expect((await ledger.message('m1'))?.body).to.deep.equal(body);
    });

    it('knows no message, raw bytes or key that was never sent', async () => {
      const { ledger } = subject;
      expect(await ledger.message('m9')).to.equal(null);
      expect(await ledger.raw('00')).to.equal(null);
    });

    it('takes the same key with the same content once and counts the rest', async () => {
      const { ledger } = subject;
      const again = { idempotencyKey: 'order/1', body: { n: 1 } };
      await ledger.accept([message('m1', again)]);
      expect(await ledger.accept([message('m2', again), message('m3', again)])).to.deep.equal([
        { outcome: 'duplicate', id: 'm1' },
        { outcome: 'duplicate', id: 'm1' },
      ]);
      expect(idsOf(await pending())).to.deep.equal(['m1']);
      expect((await ledger.counts()).duplicates).to.equal(2);
    });

    it('recognises a duplicate within one call', async () => {
      const { ledger } = subject;
      const again = { idempotencyKey: 'order/1', body: { n: 1 } };
      const results = await ledger.accept([message('m1', again), message('m2', again)]);
      expect(results.map((one) => one.outcome)).to.deep.equal(['accepted', 'duplicate']);
    });

    it('recognises a duplicate after the first is done', async () => {
      const { ledger } = subject;
      const again = { idempotencyKey: 'order/1', body: { n: 1 } };
      await ledger.accept([message('m1', again)]);
      await committed(ledger, { op: 'done', messageId: 'm1' });
      expect(await ledger.accept([message('m2', again)])).to.deep.equal([{ outcome: 'duplicate', id: 'm1' }]);
    });

    it('keeps tenants apart', async () => {
      const { ledger } = subject;
      const results = await ledger.accept([
        message('m1', { idempotencyKey: 'order/1' }),
        message('m2', { idempotencyKey: 'order/1', tenant: 'southwind' }),
      ]);
      expect(results.map((one) => one.outcome)).to.deep.equal(['accepted', 'accepted']);
    });

    describe('of other content under the same key', () => {
      beforeEach(async () => {
        await subject.ledger.accept([message('m1', { idempotencyKey: 'order/1', body: { n: 1 } })]);
        await subject.ledger.accept([message('m2', { idempotencyKey: 'order/1', body: { n: 2 } })]);
      });

      const other = (id: string, n: number, more: Parameters<typeof message>[1] = {}) =>
        message(id, { idempotencyKey: 'order/1', body: { n }, ...more });

      it('keeps both and opens a CD_LEDGER_CONFLICT exception', async () => {
        const { ledger } = subject;
        await ledger.accept([message('m4', { idempotencyKey: 'order/2', body: { n: 4 } })]);
        const results = await ledger.accept([other('m5', 5, { idempotencyKey: 'order/2' })]);
        expect(results).to.deep.equal([{ outcome: 'conflict', id: 'm5', exceptionId: 'conflict-m5' }]);
        expect((await ledger.message('m5'))?.state).to.equal('parked');
        const kept = await ledger.exception('conflict-m5');
        expect(kept?.error.code).to.equal('CD_LEDGER_CONFLICT');
        expect(kept?.error.parameters).to.deep.equal({ idempotencyKey: 'order/2', firstId: 'm4', count: 1 });
        expect(kept).to.deep.include({ subjectId: 'm5', state: 'open', document: { n: 5 } });
      });

      it('keeps the first and the last of ever new contents as one message and one exception, and counts', async () => {
        const { ledger } = subject;
        const before = await ledger.counts();
        const again = { outcome: 'conflict', id: 'm2', exceptionId: 'conflict-m2' };
        const raw = new TextEncoder().encode('n=50');
        const results = await ledger.accept([
          ...Array.from({ length: 40 }, (_, index) => other(`x${index}`, index + 3)),
          other('y1', 50, { queue: 'entry:other', output: 1, raw }),
        ]);
        expect(results).to.deep.equal(Array(41).fill(again));
        expect(await ledger.counts()).to.deep.equal(before);
        expect(await ledger.exceptions({ limit: 100 })).to.have.length(1);

        const reopened = await subject.reopen();
        expect((await reopened.message('m1'))?.body).to.deep.equal({ n: 1 });
        const last = await reopened.message('m2');
        expect(last).to.deep.include({ state: 'parked', body: { n: 50 }, queue: 'entry:other', output: 1 });
        expect(last?.envelope).to.deep.include({ id: 'm2', key: 'C-ACME/PO-1' });
        expect(await reopened.message('y1')).to.equal(null);
        expect(await reopened.raw(createHash('sha256').update(raw).digest('hex'))).to.equal(null);
        const kept = await reopened.exception('conflict-m2');
        expect(kept).to.deep.include({ subjectId: 'm2', state: 'open', document: { n: 50 } });
        expect(kept?.error.parameters).to.deep.include({ firstId: 'm1', count: 42 });
        expect(await reopened.accept([other('y2', 51)])).to.deep.equal([again]);
        expect((await reopened.exception('conflict-m2'))?.error.parameters).to.include({ count: 43 });
      });

      it('takes the last content again as a duplicate, and one that it took the place of as a conflict', async () => {
        const { ledger } = subject;
        await ledger.accept([other('m3', 3)]);
        const [last, replaced] = await ledger.accept([other('m4', 3), other('m5', 2)]);
        expect(last).to.deep.equal({ outcome: 'duplicate', id: 'm2' });
        expect(replaced?.outcome).to.equal('conflict');
        expect((await ledger.message('m2'))?.body).to.deep.equal({ n: 2 });
      });

      it('runs the last content when released, and keeps the next one aside as a conflict of its own', async () => {
        const { ledger } = subject;
        await ledger.accept([other('m3', 3, { key: 'C-ACME/PO-9' })]);
        const close = { id: 'conflict-m2', state: 'resolved', by: 'eve', reason: 'another order' } as const;
        await committed(ledger, { op: 'closeException', ...close }, { op: 'release', messageId: 'm2' });
        const [, released] = await pending();
        expect(released).to.deep.include({ body: { n: 3 } });
        expect(released?.envelope).to.deep.include({ id: 'm2', key: 'C-ACME/PO-9' });
        expect(await ledger.accept([other('m6', 6)])).to.deep.equal([
          { outcome: 'conflict', id: 'm6', exceptionId: 'conflict-m6' },
        ]);
        expect((await ledger.message('m2'))?.body).to.deep.equal({ n: 3 });
      });

      it('blocks nobody behind it', async () => {
        const { ledger, clock } = subject;
        await ledger.accept([message('m3')]);
        expect(idsOf(await pending())).to.deep.equal(['m1', 'm3']);
        expect(await ledger.parkedKeys()).to.deep.equal([]);
        expect((await ledger.blocked(clock.instant())).messages).to.deep.equal([]);
      });

      it('runs as a message of its own when released', async () => {
        const { ledger } = subject;
        await committed(ledger, { op: 'done', messageId: 'm1' }, { op: 'release', messageId: 'm2' });
        expect(idsOf(await pending())).to.deep.equal(['m2']);
      });

      it('takes the second content again as a duplicate of the second message', async () => {
        const { ledger } = subject;
        const again = message('m4', { idempotencyKey: 'order/1', body: { n: 2 } });
        expect(await ledger.accept([again])).to.deep.equal([{ outcome: 'duplicate', id: 'm2' }]);
      });
    });

    it('lists accepted messages in arrival order, by queue and after a sequence', async () => {
      const { ledger, clock } = subject;
      await ledger.accept([message('m1'), message('m2', { queue: 'channel:orders/core' })]);
      await ledger.accept([message('m3')]);
      expect(idsOf(await pending())).to.deep.equal(['m1', 'm2', 'm3']);
      expect(idsOf(await pending('entry:sftp'))).to.deep.equal(['m1', 'm3']);
      const later = await ledger.pending({ afterSequence: 1, limit: 1, now: clock.instant() });
      expect(idsOf(later)).to.deep.equal(['m2']);
    });

    it('has everything after it was closed and opened again', async () => {
      const { ledger } = subject;
      await ledger.accept([message('m1'), message('m2')]);
      await committed(ledger, { op: 'done', messageId: 'm1' });
      const before = await ledger.counts();
      const reopened = await subject.reopen();
      expect((await reopened.message('m1'))?.state).to.equal('done');
      expect(await reopened.counts()).to.deep.equal(before);
      expect((await reopened.accept([message('m3')]))[0]?.outcome).to.equal('accepted');
    });

    it('never gives a sequence twice', async () => {
      const { ledger } = subject;
      await ledger.accept([message('m1')]);
      const reopened = await subject.reopen();
      await reopened.accept([message('m2')]);
      expect((await reopened.message('m2'))?.sequence).to.be.greaterThan(1);
    });

    it('refuses a message id that another message has, and leaves other callers untouched', async () => {
      const { ledger } = subject;
      await ledger.accept([message('m1')]);
      const results = await Promise.allSettled([
        ledger.accept([message('m2')]),
        ledger.accept([message('m1', { idempotencyKey: 'order/other' })]),
        ledger.accept([message('m3')]),
      ]);
      expect(results.map((one) => one.status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled']);
      expect(results[1]).to.have.nested.property('reason.code', 'CD_LEDGER_REQUEST_INVALID');
      expect(idsOf(await pending())).to.deep.equal(['m1', 'm2', 'm3']);
    });

    it('is part of a commit like any other operation', async () => {
      const { ledger } = subject;
      await ledger.accept([message('m1')]);
      const handOver = message('m2', { queue: 'channel:orders/core', idempotencyKey: 'channel/m1' });
      const result = await committed(
        ledger,
        { op: 'done', messageId: 'm1' },
        { op: 'accept', message: handOver },
      );
      expect(result.accepted).to.deep.equal([{ outcome: 'accepted', id: 'm2' }]);
      const repeated = await committed(ledger, { op: 'accept', message: handOver });
      expect(repeated.accepted).to.deep.equal([{ outcome: 'duplicate', id: 'm2' }]);
      await refused(ledger, { op: 'accept', message: message('m3') }, { op: 'done', messageId: 'm1' });
      expect(await ledger.message('m3')).to.equal(null);
    });
  });
}
