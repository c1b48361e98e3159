import { expect } from 'chai';
import { memoryWatch } from '../../cli/start/give-memory-back.ts';

/** A process that spends `cpu` ms and stands at `megabytes` when looked at, 10 s after the look before. */
function watched() {
  let [now, cpuMs, resident, freed] = [0, 0, 0, 0];
  const look = memoryWatch({
    now: () => now,
    cpuMs: () => cpuMs,
    residentBytes: () => resident,
    collect: async () => {
      freed += 1;
      resident = 200_000_000;
    },
  });
  return async (cpu: number, megabytes: number): Promise<number> => {
    now += 10_000;
    cpuMs += cpu;
    resident = megabytes * 1_000_000;
    await look();
    return freed;
  };
}

describe('memoryWatch', () => {
  it('frees what the start left, once it is quiet', async () => {
    const step = watched();
    expect(await step(5_000, 240)).to.equal(0);
    expect(await step(500, 240)).to.equal(1);
  });

  it('leaves a little growth alone', async () => {
    const step = watched();
    await step(500, 240);
    expect(await step(500, 260)).to.equal(1);
  });

  it('waits until a busy time is over', async () => {
    const step = watched();
    await step(500, 240);
    expect(await step(9_000, 480)).to.equal(1);
    expect(await step(300, 480)).to.equal(2);
  });
});
