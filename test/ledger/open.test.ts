import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { openSqliteLedger } from '../../ledger/sqlite/open.ts';
import { message } from '../contract/ledger/samples.ts';

describe('openSqliteLedger', () => {
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-open-'));
    file = join(folder, 'ledger.sqlite');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const open = () => openSqliteLedger({ file, clock: () => new Date() });
  const sql = (text: string): void => {
    const db = new DatabaseSync(file);
    db.exec(text);
    db.close();
  };
  const refusal = async (): Promise<unknown> => open().catch((error: unknown) => error);

  it('writes in WAL mode', async () => {
    const ledger = await open();
    const db = new DatabaseSync(file, { readOnly: true });
    expect(db.prepare('PRAGMA journal_mode').get()).to.have.property('journal_mode', 'wal');
    db.close();
    await ledger.close();
  });

  it('refuses a schema that is newer than this release', async () => {
    await (await open()).close();
    sql('PRAGMA user_version = 999');
    const error = await refusal();
    expect(error).to.have.property('code', 'CD_LEDGER_SCHEMA_NEWER');
    expect(error).to.have.nested.property('parameters.found', 999);
  });

  it('refuses a database of another program', async () => {
    sql('CREATE TABLE customers (id TEXT)');
    expect(await refusal()).to.have.property('code', 'CD_LEDGER_OPEN_FAILED');
  });

  it('refuses a file that is no database', async () => {
    writeFileSync(file, 'ISA*00*          *00*          *ZZ*ACME'.repeat(200));
    expect(await refusal()).to.have.property('code', 'CD_LEDGER_OPEN_FAILED');
  });

  it('refuses a folder that does not exist', async () => {
    file = join(folder, 'nowhere', 'ledger.sqlite');
    expect(await refusal()).to.have.property('code', 'CD_LEDGER_OPEN_FAILED');
  });

  it('opens the same file from two ledgers at the same time and migrates once', async () => {
    const both = await Promise.all([open(), open()]);
    await Promise.all(both.map((ledger, index) => ledger.accept([message(`m${index}`)])));
    for (const ledger of both) expect((await ledger.counts()).messages.accepted).to.equal(2);
    await Promise.all(both.map((ledger) => ledger.close()));
  });

  it('sees what another connection changed between two commits', async () => {
    const ledger = await open();
    await ledger.accept([message('m1')]);
    sql('DELETE FROM waiting; UPDATE message SET ended = 1');
    const result = await ledger.commit([{ op: 'done', messageId: 'm1' }]);
    expect(result).to.have.nested.property('conflict.reason', 'message m1 is discarded');
    await ledger.close();
  });

  it('stores the same raw bytes once', async () => {
    const ledger = await open();
    const raw = Buffer.from('the same file, dropped under two names');
    await ledger.accept([message('m1', { raw }), message('m2', { raw: raw.subarray() })]);
    await ledger.close();
    const db = new DatabaseSync(file, { readOnly: true });
    expect(db.prepare('SELECT count(*) AS n FROM content').get()).to.have.property('n', 1);
    db.close();
  });
});
