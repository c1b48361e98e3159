import { expect } from 'chai';
import fc from 'fast-check';
import type { Interchange } from '../../../../domain/edi/envelope.ts';
import { levels, type TransactionRange } from '../../../../domain/edi/envelope.ts';
import type { ReadTransaction } from '../../../../domain/edi/envelope-event.ts';
import type { Guide } from '../../../../domain/edi/guides/compiled.ts';
import { libraryGuide } from '../../../../domain/edi/guides/load.ts';
import { defaultLimits } from '../../../../domain/edi/limits.ts';
import { readInterchanges } from '../../../../domain/edi/read-interchanges.ts';
import { SegmentCursor } from '../../../../domain/edi/segment-cursor.ts';
import { tagOf } from '../../../../domain/edi/tag.ts';
import { TransactionReader } from '../../../../domain/edi/transaction-reader.ts';
import { asCrossdockError } from '../../../../domain/errors.ts';
import { damaged, ownSamples } from '../../../fuzz/edi.ts';

interface Outcome {
  readonly read: ReadTransaction | string;
  /** Segments that a run went past, of all. */
  readonly passed: number;
  readonly segments: number;
}

/** Reads a transaction set with runs, or with a close look at every segment. */
function read(
  bytes: Buffer,
  { dialect }: Interchange,
  range: TransactionRange,
  guide: Guide,
  { runs, build = true }: { readonly runs: boolean; readonly build?: boolean },
): Outcome {
  const cursor = new SegmentCursor(bytes, { ...dialect, from: range.from }, defaultLimits, range.to);
  const body = new TransactionReader(cursor, guide, { limits: defaultLimits, build });
  const trailer = tagOf(levels[dialect.standard].transaction.trailer);
  let passed = 0;
  try {
    cursor.next();
    for (;;) {
      const before = cursor.count;
      if (runs) passed += body.run(before) - before;
      if (!cursor.next() || cursor.tag === trailer) break;
      body.segment(cursor.count);
    }
    return { read: body.end(cursor.count), passed, segments: cursor.count };
  } catch (thrown) {
    return { read: asCrossdockError(thrown, 'test').code, passed, segments: cursor.count };
  }
}

type Visit = (interchange: Interchange, range: TransactionRange, guide: Guide) => void;

function eachSet(bytes: Buffer, visit: Visit): void {
  for (const interchange of readInterchanges(bytes)) {
    for (const range of interchange.groups.flatMap(({ transactions }) => transactions)) {
      const guide = libraryGuide(interchange.dialect.standard, range.version, range.type);
      if (guide) visit(interchange, range, guide);
    }
  }
}

describe('a run past sound segments', () => {
  it('finds nothing else than a close look at every segment, in damaged samples', () => {
    fc.assert(
      fc.property(damaged(ownSamples()), fc.boolean(), (bytes, build) => {
        eachSet(bytes, (interchange, range, guide) => {
          const run = read(bytes, interchange, range, guide, { runs: true, build });
          const close = read(bytes, interchange, range, guide, { runs: false, build });
          expect(JSON.stringify(run.read)).to.equal(JSON.stringify(close.read));
        });
      }),
      { numRuns: 400 },
    );
  });

  for (const [index, bytes] of ownSamples().entries()) {
    it(`goes past most segments of sample ${index + 1} unless it is of faults`, () => {
      eachSet(bytes, (interchange, range, guide) => {
        const { read: found, passed, segments } = read(bytes, interchange, range, guide, { runs: true });
        if (typeof found === 'string' || found.problems.length > 0 || segments < 5) return;
        expect(passed / segments).to.be.greaterThan(0.7);
      });
    });
  }
});
