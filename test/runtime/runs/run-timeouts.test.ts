import { expect } from 'chai';
import type { StoredMessage } from '../../../ledger/ledger.ts';
import { Run } from '../../../runtime/runs/run.ts';
import { RunTimeouts } from '../../../runtime/runs/run-timeouts.ts';
import { ManualClock } from '../../support/manual-clock.ts';

function timing() {
  const clock = new ManualClock();
  const told: number[] = [];
  const timeouts = new RunTimeouts({ clock, timeoutMs: 100, timedOut: (run) => told.push(run.number) });
  const begin = (number: number): Run => {
    const run = new Run(number, { attempts: 0 } as StoredMessage);
    timeouts.runBegan(run);
    return run;
  };
  return { clock, told, timeouts, begin };
}

describe('RunTimeouts', () => {
  it('tells runs of one millisecond together, each after its time, and none that has ended', () => {
    const { clock, told, timeouts, begin } = timing();
    begin(1);
    const ended = begin(2);
    begin(3);
    clock.advance(40);
    begin(4);
    timeouts.runEnded(ended);
    clock.advance(60);
    expect(told).to.deep.equal([1, 3]);
    clock.advance(40);
    expect(told).to.deep.equal([1, 3, 4]);
  });

  it('leaves no timer behind when all runs have ended', () => {
    const { clock, timeouts, begin } = timing();
    for (const run of [begin(1), begin(2)]) timeouts.runEnded(run);
    expect(clock.untilNext).to.equal(null);
    begin(3);
    expect(clock.untilNext).to.equal(100);
  });

  it('gives a run that begins when others are told its full time', () => {
    const { clock, told, begin } = timing();
    begin(1);
    clock.advance(100);
    begin(2);
    clock.advance(99);
    expect(told).to.deep.equal([1]);
    clock.advance(1);
    expect(told).to.deep.equal([1, 2]);
  });
});
