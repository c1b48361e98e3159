import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import { GroupCommit } from '../../ledger/sqlite/group-commit.ts';
import { encode } from '../../ledger/write/encode.ts';
import { message } from '../contract/ledger/samples.ts';

describe('GroupCommit', () => {
  let folder = '';
  let writers: Worker[] = [];
  let commits: GroupCommit;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-group-'));
    writers = [];
    commits = new GroupCommit(join(folder, 'ledger.sqlite'), (file) => {
      const entry = new URL('../../ledger/sqlite/worker.ts', import.meta.url);
      const writer = new Worker(entry, { workerData: { file } });
      writers.push(writer);
      return writer;
    });
    await commits.open();
  });
  afterEach(async () => {
    await commits.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const accept = (id: string) =>
    commits.submit({ now: 0, changes: [encode({ op: 'accept', message: message(id) })] });

  it('sends a burst as few batches: what comes while one is in flight goes with the next', async () => {
    let batches = 0;
    writers[0]?.on('message', () => {
      batches += 1;
    });
    await Promise.all(Array.from({ length: 600 }, (_, index) => accept(`m${index}`)));
    expect(batches).to.equal(3);
  });

  it('lets the callers of a batch go on sixteen in a turn, in their order', async () => {
    const resolved: string[] = [];
    const ids = Array.from({ length: 40 }, (_, index) => `m${index}`);
    const all = ids.map((id) => accept(id).then(() => resolved.push(id)));
    await all[0];
    await new Promise(process.nextTick);
    expect(resolved).to.deep.equal(ids.slice(0, 16));
    await Promise.all(all);
    expect(resolved).to.deep.equal(ids);
  });

  it('rejects with a retryable error when the writer dies, and starts another', async () => {
    const lost = accept('m1').catch((error: unknown) => error);
    await writers[0]?.terminate();
    expect(await lost).to.deep.include({ code: 'CD_LEDGER_WRITE_FAILED', retry: 'retryable' });
    expect(writers).to.have.length(2);
    await once(writers[1] as Worker, 'message');
    expect((await accept('m2')).result.committed).to.equal(true);
  });

  it('closes twice without harm', async () => {
    await commits.close();
    await commits.close();
  });
});
