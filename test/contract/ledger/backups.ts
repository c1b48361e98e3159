import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { expect } from 'chai';
import type { Ledger, Operation } from '../../../ledger/ledger.ts';
import {
  committed,
  delivery,
  digestOf,
  exception,
  type Factory,
  failure,
  hop,
  largeJson,
  message,
  processOperation,
  type Subject,
} from './samples.ts';

/** A ledger with something of everything in it. */
async function filled({ ledger, clock }: Subject): Promise<void> {
  const raw = new TextEncoder().encode('ISA*00*');
  await ledger.accept([
    message('m1', { raw, output: 1 }),
    message('m2', { body: largeJson('m2') }),
    message('m3', { key: 'C-ACME/PO-2', queue: 'channel:orders/core' }),
    message('m4', { availableAt: clock.instant(90_000) }),
    message('m5'),
    message('m6'),
  ]);
  await ledger.accept([message('m7', { idempotencyKey: 'sales-order/m1', body: 'other' })]);
  const at = clock.instant();
  const closed = { id: 'e2', state: 'resolved', by: 'ada', reason: 'fixed' } as const;
  const operations: Operation[] = [
    { op: 'done', messageId: 'm1' },
    { op: 'retry', messageId: 'm2', attempts: 2, availableAt: clock.instant(5_000), error: failure },
    { op: 'park', messageId: 'm3', attempts: 3, exception: exception('e1', { document: largeJson('e1') }) },
    { op: 'discard', messageId: 'm5' },
    { op: 'deliver', delivery: delivery('d1') },
    { op: 'deliver', delivery: delivery('d2', { request: largeJson('d2'), system: 'tms' }) },
    { op: 'deliver', delivery: delivery('d3', { key: 'k3' }) },
    { op: 'delivered', deliveryId: 'd1', answer: { ok: true } },
    { op: 'failDelivery', deliveryId: 'd3', attempts: 8, exception: exception('e2', { subjectId: 'd3' }) },
    { op: 'assign', id: 'e1', assignee: 'ada' },
    { op: 'closeException', ...closed },
    processOperation({ state: largeJson('process') }),
    processOperation({ key: 'freight/1', summary: { ...processOperation().summary, kind: 'freight' } }),
    processOperation({ expectVersion: 1 }),
    {
      op: 'journal',
      entries: [{ tenant: 'northwind', key: 'C-ACME/PO-1', at, kind: 'note', text: 'x', data: [1] }],
    },
    {
      op: 'timer',
      timer: { id: 't1', tenant: 'northwind', key: 'k', dueAt: at, message: message('m9', { raw }) },
    },
    { op: 'remember', entry: { scope: 's', key: 'k', digest: 'd', value: { n: 1 }, at } },
    { op: 'state', name: 'poll', value: { etag: 'x' } },
    { op: 'allot', sequence: 'invoices', token: '{n}', width: 0 },
    { op: 'reply', reply: { id: 'r1', status: 200, headers: { a: 'b' }, body: { ok: true }, at } },
    { op: 'audit', entry: { at, by: 'ada', action: 'exception.retried', subject: 'e2', data: { z: 1 } } },
    { op: 'legalHold', hold: { tenant: 'northwind', key: 'C-ACME/PO-1', by: 'eve', reason: 'law', at } },
  ];
  await committed(ledger, ...operations);
  const value = { n: 1 };
  const payload = { digest: digestOf(value), bytes: 7, kept: true };
  ledger.trace([hop(1, { payload }), hop(2)], new Map([[payload.digest, value]]));
}

/** Everything that reads of a ledger show. */
async function shown(ledger: Ledger, now: string): Promise<unknown> {
  const messages = await ledger.messages({ limit: 99 });
  const deliveries = await ledger.deliveries({ limit: 99 });
  return {
    messages: await Promise.all(messages.map(({ envelope }) => ledger.message(envelope.id))),
    deliveries: await Promise.all(deliveries.map(({ id }) => ledger.delivery(id))),
    raws: await Promise.all(messages.map(({ rawDigest }) => ledger.raw(rawDigest ?? ''))),
    pending: (await ledger.pending({ afterSequence: 0, limit: 99, now })).map((one) => one.sequence),
    due: (await ledger.dueDeliveries({ afterSequence: 0, limit: 99, now })).map((one) => one.claim),
    blocked: await ledger.blocked(now),
    next: await ledger.nextDueAt(now),
    exceptions: await ledger.exceptions({ limit: 99 }),
    processes: await ledger.processes({ limit: 99 }),
    found: await ledger.search({ prefix: 'PO', limit: 9 }),
    history: await ledger.history('northwind', 'C-ACME/PO-1', 9),
    timers: await ledger.dueTimers({ now, limit: 9 }),
    remembered: await ledger.remembered('s', 'k'),
    state: await ledger.state('poll'),
    reply: await ledger.reply('r1'),
    audit: await ledger.audit({ limit: 9 }),
    verdict: await ledger.verifyAudit(),
    holds: await ledger.legalHolds(),
    hops: await ledger.hops({ messageId: 'm1', limit: 9 }),
    payload: await ledger.content(digestOf({ n: 1 })),
    counts: await ledger.counts(),
    load: (await ledger.load()).sort((one, other) => (one.queue < other.queue ? -1 : 1)),
  };
}

