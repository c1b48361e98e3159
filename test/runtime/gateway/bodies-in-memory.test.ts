import { expect } from 'chai';
import type { CrossdockError } from '../../../domain/errors.ts';
import { BodiesInMemory } from '../../../runtime/gateway/bodies-in-memory.ts';

describe('BodiesInMemory', () => {
  const code = (call: () => unknown): string => {
    try {
      call();
      return 'held';
    } catch (thrown) {
      return (thrown as CrossdockError).code;
    }
  };

  it('refuses what does not fit beside the others, and takes it when one has gone', () => {
    const bodies = new BodiesInMemory(100);
    const first = bodies.hold(60);
    const hold = () => code(() => bodies.hold(60));
    expect(hold()).to.equal('CD_RUN_BACKPRESSURE');
    first.resize(40);
    expect(hold()).to.equal('held');
    expect(hold()).to.equal('CD_RUN_BACKPRESSURE');
    first.release();
    first.release();
    expect(code(() => bodies.hold(40))).to.equal('held');
  });

  it('always takes one, however large', () => {
    expect(code(() => new BodiesInMemory(100).hold(1_000))).to.equal('held');
  });
});
