import { expect } from 'chai';
import { Turns } from '../../../runtime/replay/dry-run/turns.ts';
import { codeOf } from '../../support/decision-ledger.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('Turns', () => {
  it('lets one go at a time', async () => {
    const turns = new Turns({ clock: new ManualClock(), busy: () => null });
    const first = Promise.withResolvers<string>();
    const seen: string[] = [];
    const one = turns.take(() => first.promise);
    const two = turns.take(async () => void seen.push('second'));
    await settled();
    expect(seen).to.deep.equal([]);
    first.resolve('done');
    expect(await one).to.equal('done');
    await two;
    expect(seen).to.deep.equal(['second']);
  });

  it('waits for room and gives up after some seconds, and the next may go', async () => {
    const clock = new ManualClock();
    let reason: string | null = '60 runs are under way';
    const turns = new Turns({ clock, busy: () => reason });
    const waits = turns.take(async () => 'ran');
    await settled();
    reason = null;
    clock.advance(100);
    expect(await waits).to.equal('ran');
    reason = '60 runs are under way';
    const late = codeOf(turns.take(async () => 'never'));
    await settled();
    for (let seconds = 0; seconds < 11; seconds += 1) {
      clock.advance(1_000);
      await settled();
    }
    expect(await late).to.equal('CD_REPLAY_BUSY');
    reason = null;
    expect(await turns.take(async () => 'again')).to.equal('again');
  });

  it('turns away who would wait behind too many others', async () => {
    const turns = new Turns({ clock: new ManualClock(), busy: () => 'busy' });
    const four = Array.from({ length: 4 }, () => turns.take(async () => 0));
    expect(await codeOf((async () => turns.take(async () => 0))())).to.equal('CD_REPLAY_BUSY');
    expect(four).to.have.length(4);
  });
});
