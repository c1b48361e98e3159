import { expect } from 'chai';
import { CrossdockError } from '../../../domain/errors.ts';
import type { QueueLoad, StoredMessage } from '../../../ledger/ledger.ts';
import type { Pressure } from '../../../runtime/entries/pressure.ts';
import { everyQueue } from '../../../runtime/entries/queue-loads.ts';
import type { QueueLimits } from '../../../runtime/site/site.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { pressure } from '../../support/pressure.ts';

const orders = 'channel:orders/core';

function refusal(call: () => void): CrossdockError | null {
  try {
    call();
    return null;
  } catch (thrown) {
    if (thrown instanceof CrossdockError) return thrown;
    throw thrown;
  }
}

describe('Pressure', () => {
  let clock: ManualClock;
  let logs: string[];
  let shown: Record<string, string | null>;
  let changes: number;
  let inLedger: QueueLoad[];
  let waiting: Partial<StoredMessage>[];
  let parked: { queue: string; key: string; sequence: number }[];
  let open: Pressure;

  beforeEach(() => {
    clock = new ManualClock();
    logs = [];
    shown = {};
    changes = 0;
    inLedger = [];
    waiting = [];
    parked = [];
  });
  afterEach(() => open.stop());

  /** Entries `shop` and `edi` feed the channel, `events` does not. */
  function limited(limits: Record<string, QueueLimits>, isShared = false): Pressure {
    const entry = (id: string) => ({
      id,
      name: id,
      pause: (why: string | null) => {
        shown[id] = why;
      },
    });
    open = pressure({
      clock,
      isShared: () => isShared,
      limitsOf: (queue) => limits[queue] ?? {},
      queuesBehind: (id) => new Set([`entry:${id}`, ...(id === 'events' ? [] : [orders])]),
      entries: () => [entry('shop'), entry('edi'), entry('events')],
      log: (level, text) => void (level !== 'debug' && logs.push(`${level}: ${text}`)),
      onChange: () => {
        changes += 1;
      },
      ledger: {
        load: async () => inLedger,
        pending: async ({ afterSequence }) =>
          waiting.filter(({ sequence = 0 }) => sequence > afterSequence) as StoredMessage[],
        blocked: async () => ({ messages: parked, deliveries: [] }),
      },
    });
    return open;
  }
  const take = (count: number, bytes = 1, queue = orders) => {
    for (let n = 0; n < count; n += 1) open.loads.taken(queue, bytes);
  };
  const finish = (count: number, bytes = 1, queue = orders) => {
    for (let n = 0; n < count; n += 1) open.loads.finished(queue, bytes);
  };
  const stopped = () => ['shop', 'edi', 'events'].filter((id) => open.fullFor(id) !== null);

  it('stops the entries that feed a queue at its limit, and lets them go at 80 %', () => {
    limited({ [orders]: { count: 10 } });
    take(9);
    expect(stopped()).to.deep.equal([]);
    take(1);
    expect(stopped()).to.deep.equal(['shop', 'edi']);
    finish(1);
    expect(stopped()).to.deep.equal(['shop', 'edi']);
    finish(1);
    expect(stopped()).to.deep.equal([]);
  });

  it('stops every entry, and stock nodes too, at the limit of the site', () => {
    limited({ [everyQueue]: { count: 2 } });
    take(1);
    take(1, 1, 'answer:n1');
    expect(stopped()).to.deep.equal(['shop', 'edi', 'events']);
    expect(refusal(() => open.requireRoom(null))?.parameters).to.include({ name: '*', value: 2, limit: 2 });
  });

  it('counts bytes as well: one large message is taken, the next is not, and it resumes when that is gone', () => {
    limited({ [orders]: { count: 1_000, bytes: 1_000_000 } });
    take(1, 50_000_000);
    expect(open.list()).to.have.length(1);
    expect(open.list()[0]).to.include({ cause: 'bytes', value: 50_000_000, limit: 1_000_000 });
    finish(1, 50_000_000);
    expect(stopped()).to.deep.equal([]);
  });

  it('counts what is on its way into the ledger, and forgets what was not accepted', () => {
    limited({ [orders]: { count: 3 } });
    const settles = [1, 2, 3].map(() => open.loads.coming(orders, 10));
    expect(stopped()).to.include('shop');
    for (const settle of settles) settle(false);
    expect(open.loads.of(orders)).to.deep.equal({ count: 0, bytes: 0 });
    expect(stopped()).to.deep.equal([]);
  });

  it('is not misled by a run that ends before its message was counted', () => {
    limited({ [orders]: { count: 1 } });
    const settle = open.loads.coming(orders, 10);
    expect(stopped()).to.include('shop');
    finish(1, 10);
    settle(true);
    expect(open.loads.of(orders)).to.deep.equal({ count: 0, bytes: 0 });
    expect(stopped()).to.deep.equal([]);
  });

  it('says once in the log and under the nodes that it begins and ends, also when it comes and goes', () => {
    limited({ [orders]: { count: 10 } });
    for (let round = 0; round < 50; round += 1) {
      take(10);
      clock.advance(100);
      finish(10);
      clock.advance(100);
    }
    expect(logs).to.deep.equal([
      'warn: back-pressure: channel:orders/core is full by count; it stops shop, edi',
    ]);
    expect(shown).to.deep.equal({
      shop: 'waits: channel:orders/core is full',
      edi: 'waits: channel:orders/core is full',
      events: null,
    });
    clock.advance(2_000);
    expect(logs.slice(1)).to.deep.equal(['info: back-pressure: channel:orders/core has room again']);
    expect(shown).to.deep.equal({ shop: null, edi: null, events: null });
    expect(changes).to.equal(100);
  });

  it('wakes those who wait exactly when there is room, and none that was called off', () => {
    limited({ [orders]: { count: 5 }, 'entry:shop': { count: 1 } });
    const woken: string[] = [];
    open.whenRoom('shop', () => woken.push('at once'));
    take(5);
    take(1, 1, 'entry:shop');
    open.whenRoom('shop', () => woken.push('shop'));
    open.whenRoom('edi', () => woken.push('edi'));
    open.whenRoom('edi', () => woken.push('never'))();
    open.whenRoom('events', () => woken.push('events'));
    expect(woken).to.deep.equal(['at once', 'events']);
    finish(1);
    expect(woken).to.deep.equal(['at once', 'events', 'edi']);
    finish(1, 1, 'entry:shop');
    expect(woken).to.deep.equal(['at once', 'events', 'edi', 'shop']);
    finish(4);
    expect(woken).to.have.length(4);
  });

  it('tells a caller to come back when the queue will be low enough at its pace, within a minute', () => {
    limited({ [orders]: { count: 100 } });
    const seconds = () => refusal(() => open.requireRoom('shop'))?.parameters.retryAfterSeconds;
    take(200);
    expect(seconds()).to.equal(15);
    for (let n = 0; n < 40; n += 1) {
      clock.advance(100);
      finish(1);
    }
    // 10 a second, 160 wait, 80 too many.
    expect(seconds()).to.be.within(7, 9);
    take(5_000);
    expect(seconds()).to.equal(60);
    clock.advance(60_000);
    expect(seconds()).to.equal(15);
  });

  it('goes on when the ledger says that less waits than was counted, with nothing left to finish', async () => {
    limited({ [orders]: { count: 5 } });
    await open.start();
    take(6);
    inLedger = [];
    clock.advance(1_000);
    await open.look();
    expect(stopped()).to.deep.equal([]);
  });

  it('sees what other processes took in at its next look, and soon after a wake', async () => {
    limited({ [orders]: { count: 5 } });
    await open.start();
    inLedger = [{ queue: orders, count: 7, bytes: 70, oldestAt: '2026-03-02T08:00:00.000Z' }];
    open.wake();
    clock.advance(1_000);
    await open.look();
    expect(open.list()[0]).to.include({ cause: 'count', value: 7, name: orders });
    inLedger = [];
    clock.advance(1_000);
    await open.look();
    expect(open.list()).to.deep.equal([]);
  });

  it('sees half a second later what others took in, though it takes in all the time and nobody wakes it', async () => {
    limited({ [orders]: { count: 50 } }, true);
    await open.start();
    for (const others of [20, 40, 60]) {
      take(1);
      inLedger = [{ queue: orders, count: others, bytes: others, oldestAt: '2026-03-02T08:00:00.000Z' }];
      clock.advance(499);
      expect(open.loads.of(orders).count).to.be.below(others);
      clock.advance(1);
      take(1);
      await open.look();
      expect(open.loads.of(orders).count).to.equal(others);
    }
    expect(stopped()).to.deep.equal(['shop', 'edi']);
  });

  describe('by age', () => {
    const message = (sequence: number, acceptedAt: string, key = 'A'): Partial<StoredMessage> => ({
      sequence,
      acceptedAt,
      envelope: { key } as StoredMessage['envelope'],
    });
    const old = '2026-03-02T08:00:00.000Z';
    const load = (oldestAt: string): QueueLoad[] => [{ queue: orders, count: 3, bytes: 3, oldestAt }];

    it('stops while a message that could go on is too old, and resumes at 80 % of the age', async () => {
      limited({ [orders]: { ageSeconds: 60 } });
      inLedger = load(old);
      waiting = [message(1, old)];
      await open.start();
      clock.advance(59_000);
      await open.look();
      expect(stopped()).to.deep.equal([]);
      clock.advance(1_000);
      await open.look();
      expect(open.list()[0]).to.include({ cause: 'age', limit: 60, value: 60 });
      expect(refusal(() => open.requireRoom('shop'))?.parameters.retryAfterSeconds).to.equal(12);
      const younger = '2026-03-02T08:00:11.000Z';
      inLedger = load(younger);
      waiting = [message(2, younger)];
      await open.look();
      expect(stopped()).to.deep.equal(['shop', 'edi']);
      const young = '2026-03-02T08:00:13.000Z';
      inLedger = load(young);
      waiting = [message(3, young)];
      await open.look();
      expect(stopped()).to.deep.equal([]);
    });

    it('resumes at once when the last one is finished', async () => {
      limited({ [orders]: { ageSeconds: 60 } });
      inLedger = [{ queue: orders, count: 1, bytes: 1, oldestAt: old }];
      waiting = [message(1, old)];
      clock.advance(60_000);
      await open.start();
      expect(stopped()).to.deep.equal(['shop', 'edi']);
      finish(1);
      expect(stopped()).to.deep.equal([]);
    });

    it('does not count what waits behind a parked message', async () => {
      limited({ [orders]: { ageSeconds: 60 } });
      inLedger = load(old);
      waiting = [message(5, old, 'poisoned'), message(6, '2026-03-02T08:59:50.000Z')];
      parked = [{ queue: orders, key: 'poisoned', sequence: 2 }];
      clock.advance(3_600_000);
      await open.start();
      expect(stopped()).to.deep.equal([]);
    });

    it('survives a clock that jumps forward and back', async () => {
      limited({ [orders]: { ageSeconds: 60, count: 10 } });
      inLedger = load(old);
      waiting = [message(1, old)];
      await open.start();
      clock.advance(365 * 86_400_000);
      await open.look();
      expect(stopped()).to.deep.equal(['shop', 'edi']);
      inLedger = [];
      waiting = [];
      await open.look();
      expect(stopped()).to.deep.equal([]);
      inLedger = load('2030-01-01T00:00:00.000Z');
      waiting = [message(2, '2030-01-01T00:00:00.000Z')];
      await open.look();
      expect(stopped()).to.deep.equal([]);
      expect(open.list()).to.deep.equal([]);
    });
  });

  it('follows a deploy that takes the entry of a full queue away', () => {
    const limits: Record<string, QueueLimits> = { 'entry:shop': { count: 1 } };
    limited(limits);
    take(1, 1, 'entry:shop');
    expect(stopped()).to.deep.equal(['shop']);
    delete limits['entry:shop'];
    open.deployed();
    expect(open.list()).to.deep.equal([]);
  });

  it('counts 100,000 messages of one queue, in and out', () => {
    limited({ [orders]: { count: 1_000, bytes: 1_000_000 } });
    for (let n = 0; n < 100_000; n += 1) {
      open.loads.coming(orders, 100)(true);
      if (n >= 500) finish(1, 100);
    }
    expect(open.loads.of(orders).count).to.equal(500);
  });
});
