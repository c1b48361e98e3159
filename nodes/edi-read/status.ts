import type { Agreement } from '../../domain/edi/agreement.ts';
import { answersTo, type Subject, timerOf } from '../../domain/edi/exchange/answers.ts';
import { reportedWords } from '../../domain/edi/exchange/reported-words.ts';
import { type Awaited, documentWords, sentUnder } from '../../domain/edi/exchange/sent.ts';
import { type AnsweredDocument, endsWaitingFor, verdictsOn } from '../../domain/edi/exchange/verdicts.ts';
import type { AcknowledgedStatus, Reconciliation } from '../../domain/edi/reconcile.ts';
import { CrossdockError, type ErrorRecord } from '../../domain/errors.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { remembered } from './remembered.ts';

/** What a partner says about something we sent, for `msg.payload` of the output `status`. */
export interface Status {
  readonly kind: Reconciliation['type'];
  readonly status: AcknowledgedStatus;
  /** Nothing was rejected. */
  readonly accepted: boolean;
  /** Control number of our interchange. */
  readonly reference: string;
  /** Functional identifier of the group, of a 997 or 999. */
  readonly group?: string;
  readonly errors: Reconciliation['errors'];
  /** What the partner names; it may leave out what it accepts. */
  readonly transactions: Reconciliation['transactions'];
  /** All documents of the interchange, each with its verdict; absent when we know nothing of it. */
  readonly documents?: readonly AnsweredDocument[];
  /** It was said before. */
  readonly repeated?: true;
  /** It came after an exception had said that it was overdue. */
  readonly late?: true;
}

export interface Reconciled {
  readonly status: Status;
  /** Why a person has to look at it. */
  readonly error?: ErrorRecord;
}

/** ISA13 has nine digits; partners send numbers back without the zeros. */
const x12Width = 9;

/**
 * Finds the documents behind an acknowledgement, writes the verdict into their history, and ends the waiting for it:
 * timers are called off, exceptions that say it is overdue are closed.
 */
export async function reconciled(
  verdict: Reconciliation,
  agreement: Agreement,
  context: NodeContext,
): Promise<Reconciled> {
  const { type: kind, status, code, errors, transactions } = verdict;
  const reference =
    agreement.standard === 'X12' ? verdict.controlNumber.padStart(x12Width, '0') : verdict.controlNumber;
  const said: Status = {
    ...{ kind, status, accepted: status !== 'rejected' && status !== 'partially-accepted', reference },
    ...(code !== '' && { group: code }),
    ...{ errors, transactions },
  };
  const sent = await sentUnder(context, agreement.agreement, reference);
  if (!sent) {
    const parameters = { type: kind, agreement: agreement.agreement, what: `interchange ${reference}` };
    return { status: said, error: new CrossdockError('CD_EDI_ACKNOWLEDGED_UNKNOWN', parameters).record() };
  }
  const documents = verdictsOn(sent.documents, verdict);
  const { repeated, late } = await endWaiting(verdict, reference, documents, agreement, context);
  if (!repeated) for (const document of documents) journal(document, said, agreement, context);
  const error = rejection({ ...said, documents }, agreement);
  return {
    status: { ...said, documents, ...(repeated && { repeated }), ...(late && { late }) },
    ...(error && { error }),
  };
}

async function endWaiting(
  verdict: Reconciliation,
  controlNumber: string,
  documents: readonly AnsweredDocument[],
  { agreement, expects = {} }: Agreement,
  context: NodeContext,
): Promise<{ readonly repeated: boolean; readonly late: boolean }> {
  const { type: kind, status } = verdict;
  const own: Awaited = kind === 'TA1' || status === 'received' ? 'interchange' : 'functional';
  const implied = endsWaitingFor(verdict).filter((one) => one !== own && expects[one] !== undefined);
  const ended = await Promise.all(
    [own, ...implied].flatMap((awaited) =>
      subjectsOf(awaited, controlNumber, documents).map(async (subject) => ({
        subject,
        answers: await answersTo(context, agreement, subject),
      })),
    ),
  );
  let late = false;
  let news = false;
  for (const { subject, answers } of ended) {
    const { came, exceptions, note } = answers;
    if (came?.status === status && came.kind === kind) continue;
    news ||= subject.kind === own;
    context.stage({ kind: 'remember', entry: remembered(note({ answer: 'came', kind, status }), context) });
    if (came) continue;
    late ||= exceptions.length > 0;
    for (const id of exceptions) {
      context.stage({ kind: 'close-exception', id, reason: `${kind} came: ${status}` });
    }
    if (subject.transaction === undefined) {
      context.stage({ kind: 'cancel-timer', id: timerOf(agreement, subject) });
    }
  }
  return { repeated: !news, late };
}

/** Only what is rejected gets no answer to its content any more; its timer finds that out. */
const subjectsOf = (
  kind: Awaited,
  controlNumber: string,
  documents: readonly AnsweredDocument[],
): readonly Subject[] =>
  kind === 'application'
    ? documents
        .filter(({ status }) => status === 'rejected')
        .map(({ transaction }) => ({ controlNumber, kind, transaction }))
    : [{ controlNumber, kind }];

const verbs: Readonly<Record<AcknowledgedStatus, string>> = {
  accepted: 'accepts',
  'accepted-with-errors': 'accepts with errors',
  'partially-accepted': 'accepts in part',
  rejected: 'rejects',
  received: 'has received',
};

function journal(
  { type, number, key, status, errors, transaction }: AnsweredDocument,
  { kind, reference }: Status,
  { agreement }: Agreement,
  context: NodeContext,
): void {
  const what = number === '' ? type : `${type} ${number}`;
  context.stage({
    ...{ kind: 'journal', tenant: context.envelope.tenant, key, entry: 'edi-acknowledged' },
    text: `${kind} of ${agreement} ${verbs[status]} ${what} in interchange ${reference}`,
    data: { agreement, status, reference, transaction, errors: errors.map((error) => ({ ...error })) },
  });
}

/** Errors named in a sentence; the status holds all. */
const named = 5;

function rejection(
  { kind, reference, documents = [], errors }: Status,
  { agreement, partner }: Agreement,
): ErrorRecord | null {
  const rejected = documents.filter(({ status }) => status === 'rejected');
  if (rejected.length === 0) return null;
  const reported = [...errors, ...rejected.flatMap((document) => document.errors)];
  const words = reported.slice(0, named).map((error) => reportedWords(kind, error));
  const more = reported.length > named ? `; and ${reported.length - named} more` : '';
  return new CrossdockError('CD_EDI_REJECTED_BY_PARTNER', {
    ...{ partner: partner.name ?? partner.id, agreement, type: kind, controlNumber: reference },
    documents: rejected.map(documentWords).join(', '),
    errors: words.length === 0 ? 'it names no error' : words.join('; ') + more,
  }).record();
}
