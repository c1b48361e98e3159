import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { openSqliteLedger } from '../../ledger/sqlite/open.ts';

const script = (name: string): string => new URL(`./processes/${name}.ts`, import.meta.url).pathname;

describe('the SQLite ledger under a crash', () => {
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-crash-'));
    file = join(folder, 'ledger.sqlite');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('has every acknowledged message after each of six kills at random moments', async () => {
    const acknowledged: string[] = [];
    for (let round = 1; round <= 6; round += 1) {
      const child = spawn(process.execPath, [script('accepting'), file, String(round)]);
      const killAfter = 1 + Math.floor(Math.random() * 400);
      let seen = 0;
      createInterface({ input: child.stdout }).on('line', (id) => {
        acknowledged.push(id);
        seen += 1;
        if (seen === killAfter) child.kill('SIGKILL');
      });
      await once(child, 'close');
    }
    const ledger = await openSqliteLedger({ file, clock: () => new Date() });
    const missing: string[] = [];
    for (const id of acknowledged) if (!(await ledger.message(id))) missing.push(id);
    const { accepted } = (await ledger.counts()).messages;
    await ledger.close();
    expect(missing).to.deep.equal([]);
    expect(accepted).to.be.at.least(acknowledged.length);
  });

  it('rejects with a retryable error while the disk is full, keeps nothing of it, and goes on afterwards', async () => {
    const limited = `ulimit -S -f 3000; exec '${process.execPath}' '${script('filling')}' '${file}'`;
    const child = spawn('bash', ['-c', limited], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    expect((await lines.next()).value).to.equal('CD_LEDGER_WRITE_FAILED');
    child.stdin.write('again\n');
    expect((await lines.next()).value).to.match(/^CD_LEDGER_WRITE_FAILED, (\d+) acknowledged, \1 kept$/);
    execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited']);
    child.stdin.write('again\n');
    expect((await lines.next()).value).to.match(/^accepted, (\d+) acknowledged, \1 kept$/);
    child.stdin.end();
    await once(child, 'close');
  });
});
