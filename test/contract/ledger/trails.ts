import { expect } from 'chai';
import type { AuditEntry } from '../../../ledger/ledger.ts';
import { auditHash, firstHash } from '../../../ledger/write/audit.ts';
import { committed, digestOf, type Factory, hop, message, refused, type Subject } from './samples.ts';

/** What is written down of runs and of people: hops and the audit trail. */
export function trails(open: Factory): void {
  let subject: Subject;
  beforeEach(async () => {
    subject = await open();
  });
  afterEach(() => subject.dispose());

  describe('hops', () => {
    it('are read by message and by trace, oldest first, with all their properties', async () => {
      const { ledger } = subject;
      const error = { code: 'CD_INTERNAL', message: 'no', remedy: 'look', retry: 'terminal' } as const;
      const failed = hop(2, { event: 'failed', error: { ...error, fault: 'technical', parameters: {} } });
      const other = hop(3, { messageId: 'm2' });
      const elsewhere = hop(4, { messageId: 'm2', traceId: 'f'.repeat(32) });
      const { durationMs: _, outputs: __, ...open } = hop(5);
      ledger.trace([hop(1), failed, other]);
      ledger.trace([elsewhere, open]);
      await ledger.accept([message('m1')]);
      expect(await ledger.hops({ messageId: 'm1', limit: 9 })).to.deep.equal([hop(1), failed, open]);
      expect(await ledger.hops({ messageId: 'm2', limit: 9 })).to.deep.equal([other, elsewhere]);
      const trace = await ledger.hops({ traceId: hop(1).traceId, limit: 3 });
      expect(trace).to.deep.equal([hop(1), failed, other]);
      expect(await ledger.hops({ messageId: 'm9', limit: 9 })).to.deep.equal([]);
      expect(await ledger.hops({ traceId: 'e'.repeat(32), limit: 9 })).to.deep.equal([]);
    });

    it('are there for who asks and after a close, also when nothing was committed since', async () => {
      const { ledger } = subject;
      ledger.trace([hop(1)]);
      expect(await ledger.hops({ messageId: 'm1', limit: 9 })).to.deep.equal([hop(1)]);
      ledger.trace([hop(2)]);
      const reopened = await subject.reopen();
      expect(await reopened.hops({ messageId: 'm1', limit: 9 })).to.deep.equal([hop(1), hop(2)]);
    });

    it('keep the payloads that are given along', async () => {
      const { ledger } = subject;
      const value = { payload: { orderNumber: 'PO-1' } };
      const payload = { digest: digestOf(value), bytes: 40, kept: true };
      ledger.trace([
        hop(1, { payload }),
        hop(2, { payload: { ...payload, digest: 'a'.repeat(64), kept: false } }),
      ]);
      ledger.trace([hop(3, { payload })], new Map([[payload.digest, value]]));
      const hops = await ledger.hops({ messageId: 'm1', limit: 9 });
      expect(hops[2]?.payload).to.deep.equal(payload);
      expect(await ledger.content(payload.digest)).to.deep.equal(value);
    });

    it('are dropped when there are too many, and hold up nobody', async () => {
      const { ledger } = subject;
      for (let step = 0; step < 100; step += 1) ledger.trace(Array.from({ length: 1_000 }, () => hop(1)));
      await ledger.accept([message('m1')]);
      const kept = await ledger.hops({ messageId: 'm1', limit: 200_000 });
      expect(kept.length).to.be.within(1_000, 99_000);
    });
  });

  describe('the audit trail', () => {
    const entry = (subject: string, more: Partial<AuditEntry> = {}): AuditEntry => ({
      ...{ at: '2026-03-02T09:00:00.000Z', by: 'ada', action: 'exception.retried', subject },
      ...more,
    });

    it('numbers its lines without a gap and chains each to the one before', async () => {
      const { ledger } = subject;
      const full = entry('e2', {
        tenant: 'northwind',
        key: 'PO-1',
        reason: 'fixed',
        data: { z: 1, a: ['ü'] },
      });
      await committed(ledger, { op: 'audit', entry: entry('e1') }, { op: 'audit', entry: full });
      await refused(ledger, { op: 'audit', entry: entry('never') }, { op: 'done', messageId: 'm9' });
      await committed(ledger, { op: 'audit', entry: entry('e3') });
      const lines = await ledger.audit({ limit: 9 });
      const first = auditHash(firstHash, 1, entry('e1'));
      const second = auditHash(first, 2, full);
      const third = auditHash(second, 3, entry('e3'));
      expect(lines).to.deep.equal([
        { ...entry('e1'), number: 1, hash: first },
        { ...full, number: 2, hash: second },
        { ...entry('e3'), number: 3, hash: third },
      ]);
      expect(await ledger.audit({ afterNumber: 1, limit: 1 })).to.deep.equal([lines[1]]);
      expect(await ledger.verifyAudit()).to.deep.equal({ intact: true, entries: 3 });
    });

    it('goes on after a restart, and is intact while lines are added', async () => {
      expect(await subject.ledger.verifyAudit()).to.deep.equal({ intact: true, entries: 0 });
      await committed(subject.ledger, { op: 'audit', entry: entry('e1') });
      const ledger = await subject.reopen();
      const lines = Array.from({ length: 700 }, (_, index) => entry(`x${index}`));
      const [verdict] = await Promise.all([
        ledger.verifyAudit(),
        ...lines.map((line) => committed(ledger, { op: 'audit', entry: line })),
      ]);
      expect(verdict.intact).to.equal(true);
      expect(await ledger.verifyAudit()).to.deep.equal({ intact: true, entries: 701 });
    });
  });
}
