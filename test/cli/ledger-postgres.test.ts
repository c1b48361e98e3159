import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Ledger } from '../../ledger/ledger.ts';
import { openPostgresLedger } from '../../ledger/postgres/open.ts';
import { hashPassword } from '../../runtime/auth/login.ts';
import { storedMessage } from '../support/decision-ledger.ts';
import { postgresServer } from '../support/postgres.ts';
import { callCli } from './run-cli.ts';

const fixtures = join(import.meta.dirname, '../fixtures');

const more = `ledger: { store: postgres, url: env:LEDGER_URL }
admin: { passwordHash: env:ADMIN_HASH }
credentialSecret: env:ADMIN_HASH
`;

describe('crossdock ledger on PostgreSQL', function () {
  this.timeout(240_000);
  let folder: string;
  let database: { readonly url: string; drop(): Promise<void> };
  let worker: Ledger;
  let hash: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-ledger-pg-'));
    cpSync(fixtures, folder, { recursive: true });
    cpSync(join(folder, 'sites/small.yaml'), join(folder, 'sites/shared.yaml'));
    appendFileSync(join(folder, 'sites/shared.yaml'), more);
    hash = await hashPassword('open sesame');
    database = await (await postgresServer()).database();
    worker = await openPostgresLedger({ url: database.url, worker: 'one', clock: () => new Date() });
    const { envelope, queue, idempotencyKey, digest, body } = storedMessage(
      '0195a7c2-0000-7000-8000-00000000000a',
    );
    await worker.accept([{ envelope, queue, idempotencyKey, digest, body }]);
  });
  after(async () => {
    await worker.close();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const ledger = (args: readonly string[], site = 'shared') => {
    const data = {
      CROSSDOCK_DATA: join(folder, site),
      CROSSDOCK_PORT: '0',
      LEDGER_URL: database.url,
      ADMIN_HASH: hash,
    };
    return callCli(['ledger', ...args, join(folder, `sites/${site}.yaml`)], data);
  };

  it('reads and holds beside the workers, and takes no part of their work', async () => {
    const lost: number[] = [];
    const stop = worker.cluster.onChange((change) => lost.push(...change.lost));
    expect((await ledger(['stats'])).text).to.match(/messages +1 accepted/);
    const held = await ledger(['hold', '--reason', 'lawsuit', 'northwind', 'C-1/PO-1']);
    expect(held.text).to.include('northwind C-1/PO-1: lawsuit');
    expect((await ledger(['verify'])).text).to.include('intact');
    stop();
    expect(lost).to.deep.equal([]);
    expect(worker.cluster.holds(0)).to.equal(true);
  });

  it('writes a backup that a site on SQLite is restored from', async () => {
    const file = join(folder, 'shared.backup');
    expect((await ledger(['backup', file])).text).to.match(/^backup written/);
    expect((await ledger(['restore', file], 'small')).text).to.match(/^restored from/);
    expect((await ledger(['stats'], 'small')).text).to.match(/messages +1 accepted/);
    expect((await ledger(['verify'], 'small')).text).to.include('intact');
    expect((await ledger(['restore', file])).code).to.equal(1);
  });
});
