import { expect } from 'chai';
import { CircuitBreaker } from '../../../runtime/deliveries/circuit-breaker.ts';

const limits = { failures: 2, openMs: 1_000 };
const recovery = { startPerSecond: 2, doubleEveryMs: 1_000 };

describe('CircuitBreaker', () => {
  const failTwice = (circuit: CircuitBreaker, now = 0): void => {
    for (const call of [circuit.begin(), circuit.begin()]) circuit.failed(call, now);
  };

  it('opens after so many failures in a row', () => {
    const circuit = new CircuitBreaker(limits);
    circuit.failed(circuit.begin(), 0);
    circuit.answered(circuit.begin(), 0);
    circuit.failed(circuit.begin(), 0);
    expect([circuit.state(0), circuit.nextAt(0), circuit.downSince]).to.deep.equal(['closed', 0, null]);
    circuit.failed(circuit.begin(), 7);
    expect([circuit.state(7), circuit.nextAt(7), circuit.downSince]).to.deep.equal(['open', 1_007, 7]);
    expect(circuit.until(7)).to.equal(1_007);
  });

  it('lets one call try when the time is over, and opens again when it fails', () => {
    const circuit = new CircuitBreaker(limits);
    failTwice(circuit);
    expect([circuit.state(999), circuit.state(1_000)]).to.deep.equal(['open', 'half-open']);
    const trial = circuit.begin();
    expect(circuit.nextAt(1_000)).to.equal(null);
    circuit.failed(trial, 1_500);
    expect([circuit.nextAt(1_500), circuit.downSince]).to.deep.equal([2_500, 0]);
  });

  it('closes when the trial is answered, at once without a recovery', () => {
    const circuit = new CircuitBreaker(limits);
    failTwice(circuit);
    circuit.answered(circuit.begin(), 1_000);
    expect([circuit.state(1_000), circuit.nextAt(1_000), circuit.until(1_000)]).to.deep.equal([
      'closed',
      1_000,
      null,
    ]);
    expect(circuit.downSince).to.equal(null);
  });

  it('lets the next one try when a trial was never made', () => {
    const circuit = new CircuitBreaker(limits);
    failTwice(circuit);
    circuit.dropped(circuit.begin());
    expect([circuit.state(1_000), circuit.nextAt(1_000)]).to.deep.equal(['half-open', 1_000]);
  });

  it('is not moved by calls that began before it opened', () => {
    const circuit = new CircuitBreaker(limits);
    const late = [circuit.begin(), circuit.begin()] as const;
    failTwice(circuit);
    circuit.answered(late[0], 10);
    circuit.failed(late[1], 900);
    expect([circuit.state(10), circuit.nextAt(10)]).to.deep.equal(['open', 1_000]);
    const trial = circuit.begin();
    circuit.dropped(late[0]);
    expect(circuit.nextAt(1_000)).to.equal(null);
    circuit.answered(trial, 1_000);
    expect(circuit.state(1_000)).to.equal('closed');
  });

  it('recovers at a pace that begins slowly and grows, and then is closed', () => {
    const circuit = new CircuitBreaker({ ...limits, recovery });
    failTwice(circuit);
    circuit.answered(circuit.begin(), 1_000);
    expect(circuit.state(1_000)).to.equal('recovering');
    const wentAt: number[] = [];
    for (let now = 1_000; now < 4_000; now += 1) {
      while ((circuit.nextAt(now) ?? now + 1) <= now) {
        circuit.answered(circuit.begin(), now);
        wentAt.push(now);
      }
    }
    const perSecond = [1_000, 2_000, 3_000].map(
      (from) => wentAt.filter((at) => at >= from && at < from + 1_000).length,
    );
    expect(perSecond).to.deep.equal([4, 6, 12]);
    const endsAt = circuit.until(1_000) ?? 0;
    expect(endsAt).to.be.within(9_900, 10_000);
    expect([circuit.state(endsAt - 1), circuit.state(endsAt)]).to.deep.equal(['recovering', 'closed']);
  });

  it('opens again when the system fails while it recovers', () => {
    const circuit = new CircuitBreaker({ ...limits, recovery });
    failTwice(circuit);
    circuit.answered(circuit.begin(), 1_000);
    failTwice(circuit, 1_100);
    expect([circuit.state(1_100), circuit.downSince]).to.deep.equal(['open', 1_100]);
    circuit.answered(circuit.begin(), 2_100);
    expect([circuit.state(2_100), circuit.nextAt(2_100)]).to.deep.equal(['recovering', 2_100]);
  });

  it('rests for as long as the system asks, without counting a failure or pacing what follows', () => {
    const circuit = new CircuitBreaker({ ...limits, recovery });
    circuit.rested(circuit.begin(), 0, 5_000);
    expect([circuit.nextAt(4_999), circuit.downSince]).to.deep.equal([5_000, null]);
    circuit.answered(circuit.begin(), 5_000);
    circuit.failed(circuit.begin(), 5_000);
    expect(circuit.state(5_000)).to.equal('closed');
  });

  it('is down at once when a failing system asks to be left alone, for as long as it asks', () => {
    const circuit = new CircuitBreaker({ ...limits, recovery });
    circuit.failed(circuit.begin(), 0, 300);
    expect([circuit.nextAt(0), circuit.downSince]).to.deep.equal([300, 0]);
    circuit.failed(circuit.begin(), 300, 20);
    expect(circuit.nextAt(300)).to.equal(1_300);
  });

  it('keeps the longer of two pauses that were asked for', () => {
    const circuit = new CircuitBreaker(limits);
    const calls = [circuit.begin(), circuit.begin(), circuit.begin()] as const;
    circuit.rested(calls[0], 0, 5_000);
    circuit.rested(calls[1], 0, 1_000);
    expect(circuit.nextAt(0)).to.equal(5_000);
    circuit.rested(calls[2], 0, 9_000);
    expect(circuit.nextAt(0)).to.equal(9_000);
  });

  it('opens for no longer than its time when the clock is set back', () => {
    const circuit = new CircuitBreaker(limits);
    failTwice(circuit, 3_600_000);
    expect(circuit.nextAt(0)).to.equal(1_000);
  });

  it('begins a recovery with its share of the pace', () => {
    const circuit = new CircuitBreaker({ ...limits, recovery: { startPerSecond: 8, doubleEveryMs: 1_000 } });
    circuit.setShare(0.25);
    failTwice(circuit);
    circuit.answered(circuit.begin(), 1_000);
    const times = Array.from({ length: 3 }, () => {
      const at = circuit.nextAt(1_000);
      circuit.begin();
      return at;
    });
    expect(times.slice(0, 2)).to.deep.equal([1_000, 1_000]);
    expect(times[2]).to.be.above(1_100);
  });
});
