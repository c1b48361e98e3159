import { expect } from 'chai';
import { systemIds } from '../../../runtime/ids.ts';
import { isSampled, traceIdOf } from '../../../runtime/traces/sampling.ts';

describe('isSampled', () => {
  const ids = Array.from({ length: 4_000 }, () => systemIds.hex(16));
  const share = (wanted: number) => ids.filter((id) => isSampled(id, wanted)).length / ids.length;

  it('takes all, none, or about the share of the traces', () => {
    expect(share(1)).to.equal(1);
    expect(share(0)).to.equal(0);
    expect(share(0.25)).to.be.within(0.2, 0.3);
  });

  it('says the same of every message of a trace, and takes a greater share from what a smaller one took', () => {
    const id = '4bf92f3577b34da6a3ce929d0e0e4736';
    expect(traceIdOf(`00-${id}-00f067aa0ba902b7-01`)).to.equal(id);
    for (const one of ids) if (isSampled(one, 0.1)) expect(isSampled(one, 0.5)).to.equal(true);
  });
});
