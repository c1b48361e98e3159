import { type GuideFor, libraryGuide, loadGuide } from '../../domain/edi/guides/load.ts';
import { hasErrors, type Problem } from '../../domain/edi/problem.ts';
import { readStream } from '../../domain/edi/read-stream.ts';
import { withEnvelope } from '../../domain/edi/read-transaction.ts';
import type { Terminal } from '../run-command.ts';
import { type CheckedTransaction, type CheckOptions, checkFile } from './check-file.ts';
import { harmless } from './harmless.ts';

/** Exit codes of `crossdock edi validate`. */
export const verdicts = { valid: 0, invalid: 1, notEdi: 2 } as const;

interface Counts {
  interchanges: number;
  transactions: number;
  valid: number;
  invalid: number;
  withoutGuide: number;
  errors: number;
  warnings: number;
}

type Told = Pick<CheckedTransaction, 'range' | 'group' | 'interchange' | 'guide' | 'problems'>;

/** Who is told of a file's contents as they are checked. */
interface Report {
  transaction(transaction: Told): void;
  envelope(problems: readonly Problem[], controlNumber: string | null): void;
  summary(counts: Counts, outcome: keyof typeof verdicts): void;
}

type Options = Omit<CheckOptions, 'build'> & { readonly json: boolean };

/** Counts what a report is told. */
class Tally {
  readonly #counts: Counts = {
    ...{ interchanges: 0, transactions: 0, valid: 0, invalid: 0, withoutGuide: 0, errors: 0, warnings: 0 },
  };
  readonly #report: Report;

  constructor(json: boolean, terminal: Terminal) {
    this.#report = json ? jsonReport(terminal) : humanReport(terminal);
  }

  interchange(): void {
    this.#counts.interchanges += 1;
  }

  envelope(problems: readonly Problem[], controlNumber: string | null): void {
    this.#count(problems);
    this.#report.envelope(problems, controlNumber);
  }

  transaction(transaction: Told): void {
    const counts = this.#counts;
    counts.transactions += 1;
    counts[hasErrors(transaction.problems) ? 'invalid' : 'valid'] += 1;
    if (!transaction.guide) counts.withoutGuide += 1;
    this.#count(transaction.problems);
    this.#report.transaction(transaction);
  }

  /** Sums up and gives the exit code. */
  end(): number {
    const counts = this.#counts;
    const outcome = counts.interchanges === 0 ? 'notEdi' : counts.errors > 0 ? 'invalid' : 'valid';
    this.#report.summary(counts, outcome);
    return verdicts[outcome];
  }

  #count(problems: readonly Problem[]): void {
    for (const { severity } of problems) this.#counts[severity === 'error' ? 'errors' : 'warnings'] += 1;
  }
}

/** Checks a file and tells what is wrong, for people or as one JSON object a line. Returns the exit code. */
export function validate(bytes: Uint8Array, { json, ...options }: Options, terminal: Terminal): number {
  const tally = new Tally(json, terminal);
  const outside: Problem[] = [];
  for (const checked of checkFile(bytes, { ...options, build: false }, outside)) {
    tally.interchange();
    tally.envelope(checked.problems, checked.interchange.envelope.controlNumber);
    for (const transaction of checked.transactions) tally.transaction(transaction);
  }
  tally.envelope(outside, null);
  return tally.end();
}

/** As `validate`, for a file of any length as it comes: what is wrong with an envelope is told when it ends. */
export async function validateStream(
  parts: AsyncIterable<Uint8Array>,
  { json, guide }: Options,
  terminal: Terminal,
): Promise<number> {
  const tally = new Tally(json, terminal);
  const named = guide === undefined ? null : loadGuide(guide);
  const guideFor: GuideFor = (...sought) => named ?? libraryGuide(...sought);
  for await (const event of readStream(parts, { guideFor, build: false })) {
    if (event.kind === 'problem') tally.envelope([event.problem], null);
    else if (event.kind === 'interchange-start') tally.interchange();
    else if (event.kind === 'transaction') {
      const { transaction: range, group, interchange, read } = event;
      const found = read && guideFor(interchange.dialect.standard, range.version, range.type);
      tally.transaction({ range, group, interchange, guide: found, problems: withEnvelope(range, read) });
    } else if (event.kind === 'group-end') {
      tally.envelope(event.group.problems, event.interchange.envelope.controlNumber);
    } else if (event.kind === 'interchange-end') {
      tally.envelope(event.interchange.problems, event.interchange.envelope.controlNumber);
    }
  }
  return tally.end();
}

function humanReport({ out }: Terminal): Report {
  const tell = ({ severity, code, message, remedy, location }: Problem): void => {
    out(`  ${severity === 'error' ? 'error  ' : 'warning'} ${code} at byte ${location.byte}`);
    out(`          ${harmless(message)}`);
    out(`          → ${harmless(remedy)}`);
  };
  return {
    transaction({ range, guide, problems }) {
      const stands = hasErrors(problems) ? 'invalid' : 'valid';
      const by = guide ? `by ${guide.ref}` : 'in its envelope; we have no guide for its contents';
      out(harmless(`${range.type} ${range.controlNumber} (${range.version}): ${stands} ${by}`));
      for (const problem of problems) tell(problem);
    },
    envelope(problems, controlNumber) {
      if (problems.length === 0) return;
      out(controlNumber === null ? 'outside of any interchange:' : harmless(`interchange ${controlNumber}:`));
      for (const problem of problems) tell(problem);
    },
    summary({ interchanges, transactions, valid, invalid, withoutGuide, errors, warnings }, outcome) {
      if (outcome === 'notEdi') return out('no interchange was found');
      const unguided = withoutGuide > 0 ? `, ${withoutGuide} without a guide` : '';
      out(
        `${interchanges} interchange(s), ${transactions} transaction set(s): ${valid} valid, ${invalid} invalid${unguided}; ${errors} error(s), ${warnings} warning(s)`,
      );
    },
  };
}

function jsonReport({ out }: Terminal): Report {
  const tell = (value: object): void => out(JSON.stringify(value));
  return {
    transaction({ range, group, interchange, guide, problems }) {
      const { type, version, association, controlNumber, from, to, segments } = range;
      tell({
        interchange: interchange.envelope.controlNumber,
        ...(group.envelope && { group: group.envelope.controlNumber }),
        ...{ type, version, ...(association !== undefined && { association }), controlNumber },
        ...{ byteRange: { from, to }, segments, guide: guide?.ref ?? null },
        ...{ valid: !hasErrors(problems), problems },
      });
    },
    envelope(problems, controlNumber) {
      if (problems.length > 0) tell({ interchange: controlNumber, problems });
    },
    summary(counts, outcome) {
      tell({ summary: { outcome, ...counts } });
    },
  };
}
