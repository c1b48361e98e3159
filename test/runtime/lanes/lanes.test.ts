import { expect } from 'chai';
import fc from 'fast-check';
import { type Item, Lanes, type LanesOptions } from '../../../runtime/lanes/lanes.ts';

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

type Limits = Pick<LanesOptions<Work>, 'laneLimit' | 'capacity' | 'pageSize'>;

/** A store that forgets what is done, as the ledger does. */
function store(items: Work[], limits: Limits = {}) {
  const open = new Map(items.map((item) => [item.id, item]));
  let shown = 0;
  const page = (wanted: (item: Work) => boolean, limit: number): Work[] => {
    const found = [...open.values()].filter(wanted).sort((a, b) => a.sequence - b.sequence);
    shown += Math.min(limit, found.length);
    return found.slice(0, limit);
  };
  const lanes = new Lanes<Work>({
    read: async (after, limit, except) =>
      page(({ sequence, lane }) => sequence > after && !except.includes(lane), limit),
    readLane: async (name, after, limit) =>
      page(({ sequence, lane }) => sequence > after && lane === name, limit),
    laneOf: ({ lane }) => lane,
    ...limits,
  });
  const done = (item: Work): void => {
    open.delete(item.id);
    lanes.finish(item);
  };
  /** Gives out and finishes everything that can be had; returns it in order. */
  const drain = async (at = now): Promise<string[]> => {
    const order: string[] = [];
    for (;;) {
      await lanes.fill(at);
      const next = lanes.next(at);
      if (next) {
        order.push(next.id);
        done(next);
      } else if (!lanes.wants) return order;
    }
  };
  return { lanes, open, done, drain, shown: () => shown };
}

const ids = (items: Work[]) => items.map(({ id }) => id);

