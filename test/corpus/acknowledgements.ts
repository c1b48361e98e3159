import { answerTo, verdictsIn } from './acknowledge.ts';
import { type Difference, differences } from './differences.ts';
import type { CorpusFile } from './manifest.ts';

/** A difference that a person has judged. */
export interface ExplainedDifference extends Difference {
  readonly reason: string;
}

/** A file and the acknowledgement that the project it comes from expects for it. */
export interface Pair {
  readonly source: string;
  readonly acknowledgement: string;
}

export interface Comparison {
  readonly pair: Pair;
  readonly differences: readonly Difference[];
  /** Whether the differences are those that are on record. */
  readonly explained: boolean;
}

/** `a.source.x12` with `a.res997.x12` or `a.resAck.x12` beside it. */
export function pairsIn(files: readonly CorpusFile[]): readonly Pair[] {
  const paths = new Set(files.map(({ path }) => path));
  return [...paths].flatMap((acknowledgement) => {
    const source = acknowledgement.replace(/\.res(?:997|Ack)\.x12$/, '.source.x12');
    return source !== acknowledgement && paths.has(source) ? [{ source, acknowledgement }] : [];
  });
}

/** Compares what we answer to a source with what its project expects: segment by segment, every element. */
export function compare(
  pair: Pair,
  read: (path: string) => Uint8Array,
  onRecord: readonly ExplainedDifference[] = [],
): Comparison {
  const theirs = verdictsIn(read(pair.acknowledgement));
  const functional = theirs.some((line) => line.startsWith('IK')) ? '999' : '997';
  const found = differences(theirs, answerTo(read(pair.source), functional));
  const judged = onRecord.map(({ reason: _reason, ...difference }) => difference);
  return { pair, differences: found, explained: JSON.stringify(judged) === JSON.stringify(found) };
}

/** How many answers are the same, differ with a reason on record, and differ without. */
export function summaryOf(comparisons: readonly Comparison[]): string {
  const same = comparisons.filter((one) => one.differences.length === 0 && one.explained).length;
  const explained = comparisons.filter((one) => one.explained).length - same;
  const unexplained = comparisons.length - same - explained;
  return `acknowledgements: ${comparisons.length} compared, ${same} the same, ${explained} differ as explained, ${unexplained} unexplained`;
}

/** A difference in lines: `-` theirs, `+` ours. */
export const inLines = (found: readonly Difference[]): string =>
  found
    .flatMap(({ theirs, ours }) => [
      ...theirs.map((line) => `  - ${line}`),
      ...ours.map((line) => `  + ${line}`),
    ])
    .join('\n');
