import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import type { Ledger } from '../../../ledger/ledger.ts';
import { restorePostgresLedger } from '../../../ledger/postgres/backup/backup.ts';
import { openPostgresLedger } from '../../../ledger/postgres/open.ts';
import { message } from '../../contract/ledger/samples.ts';
import { type PostgresServer, startPostgres } from '../../support/postgres.ts';
import { ledgerPlace } from '../../support/postgres-ledger.ts';

const clock = () => new Date();
const code = (opening: Promise<unknown>) =>
  opening.then(
    () => 'opened',
    (thrown) => thrown.code,
  );

async function execute(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

describe('openPostgresLedger', () => {
  it('migrates once when several open at the same time', async () => {
    const place = await ledgerPlace();
    const opened = await Promise.all(
      ['a', 'b', 'c', 'd'].map((worker) => openPostgresLedger({ ...place, worker, clock })),
    );
    await Promise.all(opened.map((ledger, index) => ledger.accept([message(`m${index}`)])));
    expect((await opened[0]!.counts()).messages.accepted).to.equal(4);
    await Promise.all(opened.map((ledger) => ledger.close()));
  });

  it('keeps ledgers in schemas of one database apart', async () => {
    const [one, other] = [await ledgerPlace(), await ledgerPlace()];
    const a = await openPostgresLedger({ ...one, clock });
    const b = await openPostgresLedger({ ...other, clock });
    await a.accept([message('m1')]);
    expect(await b.message('m1')).to.equal(null);
    expect(await a.cluster.workers()).to.have.length(1);
    await Promise.all([a.close(), b.close()]);
  });

  it('restores into a schema once, also when two restore and a worker opens at the same time', async () => {
    const from = await openPostgresLedger({ ...(await ledgerPlace()), clock });
    await from.accept([message('m1')]);
    const file = join(mkdtempSync(join(tmpdir(), 'crossdock-restore-')), 'ledger.cdb');
    await from.backup(file);
    await from.close();
    const place = await ledgerPlace();
    const restores = [restorePostgresLedger(file, place), restorePostgresLedger(file, place)];
    const opening = openPostgresLedger({ ...place, clock });
    const codes = await Promise.all(restores.map(code));
    const ledger = await opening;
    const found = await ledger.message('m1');
    await ledger.close();
    rmSync(dirname(file), { recursive: true });
    const done = codes.filter((one) => one === 'opened');
    expect(done, 'as many restores say so as there are').to.have.length(found ? 1 : 0);
    expect(codes.filter((one) => one === 'CD_LEDGER_NOT_EMPTY')).to.have.length(2 - done.length);
  });

  it('refuses a schema of a newer release, and one of another program', async () => {
    const place = await ledgerPlace();
    await (await openPostgresLedger({ ...place, clock })).close();
    await execute(place.url, `UPDATE ${place.schema}.schema_version SET version = 999`);
    expect(await code(openPostgresLedger({ ...place, clock }))).to.equal('CD_LEDGER_SCHEMA_NEWER');
    const foreign = await ledgerPlace();
    await execute(
      foreign.url,
      `CREATE SCHEMA ${foreign.schema}; CREATE TABLE ${foreign.schema}.message (id int)`,
    );
    expect(await code(openPostgresLedger({ ...foreign, clock }))).to.equal('CD_LEDGER_OPEN_FAILED');
  });

  it('refuses an address that is none, a schema that is no name, and a server that is not there', async () => {
    const url = 'postgres://crossdock:secret@127.0.0.1:1/crossdock';
    expect(await code(openPostgresLedger({ url: 'db', clock }))).to.equal('CD_LEDGER_OPEN_FAILED');
    expect(await code(openPostgresLedger({ url, schema: 'a"b', clock }))).to.equal('CD_LEDGER_OPEN_FAILED');
    const thrown = await openPostgresLedger({ url, clock }).catch((error: unknown) => error);
    expect(thrown).to.have.property('code', 'CD_LEDGER_OPEN_FAILED');
    expect(String(thrown)).not.to.contain('secret');
  });

  describe('on a server that may lose what it acknowledged', () => {
    let server: PostgresServer;
    beforeEach(async () => {
      server = await startPostgres(['fsync=off', 'synchronous_commit=off']);
    });
    afterEach(() => server.stop());

    it('refuses, naming the setting', async () => {
      const options = { url: server.url('postgres'), clock };
      const thrown = await openPostgresLedger(options).catch((error: unknown) => error);
      expect(thrown).to.have.property('code', 'CD_LEDGER_UNSAFE');
      expect(String(thrown)).to.contain('fsync=off');
    });
  });

  describe('on a server that is told to lose what it acknowledges', () => {
    let server: PostgresServer;
    let ledger: Ledger;
    let logs: string[] = [];
    let logged = new EventEmitter();
    beforeEach(async () => {
      server = await startPostgres();
      logs = [];
      logged = new EventEmitter();
      const log = (_: string, text: string, details?: Record<string, unknown>) => {
        logs.push(`${text}: ${details?.reason}`);
        logged.emit(text);
      };
      ledger = await openPostgresLedger({ url: server.url('postgres'), clock, log });
    });
    afterEach(async () => {
      await ledger.close();
      await server.stop();
    });

    it('takes nothing in after a restart, says why, and goes on when the setting is back', async () => {
      await ledger.accept([message('m1')]);
      await execute(server.url('postgres'), 'ALTER SYSTEM SET fsync = off');
      await server.kill();
      await server.start();
      const refused = await ledger.accept([message('m2')]).catch((error: unknown) => error);
      expect(refused).to.have.property('code', 'CD_LEDGER_WRITE_FAILED');
      expect(String(refused)).to.contain('fsync=off');
      expect(logs.join('\n')).to.contain('the connection to the ledger is lost');
      await execute(server.url('postgres'), 'ALTER SYSTEM RESET fsync');
      await execute(server.url('postgres'), 'SELECT pg_reload_conf()');
      await ledger.accept([message('m3')]);
      expect((await ledger.message('m3'))?.state).to.equal('accepted');
    });

    it('takes nothing in after a reload, says why, and goes on when the setting is back', async () => {
      const [refusing, again] = [
        once(logged, 'the ledger cannot be connected to yet'),
        once(logged, 'connected to the ledger again'),
      ];
      await ledger.accept([message('m1')]);
      await execute(server.url('postgres'), 'ALTER SYSTEM SET fsync = off');
      await execute(server.url('postgres'), 'SELECT pg_reload_conf()');
      await refusing;
      expect(logs.join('\n')).to.contain('CD_LEDGER_UNSAFE').and.to.contain('fsync=off');
      const refused = await ledger.accept([message('m2')]).catch((error: unknown) => error);
      expect(refused).to.have.property('code', 'CD_LEDGER_WRITE_FAILED');
      expect(String(refused)).to.contain('CD_LEDGER_UNSAFE');
      await execute(server.url('postgres'), 'ALTER SYSTEM RESET fsync');
      await execute(server.url('postgres'), 'SELECT pg_reload_conf()');
      await again;
      await ledger.accept([message('m2')]);
      expect((await ledger.message('m2'))?.state).to.equal('accepted');
    });
  });
});
