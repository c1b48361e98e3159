import { expect } from 'chai';
import fc from 'fast-check';
import { TokenBucket } from '../../../runtime/deliveries/token-bucket.ts';

/** When each of so many calls goes that all wait from 0 on. */
function times(bucket: TokenBucket, count: number): number[] {
  let now = 0;
  return Array.from({ length: count }, () => {
    now = Math.max(now, Math.ceil(bucket.nextAt(now)));
    bucket.take(now);
    return now;
  });
}

describe('TokenBucket', () => {
  it('lets a bucketful go at once and the rest at an even pace', () => {
    expect(times(new TokenBucket({ requests: 3, perMs: 300 }), 6)).to.deep.equal([0, 0, 0, 100, 200, 300]);
  });

  it('spreads calls evenly when its burst is one', () => {
    const bucket = new TokenBucket({ requests: 3, perMs: 300, burst: 1 });
    expect(times(bucket, 4)).to.deep.equal([0, 100, 200, 300]);
  });

  it('fills up again while nothing goes, and no further than full', () => {
    const bucket = new TokenBucket({ requests: 2, perMs: 200 });
    times(bucket, 2);
    expect(bucket.nextAt(50)).to.equal(100);
    bucket.take(10_000);
    bucket.take(10_000);
    expect(bucket.nextAt(10_000)).to.equal(10_100);
  });

  it('takes its share of the limit, one call at least', () => {
    const bucket = new TokenBucket({ requests: 4, perMs: 400 });
    bucket.setShare(0.5, 0);
    expect(times(bucket, 4)).to.deep.equal([0, 0, 200, 400]);
    const small = new TokenBucket({ requests: 1, perMs: 100 });
    small.setShare(0.25, 0);
    expect(times(small, 3)).to.deep.equal([0, 400, 800]);
  });

  it('keeps what was taken when its share changes', () => {
    const bucket = new TokenBucket({ requests: 4, perMs: 400 });
    times(bucket, 4);
    bucket.setShare(0.5, 0);
    expect(bucket.nextAt(0)).to.equal(600);
    bucket.setShare(1, 0);
    expect(bucket.nextAt(0)).to.equal(100);
  });

  it('holds nothing back for longer than its own time when the clock is set back', () => {
    const bucket = new TokenBucket({ requests: 2, perMs: 200 });
    bucket.take(3_600_000);
    bucket.take(3_600_000);
    expect(bucket.nextAt(0)).to.equal(100);
  });

  it('never lets more than bucket and refill go in any time, and always says when the next may go', () => {
    const limits = fc.record({
      requests: fc.integer({ min: 1, max: 20 }),
      perMs: fc.integer({ min: 1, max: 5_000 }),
      burst: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(limits, fc.array(fc.nat(2_000), { maxLength: 60 }), (limit, pauses) => {
        const bucket = new TokenBucket(limit);
        const went: number[] = [];
        let now = 0;
        for (const pause of pauses) {
          now = Math.max(now + pause, Math.ceil(bucket.nextAt(now + pause)));
          bucket.take(now);
          went.push(now);
        }
        for (const [from, start] of went.entries()) {
          for (const [index, end] of went.slice(from).entries()) {
            const allowed = limit.burst + ((end - start) * limit.requests) / limit.perMs;
            expect(index + 1).to.be.at.most(allowed + 1e-6);
          }
        }
      }),
    );
  });
});
