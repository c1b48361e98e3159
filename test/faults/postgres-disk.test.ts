import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { asCrossdockError } from '../../domain/errors.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { openPostgresLedger } from '../../ledger/postgres/open.ts';
import { message } from '../contract/ledger/samples.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { until } from './fault-site.ts';
import { describeUnderShim, errno, type Shim, shimFor, withEnvironment } from './shim.ts';

const filler = Array.from({ length: 2_000 }, (_, n) => `${n ** 3} `).join('');

describeUnderShim('a PostgreSQL server whose disk is full', function () {
  this.timeout(240_000);
  let folder = '';
  let shim: Shim;
  let server: PostgresServer;
  let ledger: Ledger;

  before(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'crossdock-full-')));
    // The server runs as a user of its own.
    chmodSync(folder, 0o777);
    shim = shimFor(folder, { log: false });
    server = await withEnvironment({ ...shim.env, TMPDIR: folder }, () => startPostgres());
    const { url } = await server.database();
    ledger = await openPostgresLedger({ url, clock: () => new Date() });
  });
  after(async () => {
    await ledger?.close();
    await server?.stop();
    shim?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  let next = 0;
  const accept = async (): Promise<string> => {
    next += 1;
    try {
      await ledger.accept([message(`m${next}`, { body: { payload: `${next} ${filler}` } })]);
      return `m${next}`;
    } catch (thrown) {
      return asCrossdockError(thrown, 'the test').code;
    }
  };

  it('refuses with a retryable error, keeps every promise, and goes on when there is room again', async () => {
    const acknowledged: string[] = [];
    for (let count = 0; count < 20; count += 1) acknowledged.push(await accept());
    shim.writesFail(errno.noSpace);
    const refused: string[] = [];
    await until('a commit is refused', async () => {
      const answer = await accept();
      (answer.startsWith('m') ? acknowledged : refused).push(answer);
      return refused.length >= 3;
    });
    expect(new Set(refused)).to.deep.equal(new Set(['CD_LEDGER_WRITE_FAILED']));
    shim.writesFail(errno.none);
    // A full disk under the WAL ends the server; whoever looks after it starts it again.
    await server.kill();
    await server.start();
    await until('a message is taken in again', async () => {
      const answer = await accept();
      if (answer.startsWith('m')) acknowledged.push(answer);
      return answer.startsWith('m');
    });
    const missing: string[] = [];
    for (const id of acknowledged) if (!(await ledger.message(id))) missing.push(id);
    expect(missing).to.deep.equal([]);
  });
});
