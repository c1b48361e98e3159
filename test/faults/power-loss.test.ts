import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import type { Ledger } from '../../ledger/ledger.ts';
import { openSqliteLedger } from '../../ledger/sqlite/open.ts';
import { message } from '../contract/ledger/samples.ts';
import { between, type Random, seeded } from '../torture/seeded.ts';
import { Disk, type DiskOptions } from './power-loss/disk.ts';
import { brokenPromises, type Promised, promisesIn } from './power-loss/promises.ts';
import { type LogRecord, readLog } from './power-loss/record-log.ts';
import { describeUnderShim, shimFor } from './shim.ts';

/** In full: CROSSDOCK_POWER_ROUNDS=50. */
const rounds = Number(process.env.CROSSDOCK_POWER_ROUNDS ?? 10);
const cutsPerRun = 5;
/** Enough for a checkpoint, which moves the WAL into the database, in the middle of a run. */
const messages = 3_000;
/** A few keys, and so many that batches are full. */
const lanes = [24, 900];
const seed = Number(process.env.CROSSDOCK_POWER_SEED ?? Date.now() % 1_000_000);

const committing = new URL('./processes/committing.ts', import.meta.url).pathname;
const swallowsWal = (path: string): boolean => path.endsWith('-wal');

interface Cut {
  readonly promised: Promised;
  /** By file name. */
  readonly files: ReadonlyMap<string, Buffer>;
}

describeUnderShim(`power loss on SQLite (CROSSDOCK_POWER_SEED=${seed})`, function () {
  this.timeout(600_000);
  let folder = '';
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'crossdock-power-')));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it(`loses no acknowledged message in ${rounds} power cuts at random points`, async () => {
    const random = seeded(seed);
    let promised = 0;
    for (let run = 0; run * cutsPerRun < rounds; run += 1) {
      const log = await recorded(join(folder, `run-${run}`), lanes[run % lanes.length]);
      for (const cut of cutsOf(log, Math.min(cutsPerRun, rounds - run * cutsPerRun), random)) {
        promised += cut.promised.accepted.length;
        expect(await lostAfter(cut, join(folder, 'after'))).to.deep.equal([]);
      }
    }
    expect(promised, 'promises tested').to.be.above(rounds * 50);
  });

  it('would see a loss: a disk that swallows the flushes of the WAL, as synchronous=NORMAL does, loses some', async () => {
    const random = seeded(seed);
    for (const several of lanes) {
      const log = await recorded(join(folder, 'run'), several);
      let lost = 0;
      for (const cut of cutsOf(log, cutsPerRun, random, { swallows: swallowsWal })) {
        lost += (await lostAfter(cut, join(folder, 'after'))).length;
        if (lost > 0) break;
      }
      expect(lost, `${several} lanes`).to.be.above(0);
    }
  });
});

/** Runs the child through the shim and returns all that it did to the disk, its acknowledgements among it. */
async function recorded(data: string, several = 24): Promise<LogRecord[]> {
  mkdirSync(data);
  const shim = shimFor(data);
  try {
    const child = spawn(process.execPath, [committing, data, String(messages), String(several)], {
      env: { ...process.env, ...shim.env },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code, 'exit code of the committing process').to.equal(0);
    return readLog(shim.logFile);
  } finally {
    shim.remove();
    rmSync(data, { recursive: true });
  }
}

/** Cuts the power right after an acknowledgement, anywhere, and in the middle of a checkpoint. */
function* cutsOf(
  log: readonly LogRecord[],
  count: number,
  random: Random,
  options: DiskOptions = {},
): Generator<Cut> {
  const file = log.find((one) => one.kind === 'open' && basename(one.path) === 'acknowledged');
  const number = file?.kind === 'open' ? file.file : 0;
  const isPromise = (one: LogRecord): boolean => one.kind === 'write' && one.file === number;
  const first = log.findIndex(isPromise);
  const later = [...log.keys()].slice(first + 1);
  const promises = later.filter((index) => isPromise(log[index] as LogRecord));
  const checkpoint = later.filter((index) => concerns(log[index] as LogRecord, databaseFile(log)));
  const among = (indices: readonly number[]): number =>
    indices[between(random, 0, indices.length - 1)] ?? first;
  const places = [promises, later, checkpoint];
  const points = Array.from({ length: count }, (_, index) => among(places[index % 3] ?? later) + 1).sort(
    (a, b) => a - b,
  );
  const disk = new Disk(options);
  let said = '';
  let at = 0;
  for (const [index, point] of points.entries()) {
    for (; at < point; at += 1) {
      const record = log[at] as LogRecord;
      if (record.kind === 'write' && record.file === number) said += record.data.toString();
      else disk.apply(record);
    }
    const share = [0, 0.5, 0.9, 0.2, 1][index % 5] as number;
    const left = disk.afterCut(share, random);
    const files = new Map(
      [...left].flatMap(([path, content]) => (content ? [[basename(path), content] as const] : [])),
    );
    yield { promised: promisesIn(said), files };
  }
}

const concerns = (one: LogRecord, file: number): boolean =>
  (one.kind === 'write' || one.kind === 'flush') && one.file === file;

function databaseFile(log: readonly LogRecord[]): number {
  const opened = log.find((one) => one.kind === 'open' && basename(one.path) === 'ledger.sqlite');
  return opened?.kind === 'open' ? opened.file : 0;
}

/** Starts on what the cut left, and returns every broken promise. */
async function lostAfter({ promised, files }: Cut, folder: string): Promise<string[]> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [name, content] of files) {
    // The index of the WAL is memory, not disk: the next start makes it anew.
    if (!name.endsWith('-shm') && name !== 'acknowledged') writeFileSync(join(folder, name), content);
  }
  const file = join(folder, 'ledger.sqlite');
  const lost: string[] = [];
  let ledger: Ledger;
  try {
    ledger = await openSqliteLedger({ file, clock: () => new Date() });
  } catch (thrown) {
    return [`everything: ${thrown}`];
  }
  try {
    lost.push(...(await brokenPromises(ledger, promised)));
    // Notes of what was running are not flushed: whatever the cut made of them must not stop a start.
    await ledger.interrupted();
    await ledger.accept([message('after the cut')]);
  } finally {
    await ledger.close();
  }
  const db = new DatabaseSync(file);
  const [verdict] = db.prepare('PRAGMA integrity_check').all();
  db.close();
  if (verdict?.integrity_check !== 'ok') lost.push(`the file: ${JSON.stringify(verdict)}`);
  return lost;
}
