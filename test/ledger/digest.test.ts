import { expect } from 'chai';
import { digestOf, payloadDigest } from '../../ledger/digest.ts';
import type { Json } from '../../ledger/ledger.ts';

describe('payloadDigest', () => {
  const bodies: Record<string, Json>[] = [
    { payload: { b: 'line\nbreak', a: [1, { d: null, c: 'ä' }] } },
    { payload: { b: 1, a: 2 } },
    { payload: 'text' },
    { payload: null },
    { topic: 'orders' },
    { topic: 'orders', payload: { b: 1, a: 2 } },
    { payload: { b: 1, a: 2 }, topic: 'orders' },
    { payload: { 10: 'a', 9: 'b' } },
  ];

  it('is the digest of the payload, whatever else there is', () => {
    for (const body of bodies) {
      const digest = digestOf(body.payload ?? null);
      expect(payloadDigest(JSON.stringify(body))).to.equal(digest);
      expect(payloadDigest(JSON.stringify(body), body)).to.equal(digest);
    }
  });
});
