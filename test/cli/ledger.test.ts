import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { openSqliteLedger } from '../../ledger/sqlite/open.ts';
import { storedMessage } from '../support/decision-ledger.ts';
import { callCli, runCli } from './run-cli.ts';

const fixtures = join(import.meta.dirname, '../fixtures');
const at = '2026-03-02T08:00:00.000Z';

describe('crossdock ledger', function () {
  this.timeout(240_000);
  let folder: string;
  let site: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-ledger-'));
    await cp(fixtures, folder, { recursive: true });
    site = join(folder, 'sites/small.yaml');
    await filled(join(folder, 'data'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const envOf = (data: string) => ({ CROSSDOCK_DATA: join(folder, data), CROSSDOCK_PORT: '0' });
  const ledger = (args: readonly string[], data = 'data') => callCli(['ledger', ...args], envOf(data));

  it('counts what is in it, and ends its process', async () => {
    const counted = runCli(['ledger', 'stats', site], envOf('data'));
    expect(await counted.ended(), counted.text()).to.equal(0);
    expect(counted.text())
      .to.match(/messages +1 accepted/)
      .and.to.include('entry:in: 1 messages');
  });

  it('places, lists and lifts legal holds, only with a reason, and writes them to the audit trail', async () => {
    expect((await ledger(['hold', 'northwind', 'C-1/PO-1', site])).code).to.equal(2);
    const held = await ledger(['hold', 'northwind', 'C-1/PO-1', site, '--reason', 'lawsuit 7']);
    expect(held.text).to.include('northwind C-1/PO-1: lawsuit 7');
    expect((await ledger(['holds', site])).text).to.include('C-1/PO-1');
    const mistyped = await ledger(['hold', 'northwind', 'PO-1', site, '--reason', 'lawsuit 7']);
    expect([mistyped.code, mistyped.text]).to.deep.equal([1, mistyped.text]);
    expect(mistyped.text).to.include('CD_LEGAL_HOLD_UNKNOWN');
    expect((await ledger(['lift', 'northwind', 'C-1/PO-1', site, '--reason', 'settled'])).text).to.include(
      'no legal holds',
    );
    expect((await ledger(['verify', site])).text).to.include('intact: 2 lines');
  });

  it('raises a number sequence, with a reason, and refuses to lower one or to make one up', async () => {
    expect((await ledger(['numbers', site])).text).to.include('invoices: last number 1');
    const raise = (sequence: string, last: string) =>
      ledger(['number', sequence, last, site, '--reason', 'last invoice in billing']);
    expect((await raise('invoices', '1873')).text).to.include('invoices: last number 1873');
    const lower = await raise('invoices', '12');
    expect(lower.code).to.equal(1);
    expect(lower.text).to.include('CD_CLI_LEDGER_TASK').and.to.include('never lowered');
    expect((await raise('invoice', '2000')).text).to.include('no number was ever given out');
    expect((await ledger(['number', 'invoices', '2000', site])).code).to.equal(2);
    const unused = await ledger(['number', 'control', '7', site, '--reason', 'last interchange', '--new']);
    expect(unused.text).to.include('control: last number 7');
    expect((await ledger(['verify', site])).text).to.include('intact: 4 lines');
  });

  it('backs up, refuses to overwrite, and restores into a fresh folder only', async () => {
    const file = join(folder, 'monday.backup');
    expect((await ledger(['backup', file, site])).text).to.match(/^backup written: .*monday\.backup/);
    const again = await ledger(['backup', file, site]);
    expect(again.code).to.equal(1);
    expect(again.text).to.include('CD_LEDGER_BACKUP_FAILED');
    expect((await ledger(['restore', file, site])).text).to.include('CD_LEDGER_NOT_EMPTY');
    expect((await ledger(['restore', file, site], 'fresh')).text).to.match(/^restored from/);
    expect((await ledger(['stats', site], 'fresh')).text).to.match(/messages +1 accepted/);
    expect((await ledger(['verify', site], 'fresh')).text).to.include('intact');
  });

  it('refuses a damaged backup and leaves no ledger behind', async () => {
    const file = join(folder, 'damaged.backup');
    const whole = readFileSync(join(folder, 'monday.backup'));
    writeFileSync(file, whole.subarray(0, whole.length - 10));
    const { code, text } = await ledger(['restore', file, site], 'damaged');
    expect(code).to.equal(1);
    expect(text).to.include('CD_LEDGER_BACKUP_DAMAGED').and.not.to.include('    at ');
    expect(existsSync(join(folder, 'damaged/ledger.sqlite'))).to.equal(false);
  });

  it('finds a line of the audit trail that was changed, and ends with 1', async () => {
    await cp(join(folder, 'data'), join(folder, 'forged'), { recursive: true });
    const db = new DatabaseSync(join(folder, 'forged/ledger.sqlite'));
    const { changes } = db.prepare('DELETE FROM audit WHERE number = 1').run();
    db.close();
    expect(Number(changes)).to.equal(1);
    const { code, text } = await ledger(['verify', site], 'forged');
    expect(code).to.equal(1);
    expect(text).to.match(/broken at line \d+/);
    const again = new DatabaseSync(join(folder, 'forged/ledger.sqlite'));
    again.exec('DELETE FROM audit');
    again.close();
    expect((await ledger(['verify', site], 'forged')).text).to.include('broken at line 1');
  });

  it('says so when there is no ledger, and how it is called', async () => {
    expect((await ledger(['stats', site], 'none')).text).to.include('CD_CLI_LEDGER_NONE');
    expect(existsSync(join(folder, 'none/ledger.sqlite'))).to.equal(false);
    expect((await ledger(['burn', site])).code).to.equal(2);
    expect((await ledger(['backup'])).text).to.include('needs a file');
  });
});

async function filled(data: string): Promise<void> {
  mkdirSync(data, { recursive: true });
  const ledger = await openSqliteLedger({ file: join(data, 'ledger.sqlite'), clock: () => new Date(at) });
  const { envelope, queue, idempotencyKey, digest, body } = storedMessage('m-1');
  await ledger.accept([{ envelope, queue, idempotencyKey, digest, body }]);
  await ledger.commit([{ op: 'allot', sequence: 'invoices', token: '{n}', width: 0 }]);
  await ledger.close();
}
