import { expect } from 'chai';
import { ClockWatch, cronThatFollows } from '../../../runtime/clock-jumps/watch-clock.ts';
import { ManualClock } from '../../support/manual-clock.ts';

/** A wall clock that can be set, and beats that come when told. */
function clocks() {
  const beats = new ManualClock();
  const wall = { aheadMs: 0, now: () => new Date(beats.now().getTime() + wall.aheadMs) };
  const watch = new ClockWatch({ now: wall.now, after: (ms, task) => beats.after(ms, task) }, () =>
    beats.now().getTime(),
  );
  watch.start();
  return { wall, beats, watch };
}

describe('ClockWatch', () => {
  it('tells by how much the clock was set back, once', () => {
    const { wall, beats, watch } = clocks();
    const told: number[] = [];
    watch.onSetBack((byMs) => told.push(byMs));
    wall.aheadMs = -3_600_000;
    beats.advance(60_000);
    expect(told).to.deep.equal([3_600_000]);
  });

  it('takes no notice of a clock that is set forward, or drifts', () => {
    const { wall, beats, watch } = clocks();
    const told: number[] = [];
    watch.onSetBack((byMs) => told.push(byMs));
    for (const aheadMs of [3_600_000, 3_599_500, 3_599_000]) {
      wall.aheadMs = aheadMs;
      beats.advance(10_000);
    }
    expect(told).to.deep.equal([]);
    watch.stop();
  });

  it('tells nobody any more when it has been stopped', () => {
    const { wall, beats, watch } = clocks();
    watch.onSetBack(() => expect.fail('told'));
    watch.stop();
    wall.aheadMs = -3_600_000;
    beats.advance(60_000);
  });
});

describe('cronThatFollows', () => {
  it('makes its jobs anew when the clock was set back, and stops them all', () => {
    const { wall, beats, watch } = clocks();
    const running = new Set<number>();
    let made = 0;
    const cron = cronThatFollows(() => {
      made += 1;
      const number = made;
      running.add(number);
      return () => void running.delete(number);
    }, watch);
    const stop = cron('* * * * * *', 'UTC', async () => {});
    wall.aheadMs = -3_600_000;
    beats.advance(10_000);
    expect([...running]).to.deep.equal([2]);
    stop();
    expect(running.size).to.equal(0);
  });
});
