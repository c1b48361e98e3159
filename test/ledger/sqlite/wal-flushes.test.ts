import { type fdatasync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { WalFlushes } from '../../../ledger/sqlite/wal-flushes.ts';

type Ended = Parameters<typeof fdatasync>[1];

describe('WalFlushes', () => {
  let folder = '';
  let file = '';
  let db: DatabaseSync;
  /** Flushes that have begun and not ended. */
  let begun: Ended[] = [];
  let flushes: WalFlushes;
  let told: unknown[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-flushes-'));
    file = join(folder, 'ledger.sqlite');
    db = new DatabaseSync(file);
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE kept (number INTEGER)');
    begun = [];
    told = [];
    const flush = Object.assign((_: number, ended: Ended) => void begun.push(ended), { __promisify__: null });
    flushes = new WalFlushes(db, file, flush as unknown as typeof fdatasync);
  });
  afterEach(() => {
    flushes.close();
    db.close();
    rmSync(folder, { recursive: true });
  });

  const commit = (number: number): void => {
    db.exec(`INSERT INTO kept VALUES (${number})`);
    flushes.next((failure) => told.push(failure ? [number, failure.code] : number));
  };
  const end = (error: Error | null = null): void => begun.shift()?.(error as NodeJS.ErrnoException | null);
  const ioError = (): Error => Object.assign(new Error('i/o error'), { code: 'EIO' });

  it('tells of a commit after a flush that began after it, and of all that came meanwhile after the next', () => {
    commit(1);
    commit(2);
    commit(3);
    expect([begun.length, told]).to.deep.equal([1, []]);
    end();
    expect([begun.length, told]).to.deep.equal([1, [1]]);
    expect(flushes.areIdle).to.equal(false);
    end();
    expect([begun.length, told]).to.deep.equal([0, [1, 2, 3]]);
    expect(flushes.areIdle).to.equal(true);
  });

  it('moves the WAL into the database when it cannot be flushed, and only then tells that all is durable', () => {
    commit(1);
    expect(statSync(`${file}-wal`).size).to.be.above(0);
    end(ioError());
    expect(told).to.deep.equal([1]);
    expect(statSync(`${file}-wal`).size).to.equal(0);
    expect(flushes.areIdle).to.equal(true);
  });

  it('believes no later flush until the WAL has been moved', () => {
    const reader = new DatabaseSync(file, { readOnly: true });
    reader.exec('BEGIN; SELECT * FROM kept');
    commit(1);
    end(ioError());
    expect(told).to.deep.equal([[1, 'CD_LEDGER_WRITE_FAILED']]);
    expect(flushes.areIdle).to.equal(false);
    commit(2);
    end();
    expect(told.at(-1)).to.deep.equal([2, 'CD_LEDGER_WRITE_FAILED']);
    reader.close();
    commit(3);
    end();
    expect(told.at(-1)).to.equal(3);
    expect(flushes.areIdle).to.equal(true);
  });
});
