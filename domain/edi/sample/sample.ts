import { CrossdockError } from '../../errors.ts';
import type { Agreement } from '../agreement.ts';
import type { Guide } from '../guides/compiled.ts';
import type { TransactionJson } from '../json-form.ts';
import { write } from '../write/write.ts';
import { Random } from './random.ts';
import { SampleBody, Unlucky } from './sample-body.ts';

export interface SampleRequest {
  readonly guide: Guide;
  readonly count: number;
  /** The same seed makes the same documents. */
  readonly seed: number;
  readonly now: Date;
}

/** Documents are made, written and checked; one that breaks a rule of the guide is made anew, with less in it. */
const attempts = 400;
const densities = [0.25, 0.15, 0.05, 0];

const identities = {
  X12: { partner: { id: 'RECEIVER', qualifier: 'ZZ' }, own: { id: 'SENDER', qualifier: 'ZZ' } },
  EDIFACT: {
    partner: { id: '4098765000002', qualifier: '14' },
    own: { id: '4012345000009', qualifier: '14' },
  },
} as const;

const agreementFor = ({ standard, type, version }: Guide): Agreement => ({
  ...{ agreement: 'sample', version: '1.0.0', effective: { from: '2000-01-01' }, standard },
  ...{ ...identities[standard], test: true, tenant: 'sample', receives: {}, sends: { [type]: { version } } },
  ...{ acknowledge: { functional: 'none' }, controlNumbers: { interchange: 'sample' } },
  delimiters: { newlines: true },
});

/**
 * An interchange of sample documents that a guide allows, its rules included.
 *
 * @throws CD_EDI_SAMPLE_IMPOSSIBLE when none is found
 */
export function sampleInterchange({ guide, count, seed, now }: SampleRequest): string {
  const agreement = agreementFor(guide);
  const written = (transactions: readonly Sample[]): string =>
    write({
      ...{ standard: guide.standard, agreement, transactions, now, guideFor: () => guide },
      controlNumbers: { interchangeControlNumber: '1' },
    });
  const random = new Random(seed);
  const made = Array.from({ length: count }, () => sampleOf(guide, random, (one) => written([one])));
  return written(made);
}

type Sample = Pick<TransactionJson, 'type' | 'version' | 'segments'>;

function sampleOf(guide: Guide, random: Random, check: (sample: Sample) => void): Sample {
  let reason = 'it has no segments';
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const density = densities[attempt % densities.length] ?? 0;
    try {
      const segments = new SampleBody(guide, random, density).make();
      const sample = { type: guide.type, version: guide.version, segments };
      check(sample);
      return sample;
    } catch (thrown) {
      const isExpected = thrown instanceof Unlucky || thrown instanceof CrossdockError;
      if (!isExpected) throw thrown;
      reason = thrown.message;
    }
  }
  throw new CrossdockError('CD_EDI_SAMPLE_IMPOSSIBLE', { guide: guide.ref, attempts, reason });
}
