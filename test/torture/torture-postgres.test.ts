import { expect } from 'chai';
import { seed, smallRun } from './small-run.ts';

describe(`torture in a small size on PostgreSQL (CROSSDOCK_TORTURE_SEED=${seed})`, function () {
  this.timeout(300_000);

  it('loses nothing, doubles nothing and keeps the order with two workers', async () => {
    const args = ['--store', 'postgres', '--workers', '2', '--messages', '200', '--faults', '6'];
    const { line, lines, clean, records } = await smallRun(...args);
    expect(line, lines).to.equal('lost 0, doubled 0, out of order 0');
    expect(clean, lines).to.equal(true);
    expect(records.map(({ recoveredMs }) => recoveredMs)).to.not.include(undefined);
  });
});
