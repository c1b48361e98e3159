import { expect } from 'chai';
import { instantAt } from '../../../runtime/clock.ts';
import { askedDelayMs, isRetried, retryDelayMs, retryPolicy } from '../../../runtime/runs/retry.ts';

const policy = { attempts: 5, firstDelayMs: 1_000, factor: 2, maxDelayMs: 60_000 };
const asked = (retryAfterMs?: unknown, maxDelayMs = policy.maxDelayMs) =>
  askedDelayMs(
    { parameters: retryAfterMs === undefined ? {} : { retryAfterMs: retryAfterMs as number } },
    { maxDelayMs },
  );

describe('askedDelayMs', () => {
  it('is what the other side asked for, up to an hour', () => {
    expect([asked(), asked(0), asked(90_000), asked(3_600_000)]).to.deep.equal([0, 0, 90_000, 3_600_000]);
    expect([asked(3_600_001), asked(1e20), asked(Number.POSITIVE_INFINITY)]).to.deep.equal(
      Array(3).fill(3_600_000),
    );
  });

  it('is longer where the site itself waits longer', () => {
    expect([asked(9e9, 86_400_000), asked(5_000, 86_400_000)]).to.deep.equal([86_400_000, 5_000]);
  });

  it('is nothing when what was asked is no time', () => {
    expect([asked('soon'), asked(-5), asked(Number.NaN)]).to.deep.equal([0, 0, 0]);
  });
});

describe('retryDelayMs', () => {
  it('grows up to the longest delay and takes what was asked as a floor', () => {
    expect([1, 2, 3, 99].map((attempts) => retryDelayMs(policy, attempts, () => 1))).to.deep.equal([
      1_000, 2_000, 4_000, 60_000,
    ]);
    expect(retryDelayMs(policy, 1, () => 0)).to.equal(500);
    expect(retryDelayMs(policy, 1, () => 0, 90_000)).to.equal(90_000);
  });
});

describe('isRetried', () => {
  const refused = { code: 'CD_CONNECT_REFUSED', retry: 'retryable' } as const;
  const rejected = { code: 'CD_CONNECT_REJECTED', retry: 'terminal' } as const;

  it('follows the table of codes where no pattern fits', () => {
    expect([isRetried(refused, {}), isRetried(rejected, { retryable: ['CD_EDI_*'] })]).to.deep.equal([
      true,
      false,
    ]);
  });

  it('follows patterns before the table, terminal ones first', () => {
    expect(isRetried(rejected, { retryable: ['CD_CONNECT_*'] })).to.equal(true);
    expect(isRetried(rejected, { retryable: ['CD_*_REJECTED'] })).to.equal(true);
    expect(isRetried(rejected, { retryable: ['CD_CONNECT_REJECT'] })).to.equal(false);
    expect(isRetried(refused, { terminal: ['CD_CONNECT_REFUSED'] })).to.equal(false);
    expect(isRetried(refused, { retryable: ['*'], terminal: ['*_REFUSED'] })).to.equal(false);
  });

  it('looks at the status that a pattern names', () => {
    const with409 = { ...rejected, parameters: { status: 409 } };
    const retried = (pattern: string) => isRetried(with409, { retryable: [pattern] });
    const patterns = ['CD_CONNECT_*:409', '*:4xx', 'CD_CONNECT_REJECTED', '*:410', '*:5xx'];
    expect(patterns.map(retried)).to.deep.equal([true, true, true, false, false]);
    expect(isRetried(rejected, { retryable: ['CD_CONNECT_REJECTED:409'] })).to.equal(false);
  });
});

describe('retryPolicy', () => {
  it('takes from the site what the entry or channel leaves open', () => {
    expect(retryPolicy(policy, { attempts: 2, terminal: ['CD_EDI_*'] })).to.deep.equal({
      ...policy,
      attempts: 2,
      terminal: ['CD_EDI_*'],
    });
    expect(retryPolicy(policy)).to.deep.equal(policy);
  });
});

describe('instantAt', () => {
  it('stays within the instants that a calendar can show', () => {
    expect(instantAt(0)).to.equal('1970-01-01T00:00:00.000Z');
    expect(instantAt(1e20)).to.equal('9999-12-31T23:59:59.999Z');
    expect(instantAt(Number.POSITIVE_INFINITY)).to.equal('9999-12-31T23:59:59.999Z');
  });
});
