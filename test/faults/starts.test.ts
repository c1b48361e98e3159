import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { freePort } from '../../cli/start/free-port.ts';
import { FaultSite } from './fault-site.ts';
import { describeUnderShim } from './shim.ts';

describeUnderShim('a start that must not be', function () {
  this.timeout(240_000);
  let site: FaultSite;
  beforeEach(async () => {
    site = await FaultSite.prepare();
  });
  afterEach(() => site.close());

  it('on a data folder that another process has is refused at once, and names it', async () => {
    await site.start();
    const owner = site.pid;
    const port = await freePort('127.0.0.1');
    site.writeSite({ http: { host: '127.0.0.1', port } });
    const refusal = await site.refusal();
    expect(refusal).to.contain('CD_LEDGER_LOCKED');
    expect(refusal).to.contain(`process ${owner}`);
    expect((await site.post('K1', 1)).status, 'the first goes on').to.equal(202);
  });

  it('on a ledger of a newer release is refused', async () => {
    await site.start();
    await site.stop();
    const db = new DatabaseSync(join(site.dataFolder, 'ledger.sqlite'));
    db.exec('PRAGMA user_version = 999');
    db.close();
    expect(await site.refusal()).to.contain('CD_LEDGER_SCHEMA_NEWER');
  });

  it('on a ledger whose schema is damaged is refused with what to do', async () => {
    await site.start();
    await site.stop();
    const file = join(site.dataFolder, 'ledger.sqlite');
    const db = new DatabaseSync(file);
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    db.close();
    writeFileSync(file, Buffer.alloc(3_000, 0x5a), { flag: 'r+' });
    const refusal = await site.refusal();
    expect(refusal).to.match(/CD_LEDGER_(CORRUPT|OPEN_FAILED)/);
    expect(refusal).to.contain('remedy');
  });

  it('with another credential secret is refused, instead of losing the credentials', async () => {
    await site.start();
    await site.stop();
    expect(await site.refusal({ FAULTS_SECRET: 'another key' })).to.contain('CD_START_CREDENTIAL_SECRET');
  });
});
