import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Json, Ledger, Operation } from '../../../ledger/ledger.ts';
import { openSqliteLedger } from '../../../ledger/sqlite/open.ts';
import { digestOf, message } from '../../contract/ledger/samples.ts';

const bodyOf = (id: string): Json => ({ id, text: 'größer als nichts', lines: [1, 2, 3] });
const of = (id: string, body = bodyOf(id), idempotencyKey = id) =>
  message(id, { idempotencyKey, digest: digestOf(body), body });

/** More than two batches at once: all but the first find the writer busy. */
const many = Array.from({ length: 900 }, (_, index) => `m${index}`);

describe('documents that are compressed while the writer is busy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-ahead-'));
  const file = join(folder, 'ledger.sqlite');
  let ledger: Ledger;
  const open = () => openSqliteLedger({ file, clock: () => new Date('2026-03-02T09:00:00.000Z') });
  before(async () => {
    ledger = await open();
  });
  after(async () => {
    await ledger.close();
    rmSync(folder, { recursive: true, force: true });
  });
  /** The last of a burst. */
  const behindMany = async <Result>(prefix: string, last: () => Promise<Result>): Promise<Result> => {
    const burst = many.map((id) => ledger.accept([of(`${prefix}-${id}`)]));
    const result = last();
    await Promise.all(burst);
    return result;
  };

  it('are read as they were accepted, also by a process that comes later', async () => {
    await behindMany('read', async () => {});
    await ledger.close();
    ledger = await open();
    for (const id of many) {
      const stored = await ledger.message(`read-${id}`);
      expect(stored?.body).to.deep.equal(bodyOf(`read-${id}`));
      expect(stored?.envelope.id).to.equal(`read-${id}`);
    }
  });

  it('are left out when the message came before', async () => {
    const [result] = await behindMany('again', () =>
      ledger.accept([of('again-x', bodyOf('again-m1'), 'again-m1')]),
    );
    expect(result).to.deep.equal({ outcome: 'duplicate', id: 'again-m1' });
    expect(await ledger.message('again-x')).to.equal(null);
  });

  it('are kept as conflicts, and replaced by what contradicts them once more', async () => {
    const [first] = await behindMany('other', () => ledger.accept([of('other-x', { other: 1 }, 'other-m1')]));
    expect(first).to.deep.include({ outcome: 'conflict', id: 'other-x' });
    expect((await ledger.exception('conflict-other-x'))?.document).to.deep.equal({ other: 1 });
    const [second] = await behindMany('more', () => ledger.accept([of('other-y', { other: 2 }, 'other-m1')]));
    expect(second).to.deep.include({ outcome: 'conflict', id: 'other-x' });
    const kept = await ledger.message('other-x');
    expect(kept).to.deep.include({ state: 'parked', body: { other: 2 } });
    expect(kept?.envelope.id).to.equal('other-x');
    expect((await ledger.exception('conflict-other-x'))?.document).to.deep.equal({ other: 2 });
  });

  it('carry the numbers that their commit has given out', async () => {
    const operations: Operation[] = [
      { op: 'allot', sequence: 'invoice', token: '«1»', width: 4 },
      { op: 'accept', message: of('numbered-x', { number: '«1»' }) },
    ];
    await behindMany('numbered', () => ledger.commit(operations));
    expect((await ledger.message('numbered-x'))?.body).to.deep.equal({ number: '0001' });
  });

  it('leave no trace of what is refused', async () => {
    const refused = await behindMany('refused', () =>
      ledger.commit([
        { op: 'accept', message: of('refused-x') },
        { op: 'done', messageId: 'nobody' },
      ]),
    );
    expect(refused.committed).to.equal(false);
    expect(await ledger.message('refused-x')).to.equal(null);
  });
});
