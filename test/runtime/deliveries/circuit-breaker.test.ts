import { expect } from 'chai';
import { CircuitBreaker } from '../../../runtime/deliveries/circuit-breaker.ts';

describe('CircuitBreaker', () => {
  const breaker = () => new CircuitBreaker({ failures: 2, openMs: 1_000 });

  it('opens after so many failures in a row', () => {
    const circuit = breaker();
    circuit.failed(0);
    circuit.answered();
    circuit.failed(0);
    expect(circuit.admits(0)).to.equal(true);
    circuit.failed(0);
    expect(circuit.admits(999)).to.equal(false);
    expect(circuit.until).to.equal(1_000);
  });

  it('lets one call try when the time is over, and decides by it', () => {
    const circuit = breaker();
    circuit.failed(0);
    circuit.failed(0);
    expect(circuit.admits(1_000)).to.equal(true);
    circuit.started();
    expect(circuit.admits(1_000)).to.equal(false);
    circuit.failed(1_000);
    expect(circuit.admits(1_999)).to.equal(false);
    expect(circuit.admits(2_000)).to.equal(true);
    circuit.started();
    circuit.answered();
    expect(circuit.until).to.equal(null);
    expect(circuit.admits(2_000)).to.equal(true);
  });

  it('rests for as long as the system asks, without counting a failure', () => {
    const circuit = breaker();
    circuit.rest(5_000);
    expect(circuit.admits(4_999)).to.equal(false);
    circuit.started();
    circuit.answered();
    circuit.failed(5_000);
    expect(circuit.admits(5_000)).to.equal(true);
  });
});
