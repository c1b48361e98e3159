import type { Finding } from './engine.ts';
import type { CorpusFile } from './manifest.ts';

/** What a person has found to be right for a file, against the first impression. */
export interface Expectation extends Finding {
  readonly reason: string;
}

export interface Judgement {
  readonly file: CorpusFile;
  readonly finding: Finding;
  /** Why the finding cannot be explained; null when it can. */
  readonly unexplained: string | null;
}

/** Codes that a fault must have which a manifest notes in these words. */
const rightCodes: readonly (readonly [RegExp, RegExp])[] = [
  [/missing (?:IEA|GE|SE|UNZ|UNE|UNT)|without UN[TZ]/, /TRAILER_MISSING/],
  [/(?:IEA|GE|SE|UNT|UNE|UNZ)01 \d+!=\d+/, /COUNT_MISMATCH/],
  [/0[25]!=/, /CONTROL_NUMBER_MISMATCH/],
  [/ISA not fixed-width/, /ISA_INVALID|DELIMITERS_INVALID/],
  [/no (?:ISA|UNB) envelope/, /NOT_EDI/],
  [/unterminated tail/, /TRUNCATED/],
  [/bad (?:UNZ|UNT|IEA)/, /UNB_INVALID|ISA_INVALID|CONTROL_NUMBER_INVALID/],
  [/bad tag/, /SEGMENT_ID_INVALID|DELIMITERS_INVALID|ISA_INVALID/],
];

/** A header that cannot be read hides whatever else is wrong. */
const hidesTheRest =
  /ISA_INVALID|UNB_INVALID|NOT_EDI|DELIMITERS_INVALID|CHARSET_UNSUPPORTED|INTERACTIVE_REFUSED/;

/** Compares what the engine made of a file with the manifest, or with what a person has put on record. */
export function judge(file: CorpusFile, finding: Finding, expected: Expectation | undefined): Judgement {
  return { file, finding, unexplained: unexplained(file, finding, expected) };
}

function unexplained(
  { type, verdict, note }: CorpusFile,
  { outcome, codes }: Finding,
  expected: Expectation | undefined,
): string | null {
  if (expected) {
    const same = expected.outcome === outcome && expected.codes.join() === codes.join();
    return same ? null : `expected.json says ${expected.outcome} ${expected.codes.join(', ')}`;
  }
  if (outcome !== 'refused') return verdict === 'invalid' ? 'it is called invalid' : null;
  if (verdict === 'expected' && type === '-') return null;
  if (verdict !== 'invalid') return `it is called ${verdict}`;
  const wanted = rightCodes.filter(([words]) => words.test(note));
  const found = codes.join(' ');
  if (wanted.length === 0) return 'what is wrong with it is not noted';
  if (wanted.some(([, right]) => right.test(found)) || hidesTheRest.test(found)) return null;
  return `the manifest notes: ${note}`;
}
