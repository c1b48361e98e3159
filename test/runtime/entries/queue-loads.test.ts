import { expect } from 'chai';
import { everyQueue, QueueLoads } from '../../../runtime/entries/queue-loads.ts';

const told = (count: number) => [{ queue: 'q', count, bytes: count * 10, oldestAt: null }];

describe('QueueLoads', () => {
  let loads: QueueLoads;
  beforeEach(() => {
    loads = new QueueLoads({ now: () => 0, onChange: () => {} });
  });

  it('believes the ledger about a queue that nobody touched meanwhile', () => {
    loads.taken('q', 10);
    loads.correction()(told(7));
    expect([loads.of('q'), loads.of(everyQueue)]).to.deep.equal(Array(2).fill({ count: 7, bytes: 70 }));
    loads.correction()([]);
    expect(loads.of(everyQueue)).to.deep.equal({ count: 0, bytes: 0 });
  });

  it('keeps its own count of a queue that moved while the ledger was read, three times in a row', () => {
    loads.taken('q', 10);
    for (const expected of [2, 3, 4]) {
      const correct = loads.correction();
      loads.taken('q', 10);
      correct(told(99));
      expect(loads.of('q').count).to.equal(expected);
    }
    const correct = loads.correction();
    loads.taken('q', 10);
    correct(told(99));
    expect([loads.of('q').count, loads.of(everyQueue).count]).to.deep.equal([99, 99]);
  });

  it('believes the ledger that others share also about a queue that moved meanwhile', () => {
    loads.taken('q', 10);
    const settle = loads.coming('q', 10);
    const correct = loads.correction(true);
    loads.taken('q', 10);
    correct(told(99));
    expect([loads.of('q').count, loads.of(everyQueue).count]).to.deep.equal([100, 100]);
    settle(false);
    expect(loads.of('q').count).to.equal(99);
  });

  it('does not take what is on its way for what the ledger holds', () => {
    const settle = loads.coming('q', 10);
    loads.correction()(told(1));
    expect(loads.of('q').count).to.equal(1);
    settle(true);
    expect(loads.of('q').count).to.equal(1);
  });
});
