import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { asCrossdockError } from '../../domain/errors.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { openSqliteLedger } from '../../ledger/sqlite/open.ts';
import { between, seeded } from '../torture/seeded.ts';

const accepting = new URL('../ledger/processes/accepting.ts', import.meta.url).pathname;
const enough = 400;
const pageBytes = 8_192;

/** A ledger file as a kill -9 leaves it, its last commits in the WAL, and all that was acknowledged. */
async function killed(file: string): Promise<string[]> {
  const child = spawn(process.execPath, [accepting, file, 'm'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const acknowledged: string[] = [];
  createInterface({ input: child.stdout }).on('line', (id) => {
    acknowledged.push(id);
    if (acknowledged.length === enough) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return acknowledged;
}

const open = (file: string): Promise<Ledger> => openSqliteLedger({ file, clock: () => new Date() });

function overwrite(file: string, offset: number, bytes: Buffer): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, bytes, 0, bytes.length, offset);
  closeSync(descriptor);
}

const intact = (file: string): unknown => {
  const db = new DatabaseSync(file, { readOnly: true });
  const verdict = db.prepare('PRAGMA integrity_check').get();
  db.close();
  return verdict?.integrity_check;
};

describe('a damaged ledger', function () {
  this.timeout(240_000);
  let folder = '';
  let file = '';
  let acknowledged: readonly string[] = [];
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-damage-'));
    acknowledged = await killed(join(folder, 'killed.sqlite'));
  });
  beforeEach(() => {
    file = join(folder, 'ledger.sqlite');
    for (const end of ['', '-wal']) copyFileSync(join(folder, `killed.sqlite${end}`), `${file}${end}`);
  });
  afterEach(() => {
    for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Which of the acknowledged are there, in the order in which they were. */
  async function survivors(): Promise<boolean[]> {
    const ledger = await open(file);
    const found: boolean[] = [];
    for (const id of acknowledged) found.push((await ledger.message(id)) !== null);
    await ledger.close();
    expect(intact(file)).to.equal('ok');
    return found;
  }

  it('goes on from the last whole commit when the last frame of its WAL is damaged', async () => {
    overwrite(`${file}-wal`, statSync(`${file}-wal`).size - 100, Buffer.alloc(64, 0xa5));
    const found = await survivors();
    expect(found.filter((one) => !one).length, 'lost with the last commit').to.be.at.most(40);
    expect(found.slice(0, -60), 'before it').to.not.include(false);
  });

  it('goes on from the last whole commit when its WAL is cut off anywhere', async () => {
    const random = seeded(5);
    const size = statSync(`${file}-wal`).size;
    for (let round = 0; round < 5; round += 1) {
      for (const end of ['', '-wal']) copyFileSync(join(folder, `killed.sqlite${end}`), `${file}${end}`);
      rmSync(`${file}-shm`, { force: true });
      truncateSync(`${file}-wal`, between(random, Math.floor(size / 2), size - 1));
      const found = await survivors();
      // Those of one commit are acknowledged in any order; beyond it nothing survives without what came before.
      const first = found.indexOf(false);
      expect(found.slice(first + 60), 'after the cut').to.not.include(true);
      expect(first).to.be.above(0);
    }
  });

  it('is never read wrong where a page is damaged: it is refused, or says so with its code', async () => {
    const db = new DatabaseSync(file);
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    db.close();
    copyFileSync(file, `${file}.whole`);
    const pages = statSync(file).size / pageBytes;
    const codes = new Set<string>();
    const random = seeded(9);
    for (let round = 0; round < 12; round += 1) {
      for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
      copyFileSync(`${file}.whole`, file);
      const garbage = Buffer.from(Array.from({ length: pageBytes }, () => between(random, 0, 255)));
      overwrite(file, between(random, 1, pages - 1) * pageBytes, garbage);
      for (const code of await symptoms(file)) codes.add(code);
    }
    rmSync(`${file}.whole`);
    expect([...codes]).to.deep.equal(['CD_LEDGER_CORRUPT']);
  });

  /** What goes wrong with it, by code; a message that is silently missing is `silence`. */
  async function symptoms(damaged: string): Promise<string[]> {
    const found: string[] = [];
    const attempt = async (work: () => Promise<unknown>): Promise<void> => {
      try {
        if ((await work()) === null) found.push('silence');
      } catch (thrown) {
        found.push(asCrossdockError(thrown, 'the test').code);
      }
    };
    let ledger: Ledger | null = null;
    await attempt(async () => {
      ledger = await open(damaged);
      return ledger;
    });
    const opened = ledger as Ledger | null;
    if (!opened) return found;
    for (const id of acknowledged.slice(-150)) await attempt(() => opened.message(id));
    await attempt(() => opened.counts());
    await attempt(() => opened.close().then(() => undefined));
    return found;
  }
});
