import { expect } from 'chai';
import type { Wake } from '../../../ledger/ledger.ts';
import { followWorkers } from '../../../runtime/cluster/follow-workers.ts';
import { ManualClock } from '../../support/manual-clock.ts';

/** Notes what is asked of each part. */
function following(shared: boolean) {
  const asked: string[] = [];
  const held: Promise<unknown>[] = [];
  let failures = 0;
  const clock = new ManualClock();
  let tell: (wake: Wake) => void = () => {};
  let change: (shards: { gained: number[]; lost: number[] }) => void = () => {};
  const part = <const Names extends readonly string[]>(name: string, ...methods: Names) =>
    Object.fromEntries(
      methods.map((method) => [
        method,
        (...args: unknown[]) => {
          held.push(...args.filter((arg) => arg instanceof Promise));
          asked.push(
            [`${name}.${method}`, ...args.filter((arg) => !(arg instanceof Promise)).flat()].join(' '),
          );
          if (method !== 'shardsChanged' || failures === 0) return Promise.resolve();
          failures -= 1;
          return Promise.reject(new Error('the ledger is out of reach'));
        },
      ]),
    ) as Record<Names[number], () => Promise<void>>;
  const stop = followWorkers({
    ...{ clock, shared, log: () => {} },
    ledger: {
      onWake: (listener: typeof tell) => {
        tell = listener;
        return () => {};
      },
      cluster: {
        worker: 'a',
        onChange: (listener: typeof change) => {
          change = listener;
          return () => {};
        },
      },
    } as never,
    scheduler: part('scheduler', 'wake', 'lose', 'hold', 'reloadBlocks', 'lookBack') as never,
    deliveries: part('deliveries', 'wake', 'hold', 'reloadBlocks', 'shardsChanged', 'lookBack') as never,
    replies: part('replies', 'look', 'lookAll') as never,
    alarm: part('alarm', 'refresh') as never,
    pressure: part('pressure', 'wake') as never,
    lookAfterInterrupted: async () => void asked.push('interrupted'),
    changed: () => void asked.push('changed'),
  });
  const nothing: Wake = { queues: [], deliveries: false, timers: false, blocks: false, replies: [] };
  return {
    ...{ clock, stop, asked, held },
    /** So many times the deliveries cannot be read. */
    fail: (times: number) => {
      failures = times;
    },
    tell: (wake: Partial<Wake>) => tell({ ...nothing, ...wake }),
    change: (gained: number[], lost: number[]) => change({ gained, lost }),
    async taken() {
      await new Promise(setImmediate);
      return asked.splice(0);
    },
  };
}

describe('followWorkers', () => {
  it('looks again at exactly what another worker names', async () => {
    const { tell, taken } = following(true);
    tell({ queues: ['entry:a', 'entry:b'] });
    expect(await taken()).to.deep.equal(['scheduler.wake entry:a entry:b', 'pressure.wake', 'changed']);
    tell({ deliveries: true, timers: true });
    expect(await taken()).to.include.members(['deliveries.wake', 'alarm.refresh']);
    tell({ blocks: true });
    expect(await taken()).to.include.members(['scheduler.reloadBlocks', 'deliveries.reloadBlocks']);
    tell({ replies: ['m1', 'm2'] });
    expect(await taken()).to.include.members(['replies.look m1', 'replies.look m2']);
  });

  it('looks after what was left unfinished before it runs anything of shards that came', async () => {
    const { change, taken } = following(true);
    change([1, 2], []);
    const asked = await taken();
    expect(asked.indexOf('interrupted')).to.be.below(asked.indexOf('scheduler.reloadBlocks'));
    expect(asked.indexOf('interrupted')).to.be.below(asked.indexOf('deliveries.shardsChanged'));
    expect(asked).to.include.members(['scheduler.hold', 'deliveries.hold', 'alarm.refresh']);
    expect(asked).not.to.include('scheduler.lose');
  });

  it('runs nothing of shards that came until what waited there could be read, however often it fails', async () => {
    const { change, taken, fail, clock, held } = following(false);
    fail(2);
    change([1, 2], []);
    let over = false;
    expect(held).to.have.length(2);
    const running = Promise.all(held).then(() => {
      over = true;
    });
    for (const rest of [1, 0]) {
      expect((await taken()).filter((one) => one === 'deliveries.shardsChanged')).to.have.length(1);
      expect(over, `${rest} failures to come`).to.equal(false);
      clock.advance(250);
    }
    await running;
    expect((await taken()).filter((one) => one === 'deliveries.shardsChanged')).to.have.length(1);
  });

  it('lets go of shards that went', async () => {
    const { change, taken } = following(true);
    change([], [7, 9]);
    const asked = await taken();
    expect(asked).to.include.members(['scheduler.lose 7 9', 'deliveries.shardsChanged']);
    expect(asked).not.to.include('interrupted');
  });

  it('looks back for what came into sight late, and at everything now and then', async () => {
    const { clock, taken } = following(true);
    clock.advance(250);
    expect(await taken()).to.deep.equal(['scheduler.lookBack', 'deliveries.lookBack']);
    clock.advance(30_000);
    const asked = await taken();
    expect(asked).to.include.members(['scheduler.reloadBlocks', 'replies.lookAll', 'alarm.refresh']);
  });

  it('looks at nothing by itself when nobody else writes, and after it was stopped', async () => {
    const alone = following(false);
    alone.clock.advance(60_000);
    expect(await alone.taken()).to.deep.equal([]);
    const { clock, stop, tell, change, taken } = following(true);
    stop();
    clock.advance(60_000);
    tell({ queues: ['entry:a'] });
    change([1], [2]);
    expect(await taken()).to.deep.equal([]);
  });
});
