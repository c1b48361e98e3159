import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Json, Ledger, Operation } from '../../../ledger/ledger.ts';
import { GroupCommit } from '../../../ledger/sqlite/group-commit.ts';
import { openSqliteLedger } from '../../../ledger/sqlite/open.ts';
import { encode } from '../../../ledger/write/encode.ts';
import { digestOf, message } from '../../contract/ledger/samples.ts';

const bodyOf = (id: string): Json => ({ id, text: 'größer als nichts', lines: [1, 2, 3] });
const of = (id: string, body = bodyOf(id), idempotencyKey = id): Operation => ({
  op: 'accept',
  message: message(id, { idempotencyKey, digest: digestOf(body), body }),
});

/** Fill more than one block. */
const many = Array.from({ length: 250 }, (_, index) => `m${index}`);

for (const isBusy of [true, false])
  describe(`documents that come to a writer that is ${isBusy ? 'busy' : 'at rest'}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'crossdock-ahead-'));
    const file = join(folder, 'ledger.sqlite');
    let commits: GroupCommit;
    before(async () => {
      commits = new GroupCommit(file, undefined, () => isBusy);
      await commits.open();
    });
    after(async () => {
      await commits.close();
      rmSync(folder, { recursive: true, force: true });
    });
    const commit = async (...operations: Operation[]) =>
      (await commits.submit({ now: 0, changes: operations.map(encode) })).result;
    const accepted = async (operation: Operation) => {
      const result = await commit(operation);
      return result.committed ? result.accepted[0] : null;
    };
    /** The last of a burst, and the ledger after it. */
    const behindMany = async <Result>(
      prefix: string,
      last: () => Promise<Result>,
      look: (result: Result, ledger: Ledger) => Promise<void>,
    ): Promise<void> => {
      const burst = many.map((id) => commit(of(`${prefix}-${id}`)));
      const result = last();
      await Promise.all(burst);
      const ledger = await openSqliteLedger({ file, clock: () => new Date() });
      try {
        await look(await result, ledger);
      } finally {
        await ledger.close();
      }
    };

    it('are read as they were accepted', async () => {
      await behindMany(
        'read',
        async () => {},
        async (_, ledger) => {
          for (const id of many) {
            const stored = await ledger.message(`read-${id}`);
            expect(stored?.body).to.deep.equal(bodyOf(`read-${id}`));
            expect(stored?.envelope.id).to.equal(`read-${id}`);
          }
        },
      );
    });

    it('are left out when the message came before', async () => {
      await behindMany(
        'again',
        () => accepted(of('again-x', bodyOf('again-m1'), 'again-m1')),
        async (result, ledger) => {
          expect(result).to.deep.equal({ outcome: 'duplicate', id: 'again-m1' });
          expect(await ledger.message('again-x')).to.equal(null);
        },
      );
    });

    it('are kept as conflicts, and replaced by what contradicts them once more', async () => {
      for (const [number, prefix] of ['other', 'more'].entries()) {
        await behindMany(
          prefix,
          () => accepted(of(`x${number}`, { other: number }, 'read-m1')),
          async (result, ledger) => {
            expect(result).to.deep.include({ outcome: 'conflict', id: 'x0' });
            const kept = await ledger.message('x0');
            expect(kept).to.deep.include({ state: 'parked', body: { other: number } });
            expect(kept?.envelope.id).to.equal('x0');
            expect((await ledger.exception('conflict-x0'))?.document).to.deep.equal({ other: number });
          },
        );
      }
    });

    it('carry the numbers that their commit has given out', async () => {
      await behindMany(
        'numbered',
        () =>
          commit(
            { op: 'allot', sequence: 'invoice', token: '«1»', width: 4 },
            of('numbered-x', { number: '«1»' }),
          ),
        async (_, ledger) => {
          expect((await ledger.message('numbered-x'))?.body).to.deep.equal({ number: '0001' });
        },
      );
    });

    it('leave no trace of what is refused', async () => {
      await behindMany(
        'refused',
        () => commit(of('refused-x'), { op: 'done', messageId: 'nobody' }),
        async (result, ledger) => {
          expect(result.committed).to.equal(false);
          expect(await ledger.message('refused-x')).to.equal(null);
        },
      );
    });
  });
