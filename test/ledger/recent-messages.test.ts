import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CrossdockError } from '../../domain/errors.ts';
import type { Json, Ledger, NewMessage } from '../../ledger/ledger.ts';
import { openSqliteLedger } from '../../ledger/sqlite/open.ts';

const at = '2026-03-02T09:00:00.000Z';
const later = '2026-03-02T10:00:00.000Z';

const message = (id: string, body: Json): NewMessage => ({
  envelope: {
    ...{
      id,
      correlationId: id,
      causationId: null,
      tenant: 't',
      site: 's',
      type: 'order',
      schemaVersion: '1',
    },
    ...{ key: 'K', source: { system: 'x', protocol: 'x', reference: id }, receivedAt: at },
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  },
  ...{ queue: 'q', idempotencyKey: id, digest: id, body },
});

describe('what was accepted a moment ago', () => {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-recent-'));
  let ledger: Ledger;
  before(async () => {
    ledger = await openSqliteLedger({ file: join(folder, 'ledger.sqlite'), clock: () => new Date(at) });
  });
  after(async () => {
    await ledger.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const bodies = async () => {
    const found = await ledger.pending({ queue: 'q', afterSequence: 0, limit: 10, now: at });
    return found.map(({ envelope, body }) => [envelope.id, body]);
  };

  it('is read as it is stored, the first time and later', async () => {
    await ledger.accept([message('m1', { n: 1, text: 'é' }), message('m1', { n: 1, text: 'é' })]);
    await ledger.commit([
      { op: 'allot', sequence: 'invoice', token: '{number}', width: 4 },
      { op: 'accept', message: message('m2', { number: '{number}' }) },
    ]);
    const expected = [
      ['m1', { n: 1, text: 'é' }],
      ['m2', { number: '0001' }],
    ];
    expect(await bodies()).to.deep.equal(expected);
    expect(await bodies()).to.deep.equal(expected);
    expect((await ledger.message('m2'))?.body).to.deep.equal({ number: '0001' });
  });

  describe('for a reader at the end of its queue', () => {
    const read = async (afterSequence: number, limit = 10, now = at) => {
      const found = await ledger.pending({ queue: 'tail', afterSequence, limit, now });
      return found.map(({ envelope }) => envelope.id);
    };
    const tail = (id: string, more: Partial<NewMessage> = {}): NewMessage => ({
      ...message(id, { id }),
      queue: 'tail',
      ...more,
    });
    const last = async (): Promise<number> => (await ledger.message('t0'))?.sequence ?? 0;

    it('is what came since, without what has ended, in order and in full', async () => {
      await ledger.accept([tail('t0')]);
      expect(await read(0)).to.deep.equal(['t0']);
      const from = await last();
      await ledger.accept([tail('t1'), tail('t2', { raw: new Uint8Array([1]) }), tail('t3', { output: 1 })]);
      await ledger.commit([{ op: 'discard', messageId: 't1' }]);
      const [raw, output] = await ledger.pending({ queue: 'tail', afterSequence: from, limit: 10, now: at });
      expect(raw).to.deep.equal(await ledger.message('t2'));
      expect(output).to.deep.equal(await ledger.message('t3'));
      expect(await read(from)).to.deep.equal(['t2', 't3']);
    });

    it('is told again to a reader that goes back, and page by page', async () => {
      await ledger.accept([tail('p1'), tail('p2'), tail('p3')]);
      const sequence = (await ledger.message('t3'))?.sequence ?? 0;
      expect(await read(sequence, 2)).to.deep.equal(['p1', 'p2']);
      expect(await read(sequence + 2, 2)).to.deep.equal(['p3']);
      expect(await read(sequence, 2)).to.deep.equal(['p1', 'p2']);
      expect(await read(sequence)).to.deep.equal(['p1', 'p2', 'p3']);
    });

    it('shows what was put off, parked, released or let in by a timer as the file has it', async () => {
      const sequence = (await ledger.message('p3'))?.sequence ?? 0;
      await ledger.accept([tail('r1'), tail('r2')]);
      const error = new CrossdockError('CD_INTERNAL', { where: 'x', reason: 'y' }).record();
      await ledger.commit([{ op: 'retry', messageId: 'r1', attempts: 1, availableAt: later, error }]);
      expect(await read(sequence)).to.deep.equal(['r2']);
      expect(await read(sequence, 10, later)).to.deep.equal(['r1', 'r2']);
      const exception = { id: 'e1', kind: 'message', tenant: 't', key: 'K', subjectId: 'r2', error } as const;
      await ledger.commit([{ op: 'park', messageId: 'r2', attempts: 1, exception }]);
      expect(await read(sequence, 10, later)).to.deep.equal(['r1']);
      await ledger.commit([{ op: 'release', messageId: 'r2' }]);
      expect(await read(sequence, 10, later)).to.deep.equal(['r1', 'r2']);
      const timer = { id: 'x', tenant: 't', key: 'K', dueAt: at, message: tail('r3') };
      await ledger.commit([{ op: 'timer', timer }]);
      await ledger.commit([{ op: 'fireTimer', id: 'x' }]);
      await ledger.accept([tail('r4', { availableAt: later })]);
      expect(await read(sequence + 2)).to.deep.equal(['r3']);
      expect(await read(sequence + 2, 10, later)).to.deep.equal(['r3', 'r4']);
    });

    it('knows a message that came again, and one that contradicts it', async () => {
      const sequence = (await ledger.message('r4'))?.sequence ?? 0;
      expect(await read(sequence)).to.deep.equal([]);
      await ledger.accept([tail('c1')]);
      const [again, other, next] = await ledger.accept([
        tail('c2', { idempotencyKey: 'c1', digest: 'c1' }),
        tail('c3', { idempotencyKey: 'c1', digest: 'c3' }),
        tail('c4'),
      ]);
      expect([again, other, next].map((one) => one?.outcome)).to.deep.equal([
        'duplicate',
        'conflict',
        'accepted',
      ]);
      await ledger.accept([tail('c5', { idempotencyKey: 'c1', digest: 'c1' }), tail('c6')]);
      expect(await read(sequence)).to.deep.equal(['c1', 'c4', 'c6']);
    });
  });
});
