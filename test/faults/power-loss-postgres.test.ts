import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import type { Ledger } from '../../ledger/ledger.ts';
import { openPostgresLedger } from '../../ledger/postgres/open.ts';
import { startPostgres } from '../support/postgres.ts';
import { between, seeded } from '../torture/seeded.ts';
import { Disk, type DiskOptions } from './power-loss/disk.ts';
import { brokenPromises, promisesIn } from './power-loss/promises.ts';
import { type LogRecord, markRecord, readLog } from './power-loss/record-log.ts';
import { commitMessages } from './processes/commit-messages.ts';
import { describeUnderShim, type Shim, shimFor, withEnvironment } from './shim.ts';

/** In full: CROSSDOCK_POWER_ROUNDS=50. */
const rounds = Math.ceil(Number(process.env.CROSSDOCK_POWER_ROUNDS ?? 10) / 5);
const messages = 400;
const seed = Number(process.env.CROSSDOCK_POWER_SEED ?? Date.now() % 1_000_000);

/** A recorded run of the server: what was safely there before, and all that happened to the disk since. */
interface Recorded {
  readonly database: string;
  readonly data: string;
  readonly before: string;
  readonly log: readonly LogRecord[];
}

describeUnderShim(`power loss on PostgreSQL (CROSSDOCK_POWER_SEED=${seed})`, function () {
  this.timeout(600_000);
  let folder = '';
  let shim: Shim;
  let recorded: Recorded;
  before(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'crossdock-power-')));
    // The server runs as a user of its own.
    chmodSync(folder, 0o777);
    shim = shimFor(folder);
    recorded = await record(folder, shim);
  });
  after(() => {
    shim.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it(`loses no acknowledged message in ${rounds} power cuts at random points`, async () => {
    const random = seeded(seed);
    const { log } = recorded;
    const marks = [...log.keys()].filter((index) => log[index]?.kind === 'mark');
    let tested = 0;
    for (let round = 0; round < rounds; round += 1) {
      const mark = marks[between(random, 0, marks.length - 1)] ?? 0;
      const point = round % 2 === 0 ? mark + 1 : between(random, marks[0] ?? 0, log.length);
      const { lost, promised } = await cutAt(point, [0, 0.5, 0.9, 1][round % 4] ?? 0, random);
      expect(lost).to.deep.equal([]);
      tested += promised;
    }
    expect(tested, 'promises tested').to.be.above(rounds * 5);
  });

  it('would see a loss: a disk that swallows the flushes of the WAL loses some', async () => {
    const last = recorded.log.findLastIndex(({ kind }) => kind === 'mark');
    const swallows = (path: string): boolean => path.includes('/pg_wal/');
    const { lost } = await cutAt(last + 1, 0, seeded(seed), { swallows });
    expect(lost.length).to.be.above(0);
  });

  /** Rebuilds the data folder as a cut would leave it, starts a server on it and looks for broken promises. */
  async function cutAt(
    point: number,
    share: number,
    random: () => number,
    options: DiskOptions = {},
  ): Promise<{ lost: readonly string[]; promised: number }> {
    const { data, before, log, database } = recorded;
    const path = (one: string): string => join(before, relative(data, one));
    const disk = new Disk({
      ...options,
      before: (one) => (existsSync(path(one)) ? readFileSync(path(one)) : null),
    });
    for (const one of log.slice(0, point)) disk.apply(one);
    const after = mkdtempSync(join(folder, 'after-'));
    cpSync(before, after, { recursive: true, preserveTimestamps: true });
    for (const [one, content] of disk.afterCut(share, random)) {
      const file = join(after, relative(data, one));
      if (content === null) rmSync(file, { force: true });
      else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
      }
    }
    rmSync(join(after, 'postmaster.pid'), { force: true });
    execFileSync('chown', ['-R', `--reference=${data}`, after]);
    execFileSync('chmod', ['-R', 'u=rwX,go=', after]);
    const said = log.slice(0, point).flatMap((one) => (one.kind === 'mark' ? [one.text] : []));
    const promised = promisesIn(said.join(''));
    try {
      const server = await startPostgres([], after);
      try {
        const ledger = await open(server.url(database));
        const lost = await brokenPromises(ledger, promised);
        await ledger.close();
        return { lost, promised: promised.accepted.length };
      } finally {
        await server.stop();
      }
    } catch (thrown) {
      return { lost: [`everything: ${thrown}`], promised: promised.accepted.length };
    } finally {
      rmSync(after, { recursive: true, force: true });
    }
  }
});

const open = (url: string): Promise<Ledger> => openPostgresLedger({ url, clock: () => new Date() });

/** Runs commits on a server under the shim, with a checkpoint in the middle, and kills it. */
async function record(folder: string, shim: Shim): Promise<Recorded> {
  writeFileSync(shim.logFile, '');
  chmodSync(shim.logFile, 0o666);
  const server = await withEnvironment({ ...shim.env, TMPDIR: folder }, () => startPostgres());
  const { name, url } = await server.database();
  await (await open(url)).close();
  await server.kill();
  const before = join(folder, 'before');
  cpSync(server.data, before, { recursive: true, preserveTimestamps: true });
  expect(statSync(before).isDirectory()).to.equal(true);
  truncateSync(shim.logFile);

  await server.start();
  const log = openSync(shim.logFile, 'a');
  const ledger = await open(url);
  const half = commitMessages(ledger, messages / 2, 0, (line) => writeSync(log, markRecord(line)));
  await half;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const checkpoint = client.query('CHECKPOINT');
  await commitMessages(ledger, messages / 2, messages / 2, (line) => writeSync(log, markRecord(line)));
  await checkpoint;
  await client.end();
  await ledger.close();
  await server.kill();
  return { database: name, data: server.data, before, log: readLog(shim.logFile) };
}
