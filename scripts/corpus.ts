/** `npm run corpus -- DIR`: what the EDI engine makes of every file of a folder with a MANIFEST.tsv. Exit 1 when something is unexplained. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findingOf } from '../test/corpus/engine.ts';
import { type Expectation, type Judgement, judge } from '../test/corpus/judge.ts';
import { readManifest } from '../test/corpus/manifest.ts';
import { tableOf } from '../test/corpus/table.ts';

const [folder = ''] = process.argv.slice(2);
const manifest = join(folder, 'MANIFEST.tsv');
if (!existsSync(manifest)) {
  console.error(
    `corpus: there is no ${manifest}\n  → npm run corpus -- FOLDER, a folder with files and their MANIFEST.tsv`,
  );
  process.exit(2);
}
const record = new URL('../test/corpus/expected.json', import.meta.url);
const expected = JSON.parse(readFileSync(record, 'utf8')) as Readonly<Record<string, Expectation>>;
const files = readManifest(readFileSync(manifest, 'utf8'));
const judgements = files.map((file): Judgement => {
  try {
    return judge(file, findingOf(readFileSync(join(folder, file.path))), expected[file.path]);
  } catch (thrown) {
    return {
      file,
      finding: { outcome: 'refused', codes: [] },
      unexplained: `it made the engine throw: ${thrown}`,
    };
  }
});

const unexplained = judgements.filter((one) => one.unexplained !== null);
console.log(tableOf(judgements));
for (const { file, finding, unexplained: why } of unexplained) {
  console.log(`\nunexplained: ${file.path}\n  ${finding.outcome} ${finding.codes.join(', ')}; ${why}`);
}
process.exit(unexplained.length === 0 ? 0 : 1);
