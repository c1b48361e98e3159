import type { Agreement } from '../../domain/edi/agreement.ts';
import { libraryGuide } from '../../domain/edi/guides/load.ts';
import type { TransactionJson } from '../../domain/edi/json-form.ts';
import { defaultLimits } from '../../domain/edi/limits.ts';
import { hasErrors, type Problem } from '../../domain/edi/problem.ts';
import { readInterchanges } from '../../domain/edi/read-interchanges.ts';
import { receive } from '../../domain/edi/receive.ts';
import type { ReceivedInterchange } from '../../domain/edi/received.ts';
import { write } from '../../domain/edi/write/write.ts';
import type { Terminal } from '../run-command.ts';
import { agreementOn, type Functional } from './ad-hoc-agreement.ts';
import { verdicts } from './validate.ts';

export interface AckOptions {
  /** `997` for X12 and `CONTRL` for EDIFACT when absent. */
  readonly functional?: Functional | undefined;
  /** Control number of the first acknowledgement; the others follow. */
  readonly controlNumber: number;
  readonly now: Date;
}

/** Prints the acknowledgements that a receiver would send for the interchanges of a file. Returns the exit code. */
export function ack(
  bytes: Uint8Array,
  { functional, controlNumber, now }: AckOptions,
  { out, error }: Terminal,
): number {
  let next = controlNumber;
  let found = false;
  let accepted = true;
  const answer = (transactions: readonly TransactionJson[], agreement: Agreement): void => {
    const numbers = transactions.map((_, index) => String(index + 1));
    const controlNumbers = { interchangeControlNumber: String(next), groupControlNumbers: numbers };
    out(write({ standard: agreement.standard, agreement, transactions, controlNumbers, now }).trimEnd());
    next += 1;
  };
  const errors: Problem[] = [];
  for (const interchange of readInterchanges(bytes, defaultLimits, errors)) {
    found = true;
    const usual = interchange.envelope.standard === 'X12' ? '997' : 'CONTRL';
    const agreement = agreementOn(interchange, functional ?? usual);
    const whole = bytes.subarray(interchange.from, interchange.to);
    const context = { agreementFor: () => agreement, guideFor: libraryGuide, now };
    const [received] = receive(whole, context).interchanges;
    if (!received) continue;
    accepted &&= isAccepted(received);
    const answers = [received.receipt, received.acknowledgement].flatMap((one) => one ?? []);
    if (answers.length === 0) {
      error(`crossdock edi: interchange ${received.envelope.controlNumber} is not acknowledged`);
    }
    for (const { transactions } of answers) answer(transactions, agreement);
  }
  for (const { message } of errors) error(`crossdock edi: ${message}`);
  if (!found) return verdicts.notEdi;
  return accepted && !hasErrors(errors) ? verdicts.valid : verdicts.invalid;
}

const isAccepted = ({ problems, groups, transactions }: ReceivedInterchange): boolean =>
  ![problems, ...groups.map((group) => group.problems)].some(hasErrors) &&
  transactions.every(({ accepted }) => accepted);
