import type { AcknowledgedStatus } from '../reconcile.ts';
import { type Awaited, chain, type Memory, type Reader } from './sent.ts';

/** What became of something that was awaited: it came, or its time was over and an exception told so. */
export type Answer =
  | { readonly answer: 'came'; readonly kind: string; readonly status: AcknowledgedStatus }
  | { readonly answer: 'overdue'; readonly exceptionId: string };

/** The answers to one thing so far. */
export interface Answers {
  /** The last one that came; absent while it is awaited. */
  readonly came?: Extract<Answer, { answer: 'came' }>;
  /** Exceptions that were raised because it had not come. */
  readonly exceptions: readonly string[];
  /** The answer as something to remember. */
  readonly note: (answer: Answer) => Memory;
}

/** What is awaited for an interchange; `transaction` when it is awaited for each document. */
export interface Subject {
  readonly controlNumber: string;
  readonly kind: Awaited;
  readonly transaction?: string;
}

/** What came of something awaited, as far as we know. */
export async function answersTo(
  reader: Reader,
  agreement: string,
  { controlNumber, kind, transaction }: Subject,
): Promise<Answers> {
  const scope = `edi-answer:${agreement}`;
  const name = [controlNumber, kind, ...(transaction === undefined ? [] : [transaction])].join(' ');
  const { values, next } = await chain(reader, scope, name);
  const answers = values as readonly Answer[];
  const came = answers.findLast((one) => one.answer === 'came');
  return {
    ...(came && { came }),
    exceptions: answers.flatMap((one) => (one.answer === 'overdue' ? [one.exceptionId] : [])),
    note: (answer) => ({ scope, key: next, value: answer }),
  };
}

/** The timer that waits for it. */
export const timerOf = (agreement: string, { controlNumber, kind }: Subject): string =>
  `edi-due:${agreement}/${controlNumber}/${kind}`;