describe('Lanes', () => {
  it('gives out one item per lane at a time, oldest first', async () => {
    const { lanes, done } = store([work(1, 'a'), work(2, 'a'), work(3, 'b')]);
    await lanes.fill(now);
    const first = lanes.next(now);
    expect(first?.id).to.equal('w1');
    expect(lanes.next(now)?.id).to.equal('w3');
    expect(lanes.next(now)).to.equal(null);
    done(work(1, 'a'));
    expect(lanes.next(now)?.id).to.equal('w2');
  });

  it('takes the lanes in turn', async () => {
    const { drain } = store([1, 2, 3].flatMap((n) => [work(n, 'a'), work(n + 3, 'b'), work(n + 6, 'c')]));
    expect(await drain()).to.deep.equal(['w1', 'w4', 'w7', 'w2', 'w5', 'w8', 'w3', 'w6', 'w9']);
  });

  it('holds a lane back behind an item that is not due, not the others', async () => {
    const { lanes, drain } = store([work(1, 'a', later), work(2, 'a'), work(3, 'b')]);
    expect(await drain()).to.deep.equal(['w3']);
    expect(lanes.size).to.equal(0);
    expect(await drain(later)).to.deep.equal(['w1', 'w2']);
  });

  it('keeps nothing of what is not due, however much it is', async () => {
    const delayed = Array.from({ length: 5_000 }, (_, n) => work(n + 1, `d${n}`, later));
    const { lanes, drain } = store([...delayed, work(9_000, 'b')], { capacity: 16 });
    expect(await drain()).to.deep.equal(['w9000']);
    expect(lanes.size).to.equal(0);
    expect(await drain(later)).to.have.length(5_000);
  });

  it('reads an item that was put off again when it is due, and what came to its lane meanwhile after it', async () => {
    const { lanes, open, drain } = store([work(1, 'a')]);
    await lanes.fill(now);
    const item = lanes.next(now);
    const again = work(1, 'a', later);
    open.set('w1', again);
    if (item) lanes.defer(again);
    open.set('w2', work(2, 'a'));
    lanes.wake();
    expect(await drain()).to.deep.equal([]);
    expect(await drain(later)).to.deep.equal(['w1', 'w2']);
  });

  it('reads the lane of an item again that may be another in the store by now', async () => {
    const { lanes, open, drain } = store([work(1, 'a'), work(2, 'a')]);
    await lanes.fill(now);
    const item = lanes.next(now);
    open.delete('w1');
    if (item) lanes.reread(item);
    expect(await drain()).to.deep.equal(['w2']);
  });

  it('sees other lanes behind one that is longer than its limit, and comes back to it', async () => {
    const items = [...Array.from({ length: 20 }, (_, index) => work(index + 1, 'long')), work(21, 'short')];
    const { drain } = store(items, { laneLimit: 4, pageSize: 5 });
    const order = await drain();
    expect(order.indexOf('w21')).to.be.below(4);
    expect(order.filter((id) => id !== 'w21')).to.deep.equal(ids(items.slice(0, 20)));
  });

  it('reads a long lane about once, whatever waits behind it', async () => {
    const long = Array.from({ length: 5_000 }, (_, index) => work(index + 1, 'long'));
    const short = Array.from({ length: 50 }, (_, index) => work(10_000 + index, `s${index}`));
    const { drain, shown } = store([...long, ...short]);
    const order = await drain();
    expect(order).to.have.length(5_050);
    expect(order.filter((id) => Number(id.slice(1)) >= 10_000).length).to.equal(50);
    expect(order.indexOf('w10049')).to.be.below(110);
    expect(shown()).to.be.below(1.1 * 5_050);
  });

  it('passes over what is behind a block until it is lifted', async () => {
    const { lanes, drain } = store([work(1, 'a'), work(2, 'b')]);
    lanes.blockOnly(new Map([['a', 0]]));
    expect(await drain()).to.deep.equal(['w2']);
    lanes.blockOnly(new Map());
    expect(await drain()).to.deep.equal(['w1']);
  });

  it('forgets the rest of a lane when its first item is parked', async () => {
    const { lanes, open, drain } = store([work(1, 'a'), work(2, 'a'), work(3, 'a')]);
    await lanes.fill(now);
    const first = lanes.next(now);
    open.delete('w1');
    if (first) lanes.finish(first);
    lanes.block('a', 1);
    expect(lanes.size).to.equal(0);
    expect(await drain()).to.deep.equal([]);
    lanes.blockOnly(new Map());
    expect(await drain()).to.deep.equal(['w2', 'w3']);
  });

  it('forgets lanes that went to somebody else, and finds them when they are back', async () => {
    const { lanes, done, drain } = store([work(1, 'a'), work(2, 'a'), work(3, 'b')]);
    await lanes.fill(now);
    const inWork = lanes.next(now);
    lanes.forgetLanes((lane) => lane === 'a');
    expect(lanes.size).to.equal(2);
    expect(lanes.next(now)?.id).to.equal('w3');
    if (inWork) lanes.finish(inWork);
    lanes.finish(work(3, 'b'));
    expect(lanes.next(now)).to.equal(null);
    done(work(3, 'b'));
    lanes.rescan();
    expect(await drain()).to.deep.equal(['w1', 'w2']);
  });

  it('finds what comes into sight late behind where reading stands', async () => {
    const { lanes, open, drain } = store([work(5, 'a'), work(9, 'b')]);
    expect(await drain()).to.deep.equal(['w5', 'w9']);
    open.set('w7', work(7, 'c'));
    lanes.wake();
    expect(await drain()).to.deep.equal([]);
    lanes.lookBack();
    expect(await drain()).to.deep.equal(['w7']);
    for (let quiet = 0; quiet < 4; quiet += 1) {
      lanes.lookBack();
      expect(await drain()).to.deep.equal([]);
    }
    lanes.lookBack();
    expect(lanes.wants).to.equal(false);
  });

  it('does not give out again what was finished while a page was being read', async () => {
    const page = Promise.withResolvers<Work[]>();
    const pages = [Promise.resolve([work(1, 'a')]), page.promise];
    const lanes = new Lanes<Work>({
      read: () => pages.shift() ?? Promise.resolve([]),
      readLane: () => Promise.resolve([]),
      laneOf: ({ lane }) => lane,
    });
    await lanes.fill(now);
    const item = lanes.next(now);
    lanes.rescan();
    const filling = lanes.fill(now);
    if (item) lanes.finish(item);
    page.resolve([work(1, 'a'), work(2, 'a')]);
    await filling;
    expect(lanes.next(now)?.id).to.equal('w2');
  });

  it('reads again what somebody kept and did not finish, though a page was being read meanwhile', async () => {
    const page = Promise.withResolvers<Work[]>();
    const pages = [page.promise];
    const waiting = [work(1, 'a'), work(2, 'a')];
    const lanes = new Lanes<Work>({
      read: (after) => pages.shift() ?? Promise.resolve(waiting.filter(({ sequence }) => sequence > after)),
      readLane: () => Promise.resolve([]),
      laneOf: ({ lane }) => lane,
    });
    lanes.reserve('w1');
    const filling = lanes.fill(now);
    lanes.unreserve('w1', false);
    page.resolve(waiting);
    await filling;
    expect(lanes.next(now)?.id).to.equal('w1');
  });

  it('reads on after a read that failed', async () => {
    const { lanes, drain } = store([work(1, 'a')]);
    const broken = new Lanes<Work>({
      read: () => Promise.reject(new Error('disk')),
      readLane: () => Promise.reject(new Error('disk')),
      laneOf: ({ lane }) => lane,
    });
    const failed = await broken.fill(now).catch((error: Error) => error.message);
    expect(failed).to.equal('disk');
    expect(broken.wants).to.equal(true);
    expect(lanes.wants).to.equal(true);
    expect(await drain()).to.deep.equal(['w1']);
  });

  it('gives out everything exactly once and in order per lane, whatever the limits and whatever happens', async () => {
    const sizes = fc.record({
      laneLimit: fc.integer({ min: 1, max: 5 }),
      capacity: fc.integer({ min: 1, max: 10 }),
      pageSize: fc.integer({ min: 1, max: 7 }),
    });
    const laneNames = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(laneNames, sizes, fc.infiniteStream(fc.nat(9)), async (names, limits, choices) => {
        const items = names.map((lane, index) => work(index + 1, lane));
        const { lanes, open, done } = store(items, limits);
        const out: Work[] = [];
        const running: Work[] = [];
        let at = now;
        for (;;) {
          await lanes.fill(at);
          const next = lanes.next(at);
          if (next) running.push(next);
          const choice = choices.next().value ?? 0;
          if (next && choice > 5 && running.length < 4) continue;
          if (choice === 0) lanes.rescan();
          if (choice === 1) lanes.lookBack();
          if (choice === 2) lanes.blockOnly(new Map([['b', 10]]));
          if (choice === 3) lanes.blockOnly(new Map());
          if (choice === 4) lanes.forgetLanes((lane) => lane === 'd');
          if (choice === 4) lanes.rescan();
          const [item] = running.splice(choice % (running.length || 1), 1);
          if (item && choice === 5) {
            const put = { ...item, availableAt: later };
            open.set(item.id, put);
            lanes.defer(put);
          } else if (item) {
            out.push(item);
            done(item);
          } else if (!next && !lanes.wants) {
            if (open.size === 0) break;
            at = later;
            lanes.blockOnly(new Map());
          }
        }
        for (const lane of 'abcd') {
          const of = (list: Work[]) => list.filter((item) => item.lane === lane).map(({ id }) => id);
          expect(of(out)).to.deep.equal(of(items));
        }
      }),
      { numRuns: 500 },
    );
  });
});
