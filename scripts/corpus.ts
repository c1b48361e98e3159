/**
 * `npm run corpus -- DIR`: what the EDI engine makes of every file of a folder with a MANIFEST.tsv, whether what it reads
 * is written as it was, and how it answers where the folder has answers. Exit 1 when something is unexplained.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as acknowledgements from '../test/corpus/acknowledgements.ts';
import { findingOf } from '../test/corpus/engine.ts';
import { type Expectation, type Judgement, judge } from '../test/corpus/judge.ts';
import { readManifest } from '../test/corpus/manifest.ts';
import * as roundTrips from '../test/corpus/round-trip.ts';
import { tableOf } from '../test/corpus/table.ts';

const [folder = ''] = process.argv.slice(2);
const manifest = join(folder, 'MANIFEST.tsv');
if (!existsSync(manifest)) {
  console.error(
    `corpus: there is no ${manifest}\n  → npm run corpus -- FOLDER, a folder with files and their MANIFEST.tsv`,
  );
  process.exit(2);
}

const read = (path: string): Uint8Array => readFileSync(join(folder, path));
function onRecord<T>(name: string): Readonly<Record<string, T>> {
  return JSON.parse(readFileSync(new URL(`../test/corpus/${name}`, import.meta.url), 'utf8'));
}

const expected = onRecord<Expectation>('expected.json');
const files = readManifest(readFileSync(manifest, 'utf8'));
const judgements = files.map((file): Judgement => {
  try {
    return judge(file, findingOf(read(file.path)), expected[file.path]);
  } catch (thrown) {
    return {
      file,
      finding: { outcome: 'refused', codes: [] },
      unexplained: `it made the engine throw: ${thrown}`,
    };
  }
});
const trips = files.flatMap(({ path }) =>
  roundTrips.roundTripsOf(read(path)).map((trip) => ({ ...trip, path })),
);
const answers = onRecord<readonly acknowledgements.ExplainedDifference[]>('expected-acknowledgements.json');
const comparisons = acknowledgements
  .pairsIn(files)
  .map((pair) => acknowledgements.compare(pair, read, answers[pair.acknowledgement]));

const unexplained = [
  ...judgements.flatMap(({ file: { path }, finding, unexplained: why }) =>
    why === null ? [] : [`${path}\n  ${finding.outcome} ${finding.codes.join(', ')}; ${why}`],
  ),
  ...trips.flatMap(({ path, outcome, reason }) => (outcome === 'differs' ? [`${path}\n  ${reason}`] : [])),
  ...comparisons.flatMap(({ pair, explained, differences }) =>
    explained ? [] : [`${pair.acknowledgement}\n${acknowledgements.inLines(differences)}`],
  ),
];
console.log(tableOf(judgements));
console.log(`\n${roundTrips.summaryOf(trips)}\n${acknowledgements.summaryOf(comparisons)}`);
for (const one of unexplained) console.log(`\nunexplained: ${one}`);
process.exit(unexplained.length === 0 ? 0 : 1);
