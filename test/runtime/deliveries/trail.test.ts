import { expect } from 'chai';
import { CrossdockError, type ErrorCode, type ErrorParameters } from '../../../domain/errors.ts';
import { outcomeUnknown, trailOf, withTrail } from '../../../runtime/deliveries/trail.ts';

describe('what is known of a failed call', () => {
  const failures: readonly [ErrorCode, ErrorParameters, boolean][] = [
    ['CD_CONNECT_REFUSED', { sent: false }, false],
    ['CD_CONNECT_REFUSED', {}, true],
    ['CD_CONNECT_TIMEOUT', { sent: false }, false],
    ['CD_CONNECT_TIMEOUT', {}, true],
    ['CD_CONNECT_UNAVAILABLE', { status: 503 }, false],
    ['CD_CONNECT_UNAVAILABLE', { status: 408 }, false],
    ['CD_CONNECT_UNAVAILABLE', { status: 500 }, true],
    ['CD_CONNECT_UNAVAILABLE', { status: 504 }, true],
    ['CD_CONNECT_UNAVAILABLE', {}, true],
    ['CD_CONNECT_THROTTLED', {}, false],
    ['CD_CONNECT_STALE', {}, false],
    ['CD_CONNECT_UNAUTHORIZED', {}, false],
    ['CD_CONNECT_REJECTED', { status: 409 }, false],
    ['CD_CONNECT_MALFORMED', {}, true],
    ['CD_DELIVERY_TIMEOUT', {}, true],
    ['CD_DELIVERY_FAILED', {}, true],
  ];
  for (const [code, parameters, unknown] of failures) {
    const shown = `${code} ${JSON.stringify(parameters)}`;
    it(`is ${unknown ? 'not ' : ''}that nothing was done: ${shown}`, () => {
      expect(outcomeUnknown(new CrossdockError(code, parameters))).to.equal(unknown);
    });
  }

  it('travels with the last error', () => {
    const record = new CrossdockError('CD_CONNECT_TIMEOUT', { system: 'erp', timeoutMs: 1 }).record();
    const trail = { failingSince: '2026-03-02T08:00:00.000Z', unknownAt: 'erp' };
    const lastError = withTrail(record, trail);
    expect(trailOf({ lastError })).to.deep.equal(trail);
    expect(lastError.message).to.equal(record.message);
    expect([trailOf({ lastError: record }), trailOf({})]).to.deep.equal([{}, {}]);
  });
});
