import fc from 'fast-check';
import { library } from '../../../../domain/edi/guides/library.ts';
import { loadGuide } from '../../../../domain/edi/guides/load.ts';
import { readInterchanges } from '../../../../domain/edi/read-interchanges.ts';
import { sampleInterchange } from '../../../../domain/edi/sample/sample.ts';
import { ownSamples } from '../../../fuzz/edi.ts';
import { samples } from '../guides/x12-samples.ts';

const now = new Date('2026-01-15T12:00:00Z');
const refs = Object.keys(library).filter((ref) => !/\/(?:dictionary|ta1)$/.test(ref));

/** The first interchange of a sample with each of its transaction sets so many times, under numbers of their own. */
export function repeated(sample: Buffer, times: number): Buffer {
  const [interchange] = readInterchanges(sample);
  const sets = interchange?.groups.flatMap(({ transactions }) => transactions) ?? [];
  const [first] = sets;
  const last = sets.at(-1);
  if (!first || !last) return sample;
  const text = sample.toString('latin1');
  const copies = sets.flatMap(({ from, to, controlNumber }, index) =>
    Array.from({ length: times }, (_, copy) =>
      renumbered(text.slice(from, to), controlNumber, String(1000 * (index + 1) + copy)),
    ),
  );
  return Buffer.from(text.slice(0, first.from) + copies.join('') + text.slice(last.to), 'latin1');
}

/** A transaction set under another number, in header and trailer. */
function renumbered(set: string, before: string, number: string): string {
  const [head, tail] = [set.indexOf(before), set.lastIndexOf(before)];
  if (before === '' || head === tail) return set;
  const [front, body, end] = [
    set.slice(0, head),
    set.slice(head + before.length, tail),
    set.slice(tail + before.length),
  ];
  return front + number + body + number + end;
}

const written = [...ownSamples(), ...[...samples.values()].map((sample) => Buffer.from(sample, 'latin1'))];

/** Interchanges of all types in both syntaxes. */
export const anySample = (): fc.Arbitrary<Buffer> =>
  fc.oneof(
    fc.constantFrom(...written),
    fc
      .record({ ref: fc.constantFrom(...refs), seed: fc.nat(), count: fc.integer({ min: 1, max: 4 }) })
      .map(({ ref, seed, count }) =>
        Buffer.from(sampleInterchange({ guide: loadGuide(ref), count, seed, now }), 'latin1'),
      ),
  );
