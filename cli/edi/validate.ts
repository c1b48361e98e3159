import { hasErrors, type Problem } from '../../domain/edi/problem.ts';
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

/** Who is told of a file's contents as they are checked. */
interface Report {
  transaction(transaction: CheckedTransaction): void;
  envelope(problems: readonly Problem[], controlNumber: string | null): void;
  summary(counts: Counts, outcome: keyof typeof verdicts): void;
}

/** Checks a file and tells what is wrong, for people or as one JSON object a line. Returns the exit code. */
export function validate(
  bytes: Uint8Array,
  options: Omit<CheckOptions, 'build'> & { readonly json: boolean },
  terminal: Terminal,
): number {
  const report = options.json ? jsonReport(terminal) : humanReport(terminal);
  const counts: Counts = {
    ...{ interchanges: 0, transactions: 0, valid: 0, invalid: 0, withoutGuide: 0, errors: 0, warnings: 0 },
  };
  const count = (problems: readonly Problem[]): void => {
    for (const { severity } of problems) counts[severity === 'error' ? 'errors' : 'warnings'] += 1;
  };
  const outside: Problem[] = [];
  for (const checked of checkFile(bytes, { ...options, build: false }, outside)) {
    counts.interchanges += 1;
    count(checked.problems);
    report.envelope(checked.problems, checked.interchange.envelope.controlNumber);
    for (const transaction of checked.transactions) {
      counts.transactions += 1;
      counts[hasErrors(transaction.problems) ? 'invalid' : 'valid'] += 1;
      if (!transaction.guide) counts.withoutGuide += 1;
      count(transaction.problems);
      report.transaction(transaction);
    }
  }
  count(outside);
  report.envelope(outside, null);
  const outcome = counts.interchanges === 0 ? 'notEdi' : counts.errors > 0 ? 'invalid' : 'valid';
  report.summary(counts, outcome);
  return verdicts[outcome];
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
