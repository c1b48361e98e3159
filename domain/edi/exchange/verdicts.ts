import {
  type AcknowledgedStatus,
  comparableControlNumber,
  type Reconciliation,
  type ReportedError,
} from '../reconcile.ts';
import type { Awaited, SentDocument } from './sent.ts';

/** A document of ours and what the partner says of it. */
export type AnsweredDocument = SentDocument & {
  readonly status: AcknowledgedStatus;
  readonly errors: readonly ReportedError[];
};

/**
 * The verdict on each document of an interchange. A partner names the documents that are wrong and may leave out the
 * others: those are as the whole is, and accepted where only a part is.
 */
export function verdictsOn(
  documents: readonly SentDocument[],
  { status, transactions }: Reconciliation,
): AnsweredDocument[] {
  const named = new Map(transactions.map((one) => [comparableControlNumber(one.controlNumber), one]));
  const others = status === 'partially-accepted' ? 'accepted' : status;
  return documents.map((document) => {
    const verdict = named.get(comparableControlNumber(document.transaction));
    return { ...document, status: verdict?.status ?? others, errors: verdict?.errors ?? [] };
  });
}

/** What need not be waited for any longer; what is rejected gets no further answers. */
export function endsWaitingFor({ type, status }: Reconciliation): readonly Awaited[] {
  if (status === 'rejected') return ['interchange', 'functional', 'application'];
  if (type === 'TA1' || status === 'received') return ['interchange'];
  return status === 'partially-accepted'
    ? ['interchange', 'functional', 'application']
    : ['interchange', 'functional'];
}
