import { globSync, readFileSync } from 'node:fs';
import type { Guide } from '../../../../domain/edi/guides/compiled.ts';
import { libraryGuide } from '../../../../domain/edi/guides/load.ts';
import { withDefaults } from '../../../../domain/edi/limits.ts';
import type { Problem } from '../../../../domain/edi/problem.ts';
import { readEnvelopes } from '../../../../domain/edi/read-envelopes.ts';
import { readTransaction } from '../../../../domain/edi/read-transaction.ts';

const folder = new URL('x12-samples/', import.meta.url).pathname;
const limits = withDefaults({});

/** Samples by reference of their guide: `x12/004010/850`. */
export const samples: ReadonlyMap<string, string> = new Map(
  globSync('*/*.edi', { cwd: folder })
    .sort()
    .map((file) => [`x12/${file.replace('.edi', '')}`, readFileSync(folder + file, 'latin1')]),
);

export const sampleOf = (ref: string): string => {
  const text = samples.get(ref);
  if (text === undefined) throw new Error(`no sample of ${ref}`);
  return text;
};

/** All problems of an interchange, its sets read with the guides of the library or the one given. */
export function problemsOf(text: string, given?: Guide): readonly Problem[] {
  const bytes = Buffer.from(text, 'latin1');
  const problems: Problem[] = [];
  for (const event of readEnvelopes(bytes, limits)) {
    if (event.kind === 'problem') problems.push(event.problem);
    if (event.kind === 'interchange-end') problems.push(...event.interchange.problems);
    if (event.kind !== 'transaction') continue;
    const { transaction, interchange } = event;
    const guide = given ?? libraryGuide('X12', transaction.version, transaction.type);
    if (!guide) throw new Error(`no guide for ${transaction.type} ${transaction.version}`);
    const read = readTransaction(bytes, transaction, interchange.dialect, guide, { limits, build: false });
    problems.push(...transaction.problems, ...read.problems);
  }
  return problems;
}

/** A sample with lines replaced or, by `null`, left out, and its segment count put right. */
export function changed(text: string, changes: Readonly<Record<string, string | null>>): string {
  let result = text;
  for (const [from, to] of Object.entries(changes)) {
    if (!result.includes(`${from}~\n`)) throw new Error(`the sample has no ${from}`);
    result = result.replace(`${from}~\n`, to === null ? '' : `${to}~\n`);
  }
  const lines = result.split('\n');
  const count =
    lines.findIndex((line) => line.startsWith('SE*')) - lines.findIndex((line) => line.startsWith('ST*')) + 1;
  return result.replace(/SE\*\d+/, `SE*${count}`);
}

/** A problem as `code segment/id loop element`, without what is not there. */
export const briefly = ({ code, location }: Problem): string =>
  [
    code.replace('CD_EDI_', ''),
    location.segmentId,
    location.loop,
    location.element && [location.element, location.component].filter(Boolean).join('-'),
  ]
    .filter(Boolean)
    .join(' ');
