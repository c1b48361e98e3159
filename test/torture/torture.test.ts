import { expect } from 'chai';
import { seed, smallRun } from './small-run.ts';

describe(`torture in a small size on SQLite (CROSSDOCK_TORTURE_SEED=${seed})`, function () {
  this.timeout(240_000);

  it('loses nothing, doubles nothing and keeps the order', async () => {
    const { line, lines, clean, records } = await smallRun('--messages', '200', '--faults', '6');
    expect(line, lines).to.equal('lost 0, doubled 0, out of order 0');
    expect(clean, lines).to.equal(true);
    expect(records.map(({ recoveredMs }) => recoveredMs)).to.not.include(undefined);
  });

  it('catches a ledger that forgets deliveries', async () => {
    const { verdict } = await smallRun('--messages', '60', '--faults', '0', '--sabotage', 'lose-delivery');
    expect(verdict.lost.length).to.be.above(0);
    expect(verdict.doubled).to.deep.equal([]);
  });

  it('catches a ledger that stages deliveries twice', async () => {
    const { verdict } = await smallRun('--messages', '60', '--faults', '0', '--sabotage', 'double-delivery');
    expect(verdict.doubled.length).to.be.above(0);
  });
});
