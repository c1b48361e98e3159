import { expect } from 'chai';
import type { StoredMessage } from '../../../ledger/ledger.ts';
import { Run, type RunHop } from '../../../runtime/runs/run.ts';

const run = () => new Run(1, { attempts: 0 } as StoredMessage);

describe('Run', () => {
  it('learns the id of each of its messages once', () => {
    const learning = run();
    expect(learning.messageIds()).to.deep.equal([]);
    expect(['a', 'a', 'b', 'c', 'b', 'a'].map((id) => learning.learn(id))).to.deep.equal([
      ...[true, false, true, true, false, false],
    ]);
    expect(learning.messageIds()).to.deep.equal(['a', 'b', 'c']);
  });

  it('finds the hop that came to a node last', () => {
    const traced = run();
    expect(traced.lastHopAt('x')).to.equal(undefined);
    const hops = ['x', 'y', 'x', 'y'].map((id) => ({ node: { id, type: 't' } }) as RunHop);
    traced.hops.push(...hops);
    expect([traced.lastHopAt('x'), traced.lastHopAt('y')]).to.deep.equal([hops[2], hops[3]]);
    expect(traced.lastHopAt('z')).to.equal(undefined);
  });
});
