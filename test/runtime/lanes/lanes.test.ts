import { expect } from 'chai';
import fc from 'fast-check';
import { type Item, Lanes } from '../../../runtime/lanes/lanes.ts';

interface Work extends Item {
  readonly lane: string;
}

const now = '2026-03-02T08:00:00.000Z';
const later = '2026-03-02T09:00:00.000Z';

const work = (sequence: number, lane: string, availableAt = now): Work => ({
  id: `w${sequence}`,
  sequence,
  lane,
  availableAt,
});

/** A store that forgets what is done, as the ledger does. */
function store(items: Work[], limits: { laneLimit?: number; capacity?: number; pageSize?: number } = {}) {
  const open = new Map(items.map((item) => [item.id, item]));
  const lanes = new Lanes<Work>({
    read: async (after, limit) =>
      [...open.values()].filter(({ sequence }) => sequence > after).slice(0, limit),
    laneOf: ({ lane }) => lane,
    ...limits,
  });
  const done = (item: Work): void => {
    open.delete(item.id);
    lanes.finish(item);
  };
  return { lanes, open, done };
}

describe('Lanes', () => {
  it('gives out one item per lane at a time, oldest first', async () => {
    const { lanes, done } = store([work(1, 'a'), work(2, 'a'), work(3, 'b')]);
    await lanes.fill();
    const first = lanes.next(now);
    expect(first?.id).to.equal('w1');
    expect(lanes.next(now)?.id).to.equal('w3');
    expect(lanes.next(now)).to.equal(null);
    done(work(1, 'a'));
    expect(lanes.next(now)?.id).to.equal('w2');
  });

  it('holds a lane back behind an item that is not due, not the others', async () => {
    const { lanes } = store([work(1, 'a', later), work(2, 'a'), work(3, 'b')]);
    await lanes.fill();
    expect(lanes.next(now)?.id).to.equal('w3');
    expect(lanes.next(now)).to.equal(null);
    expect(lanes.next(later)?.id).to.equal('w1');
  });

  it('sees other lanes behind one that is longer than its limit, and comes back to it', async () => {
    const items = [...Array.from({ length: 20 }, (_, index) => work(index + 1, 'long')), work(21, 'short')];
    const { lanes, done } = store(items, { laneLimit: 4, pageSize: 5 });
    await lanes.fill();
    const order: string[] = [];
    for (;;) {
      await lanes.fill();
      const next = lanes.next(now);
      if (!next) break;
      order.push(next.id);
      done(next);
    }
    expect(order.indexOf('w21')).to.be.below(4);
    expect(order.filter((id) => id !== 'w21')).to.deep.equal(items.slice(0, 20).map(({ id }) => id));
  });

  it('passes over what is behind a block until it is lifted', async () => {
    const { lanes } = store([work(1, 'a'), work(2, 'b')]);
    lanes.blockOnly(new Map([['a', 0]]));
    await lanes.fill();
    expect(lanes.next(now)?.id).to.equal('w2');
    expect(lanes.next(now)).to.equal(null);
    lanes.blockOnly(new Map());
    await lanes.fill();
    expect(lanes.next(now)?.id).to.equal('w1');
  });

  it('does not give out again what was finished while a page was being read', async () => {
    const page = Promise.withResolvers<Work[]>();
    const pages = [Promise.resolve([work(1, 'a')]), page.promise];
    const lanes = new Lanes<Work>({
      read: () => pages.shift() ?? Promise.resolve([]),
      laneOf: ({ lane }) => lane,
    });
    await lanes.fill();
    const item = lanes.next(now);
    lanes.rescan();
    const filling = lanes.fill();
    if (item) lanes.finish(item);
    page.resolve([work(1, 'a'), work(2, 'a')]);
    await filling;
    expect(lanes.next(now)?.id).to.equal('w2');
  });

  it('gives out everything exactly once and in order per lane, whatever the limits', async () => {
    const sizes = fc.record({
      laneLimit: fc.integer({ min: 1, max: 5 }),
      capacity: fc.integer({ min: 1, max: 10 }),
      pageSize: fc.integer({ min: 1, max: 7 }),
    });
    const laneNames = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(laneNames, sizes, fc.infiniteStream(fc.nat(5)), async (names, limits, choices) => {
        const items = names.map((lane, index) => work(index + 1, lane));
        const { lanes, done } = store(items, limits);
        const out: Work[] = [];
        const running: Work[] = [];
        for (;;) {
          await lanes.fill();
          const next = lanes.next(now);
          if (next) {
            out.push(next);
            running.push(next);
          }
          const choice = choices.next().value ?? 0;
          if (next && choice > 2 && running.length < 4) continue;
          if (choice === 0) lanes.rescan();
          const [item] = running.splice(choice % (running.length || 1), 1);
          if (item) done(item);
          else if (!next) break;
        }
        for (const lane of 'abcd') {
          const of = (list: Work[]) => list.filter((item) => item.lane === lane).map(({ id }) => id);
          expect(of(out)).to.deep.equal(of(items));
        }
      }),
      { numRuns: 300 },
    );
  });
});