/** Copies that another ledger can be filled from. */
export function backups(open: Factory): void {
  describe('a backup', () => {
    let subject: Subject;
    let folder = '';
    beforeEach(async () => {
      subject = await open();
      folder = mkdtempSync(join(tmpdir(), 'crossdock-backup-'));
    });
    afterEach(async () => {
      await subject.dispose();
      rmSync(folder, { recursive: true, force: true });
    });

    it('fills a new ledger with all that was in the old one, which goes on from there', async () => {
      await filled(subject);
      const file = join(folder, 'backup');
      const { bytes, rows } = await subject.ledger.backup(file);
      expect(bytes).to.equal(statSync(file).size);
      expect(rows).to.be.greaterThan(30);
      const restored = await subject.restored(file);
      const now = subject.clock.instant();
      expect(await shown(restored, now)).to.deep.equal(await shown(subject.ledger, now));
      const again = message('x1', { idempotencyKey: 'sales-order/m1' });
      const first = message('m1');
      expect(await restored.accept([{ ...again, digest: first.digest }])).to.deep.equal([
        { outcome: 'duplicate', id: 'm1' },
      ]);
      await restored.accept([message('x2')]);
      expect((await restored.message('x2'))?.sequence).to.be.greaterThan(7);
      const allot = { op: 'allot', sequence: 'invoices', token: '{n}', width: 0 } as const;
      expect((await committed(restored, allot)).numbers).to.deep.equal({ '{n}': '2' });
      await committed(restored, processOperation({ expectVersion: 2 }), { op: 'done', messageId: 'm2' });
    });

    it('is consistent while work goes on', async () => {
      const { ledger } = subject;
      await ledger.accept(Array.from({ length: 200 }, (_, index) => message(`a${index}`)));
      const work = Array.from({ length: 200 }, (_, index) =>
        ledger.commit([
          { op: 'done', messageId: `a${index}` },
          { op: 'accept', message: message(`b${index}`) },
        ]),
      );
      const file = join(folder, 'backup');
      await Promise.all([ledger.backup(file), ...work]);
      const restored = await subject.restored(file);
      const { accepted, done } = (await restored.counts()).messages;
      expect(accepted).to.equal(200);
      const messages = await restored.messages({ limit: 999 });
      expect(messages.filter((one) => one.state === 'done')).to.have.length(done);
      expect(messages).to.have.length(200 + done);
    });

    it('is refused when the file exists, and then leaves it alone', async () => {
      const file = join(folder, 'backup');
      writeFileSync(file, 'precious');
      const error = await subject.ledger.backup(file).catch((thrown: unknown) => thrown);
      expect(error).to.have.property('code', 'CD_LEDGER_BACKUP_FAILED');
      expect(readFileSync(file, 'utf8')).to.equal('precious');
    });

    it('is not restored when it was cut off, changed or written by a later release', async () => {
      await filled(subject);
      const file = join(folder, 'backup');
      await subject.ledger.backup(file);
      const bytes = readFileSync(file);
      const text = zstdDecompressSync(bytes).toString();
      const codeOf = async (content: string | Buffer): Promise<unknown> => {
        writeFileSync(file, typeof content === 'string' ? zstdCompressSync(content) : content);
        return subject.restored(file).catch((thrown: { code?: string }) => thrown.code);
      };
      const damaged = 'CD_LEDGER_BACKUP_DAMAGED';
      expect(await codeOf(bytes.subarray(0, bytes.length - 40))).to.equal(damaged);
      expect(await codeOf(text.replace('"ada"', '"eve"'))).to.equal(damaged);
      expect(await codeOf(text.trim().split('\n').slice(0, -1).join('\n'))).to.equal(damaged);
      expect(await codeOf('no backup at all')).to.equal(damaged);
      expect(await codeOf(text.replace('"format":1', '"format":2'))).to.equal('CD_LEDGER_BACKUP_NEWER');
    });
  });
}
