import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CrossdockError } from '../../domain/errors.ts';
import { lockFolder } from '../../ledger/sqlite/lock.ts';

describe('lockFolder', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-lock-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('refuses a second process at once, names the first, and lets it in after a kill -9', async () => {
    const holding = new URL('./processes/holding.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [holding, folder]);
    await once(child.stdout, 'data');
    expect(() => lockFolder(folder))
      .to.throw(CrossdockError, `process ${child.pid}`)
      .with.property('code', 'CD_LEDGER_LOCKED');
    child.kill('SIGKILL');
    await once(child, 'close');
    lockFolder(folder).release();
  });

  it('refuses a second lock of the same process until the first is released', () => {
    const first = lockFolder(folder);
    expect(() => lockFolder(folder))
      .to.throw(CrossdockError)
      .with.property('code', 'CD_LEDGER_LOCKED');
    first.release();
    first.release();
    lockFolder(folder).release();
  });

  it('creates a folder that is missing', () => {
    lockFolder(join(folder, 'deep', 'data')).release();
  });
});
