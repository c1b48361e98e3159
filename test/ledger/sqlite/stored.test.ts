import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import type { AuditEntry, Ledger } from '../../../ledger/ledger.ts';
import { openSqliteLedger } from '../../../ledger/sqlite/open.ts';
import { Running } from '../../../ledger/sqlite/running.ts';
import { committed, delivery, message, testClock } from '../../contract/ledger/samples.ts';

describe('what the SQLite ledger has stored', () => {
  const clock = testClock();
  let folder = '';
  let file = '';
  let ledger: Ledger;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-stored-'));
    file = join(folder, 'ledger.sqlite');
    ledger = await openSqliteLedger({ file, clock: clock.now });
  });
  afterEach(async () => {
    await ledger.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const sql = (text: string): void => {
    const db = new DatabaseSync(file);
    db.exec(text);
    db.close();
  };
  const count = (table: string): unknown => {
    const db = new DatabaseSync(file, { readOnly: true });
    const rows = db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n;
    db.close();
    return rows;
  };

  describe('the audit trail', () => {
    const entry = (subject: string): AuditEntry => ({
      ...{ at: '2026-03-02T09:00:00.000Z', by: 'ada', action: 'exception.retried', subject },
    });
    beforeEach(async () => {
      const lines = ['e1', 'e2', 'e3'].map((subject) => ({ op: 'audit', entry: entry(subject) }) as const);
      await committed(ledger, ...lines);
    });

    const tampered: Readonly<Record<string, readonly [string, number]>> = {
      'a line that was changed': [`UPDATE audit SET by = 'eve' WHERE number = 2`, 2],
      'a line that was taken out': ['DELETE FROM audit WHERE number = 2', 2],
      'a last line that was cut off': ['DELETE FROM audit WHERE number = 3', 3],
      'a line that was added': [
        `INSERT INTO audit SELECT 4, hash, at, by, action, subject, tenant, key, reason, data FROM audit WHERE number = 3`,
        4,
      ],
      'a trail that was emptied': ['DELETE FROM audit', 1],
    };
    for (const [what, [text, brokenAt]] of Object.entries(tampered)) {
      it(`shows ${what}`, async () => {
        sql(text);
        expect(await ledger.verifyAudit()).to.deep.include({ intact: false, brokenAt });
      });
    }
  });

  it('is nothing but counts and positions when retention has deleted everything', async () => {
    const raw = new Uint8Array([1, 2, 3]);
    await ledger.accept([message('m1', { raw }), message('m2', { body: 'x'.repeat(70_000) })]);
    await committed(ledger, { op: 'done', messageId: 'm1' }, { op: 'done', messageId: 'm2' });
    clock.advance(1_000 * 86_400_000);
    const policy = { contentDays: 1, processDays: 1, idempotencyDays: 1, traceDays: 1 };
    while ((await ledger.retain(policy, clock.instant(), 2)).more);
    for (const table of ['message', 'block', 'content', 'content_bytes', 'ordering_key', 'later']) {
      expect(count(table), table).to.equal(0);
    }
  });

  it('tells a row that cannot be read beside all others', async () => {
    const large = message('m3', { key: 'C', body: 'x'.repeat(70_000) });
    await ledger.accept([message('m1', { key: 'A' })]);
    await ledger.accept([message('m2', { key: 'B' }), large]);
    const staged = { ...delivery('d1', { key: 'A' }), idempotencyKey: 'x' };
    await committed(ledger, { op: 'deliver', delivery: staged });
    await committed(ledger, { op: 'deliver', delivery: delivery('d2', { key: 'B' }) });
    await ledger.close();
    sql(`UPDATE block SET lines = x'28b52ffd00' WHERE number IN
      (SELECT min(number) FROM block UNION ALL SELECT max(number) - 1 FROM block)`);
    sql(`UPDATE content_bytes SET bytes = x'28b52ffd00'`);
    ledger = await openSqliteLedger({ file, clock: clock.now });
    const page = { afterSequence: 0, limit: 10, now: clock.instant() };
    const found = await ledger.pending(page);
    expect(found.map(({ damaged }) => damaged !== undefined)).to.deep.equal([true, false, false]);
    expect(found[0]).to.deep.include({ body: null, queue: 'entry:sftp' });
    expect(found[0]?.envelope).to.deep.include({ id: 'm1', key: 'A', tenant: 'northwind' });
    const content = await ledger.content(found[2]?.claim?.digest ?? '').catch((thrown: unknown) => thrown);
    expect(content).to.have.property('code', 'CD_LEDGER_CONTENT_DAMAGED');
    const due = await ledger.dueDeliveries(page);
    expect(due.map(({ id, damaged }) => [id, damaged !== undefined])).to.deep.equal([
      ['d1', true],
      ['d2', false],
    ]);
  });

  it('keeps the documents of one commit in one block', async () => {
    await ledger.accept(Array.from({ length: 20 }, (_, index) => message(`m${index}`)));
    expect(count('block')).to.equal(1);
    expect((await ledger.message('m7'))?.body).to.deep.equal({ payload: { orderNumber: 'm7' } });
  });

  it('names the messages that were running when their process was killed, though nothing was flushed', async () => {
    const path = join(folder, 'running');
    const killed = new Running(path);
    killed.began('m1', 'm2');
    killed.ended('m1');
    await turn();
    const next = new Running(path);
    next.began('m3');
    expect(next.interrupted()).to.deep.equal(['m2']);
    const last = new Running(path);
    expect(last.interrupted()).to.deep.equal(['m3']);
    for (const one of [killed, next, last]) one.close();
  });

  it('does without the notes of what runs when their file cannot be made', () => {
    const nowhere = new Running(join(folder, 'no', 'such', 'folder'));
    nowhere.began('m1');
    nowhere.ended('m1');
    expect(nowhere.interrupted()).to.deep.equal([]);
    nowhere.close();
  });
});
