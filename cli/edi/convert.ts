import type { TransactionJson } from '../../domain/edi/json-form.ts';
import { hasErrors, type Problem } from '../../domain/edi/problem.ts';
import type { Terminal } from '../run-command.ts';
import { type CheckedTransaction, checkFile } from './check-file.ts';
import { harmless } from './harmless.ts';
import { verdicts } from './validate.ts';

/** Prints the transaction sets of a file as JSON, one a line, as edi-read gives them. Returns the exit code. */
export function convert(bytes: Uint8Array, guide: string | undefined, { out, error }: Terminal): number {
  const outside: Problem[] = [];
  let found = false;
  let sound = true;
  const tell = (problems: readonly Problem[]): void => {
    sound &&= !hasErrors(problems);
    for (const { severity, message } of problems)
      if (severity === 'error') error(harmless(`crossdock edi: ${message}`));
  };
  for (const { problems, transactions } of checkFile(bytes, { guide, build: true }, outside)) {
    found = true;
    tell(problems);
    for (const transaction of transactions) {
      tell(transaction.problems);
      out(JSON.stringify(jsonOf(transaction)));
    }
  }
  tell(outside);
  if (!found) return verdicts.notEdi;
  return sound ? verdicts.valid : verdicts.invalid;
}

function jsonOf({ range, group, interchange, segments }: CheckedTransaction): TransactionJson {
  const { type, version, association, controlNumber } = range;
  const { standard, sender, receiver, controlNumber: number, date, time, test } = interchange.envelope;
  return {
    ...{ standard, version, type, controlNumber, ...(association !== undefined && { association }) },
    interchange: { sender, receiver, controlNumber: number, date, time, test },
    ...(group.envelope && { group: group.envelope }),
    segments,
  };
}
