import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readOptions } from './options.ts';
import { type TortureResult, torture } from './run.ts';

/** Printed with the title, so that a failure can be repeated. */
const seed = Number(process.env.CROSSDOCK_TORTURE_SEED ?? Date.now() % 1_000_000);

async function tortured(
  name: string,
  ...args: string[]
): Promise<TortureResult & { readonly lines: string }> {
  const report = join(tmpdir(), `crossdock-torture-test-${name}-${process.pid}.html`);
  const lines: string[] = [];
  const options = readOptions([...args, '--report', report, '--seed', String(seed)], seed);
  try {
    const result = await torture(options, (line) => lines.push(line));
    return { ...result, lines: lines.join('\n') };
  } finally {
    rmSync(report, { force: true });
  }
}

describe(`torture in a small size (CROSSDOCK_TORTURE_SEED=${seed})`, function () {
  this.timeout(180_000);

  it('loses nothing, doubles nothing and keeps the order on SQLite', async () => {
    const result = await tortured('sqlite', '--messages', '200', '--faults', '6');
    expect(result.line, result.lines).to.equal('lost 0, doubled 0, out of order 0');
    expect(result.clean, result.lines).to.equal(true);
    expect(result.records.map(({ recoveredMs }) => recoveredMs)).to.not.include(undefined);
  });

  it('catches a ledger that forgets deliveries', async () => {
    const { verdict } = await tortured(
      'lose',
      '--messages',
      '60',
      '--faults',
      '0',
      '--sabotage',
      'lose-delivery',
    );
    expect(verdict.lost.length).to.be.above(0);
    expect(verdict.doubled).to.deep.equal([]);
  });

  it('catches a ledger that stages deliveries twice', async () => {
    const { verdict } = await tortured(
      'double',
      '--messages',
      '60',
      '--faults',
      '0',
      '--sabotage',
      'double-delivery',
    );
    expect(verdict.doubled.length).to.be.above(0);
  });
});
