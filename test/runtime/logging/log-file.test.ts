import { closeSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { LogFile } from '../../../runtime/logging/log-file.ts';

describe('LogFile', () => {
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-log-'));
    file = join(folder, 'site.log');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('has every line in order once flushed', async () => {
    const log = new LogFile(file, () => undefined);
    const lines = Array.from({ length: 500 }, (_, index) => `line ${index}\n`);
    for (const line of lines.slice(0, 250)) log.write(line);
    await log.flush();
    for (const line of lines.slice(250)) log.write(line);
    await log.close();
    expect(readFileSync(file, 'utf8')).to.equal(lines.join(''));
  });

  it('appends to what an earlier start wrote', async () => {
    for (const line of ['first\n', 'second\n']) {
      const log = new LogFile(file, () => undefined);
      log.write(line);
      await log.close();
    }
    expect(readFileSync(file, 'utf8')).to.equal('first\nsecond\n');
  });

  it('says once that it cannot write, and throws nothing', async () => {
    const told: string[] = [];
    const log = new LogFile(file, (reason) => told.push(reason));
    // Stands for a disk that refuses: writing to a descriptor that is gone fails.
    closeSync((log as unknown as { descriptor: number }).descriptor);
    for (const line of ['one\n', 'two\n', 'three\n']) {
      log.write(line);
      await log.flush();
    }
    expect(told).to.have.length(1);
    expect(told[0]).to.match(/^the log file .* cannot be written: EBADF/);
    process.off('exit', (log as unknown as { atExit: () => void }).atExit);
  });
});
