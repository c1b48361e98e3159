import type { InterchangeEnvelope } from '../../domain/edi/envelope.ts';
import { atMost, type Problem } from '../../domain/edi/problem.ts';
import type { ReceivedTransaction } from '../../domain/edi/received.ts';
import type { Suspended } from '../../domain/edi/suspended.ts';
import { CrossdockError, type ErrorRecord, errorTable } from '../../domain/errors.ts';
import type { FlowMessage } from '../../runtime/face.ts';
import { excerptOf } from './content.ts';

/** Problems in one message: more than anybody reads, less than weighs on the ledger. */
const shownProblems = 1000;

/** What was not accepted and where it stands in the file. */
export interface Rejected {
  readonly problems: readonly Problem[];
  readonly byteRange: { readonly from: number; readonly to: number };
  readonly envelope?: InterchangeEnvelope;
  readonly transaction?: ReceivedTransaction;
  /** Name of the agreement; absent when none fits. */
  readonly agreement?: string;
  /** What a retry gives back to the node, where that is not the whole file. */
  readonly retryWith?: Suspended | Buffer;
  /** The partner has been told: a retry of this part acknowledges nothing. */
  readonly isAcknowledged?: true;
  /** Instead of the first problem's, where the fault is in no place of the file. */
  readonly error?: CrossdockError;
  /** The exception is to have, so that it can be released. */
  readonly exceptionId?: string | undefined;
}

/** The message for the output `rejected`: everything a person needs to decide or to ask the partner. */
export function rejection(message: FlowMessage, bytes: Uint8Array, rejected: Rejected): FlowMessage {
  const {
    problems,
    byteRange,
    envelope,
    transaction,
    agreement,
    error,
    exceptionId,
    retryWith,
    isAcknowledged,
  } = rejected;
  const { canonical: _, ...rest } = message;
  const record = error?.record() ?? recordOf(problems);
  const shown = atMost(shownProblems, problems);
  const found = error ? [asProblem(error), ...shown] : shown;
  return {
    ...rest,
    error: record,
    ...(exceptionId !== undefined && { exceptionId }),
    ...(retryWith && {
      retryWith: { ...rest, payload: retryWith, ...(isAcknowledged && { isAcknowledged }) },
    }),
    payload: {
      problems: found,
      ...(agreement !== undefined && { agreement }),
      ...(envelope && { interchange: envelope }),
      ...(transaction && { type: transaction.json.type, controlNumber: transaction.json.controlNumber }),
      byteRange,
      content: excerptOf(bytes, byteRange.from, byteRange.to),
    },
  };
}

const asProblem = ({ code, message, remedy }: CrossdockError) => ({
  ...{ code, severity: 'error' as const, message, remedy },
});

/** The first error of a list as a record; it says how many more there are. */
function recordOf(problems: readonly Problem[]): ErrorRecord {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors.length > 0 ? errors : problems;
  if (!first) {
    const reason = 'a document was rejected without a problem';
    return new CrossdockError('CD_INTERNAL', { where: 'edi read', reason }).record();
  }
  const { code, message, remedy } = first;
  const { retry, fault } = errorTable[code];
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return { code, message: `${message}${more}`, remedy, retry, fault, parameters: {} };
}
