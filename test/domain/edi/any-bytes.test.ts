import { expect } from 'chai';
import fc from 'fast-check';
import { readSegments } from '../../../domain/edi/read-interchanges.ts';
import { CrossdockError } from '../../../domain/errors.ts';
import { damaged, mustHold, ownSamples } from '../../fuzz/edi.ts';

const samples = ownSamples();

describe('receive on any bytes', () => {
  it('throws nothing and codes every problem for random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), mustHold), { numRuns: 300 });
  });

  it('throws nothing and codes every problem for damaged samples, and can acknowledge them', () => {
    fc.assert(fc.property(damaged(samples), mustHold), { numRuns: 1500 });
  });

  it('throws nothing for every truncation of a sample', () => {
    const [sample] = samples;
    for (let length = 0; length < sample!.length; length += 1) mustHold(sample!.subarray(0, length));
  });
});

describe('readSegments on any bytes', () => {
  it('throws nothing but coded errors', () => {
    fc.assert(
      fc.property(fc.oneof(damaged(samples), fc.uint8Array({ maxLength: 200 })), (bytes) => {
        try {
          for (const cursor of readSegments(bytes))
            for (let i = 0; i <= cursor.elements; i += 1) cursor.text(i);
        } catch (thrown) {
          expect(thrown).to.be.instanceOf(CrossdockError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
