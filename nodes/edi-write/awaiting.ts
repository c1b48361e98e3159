import type { Agreement } from '../../domain/edi/agreement.ts';
import type { AgreementBook } from '../../domain/edi/agreement-book.ts';
import { answersTo, type Subject, timerOf } from '../../domain/edi/exchange/answers.ts';
import {
  type Awaited,
  awaitedBy,
  documentWords,
  type SentDocument,
  type SentInterchange,
  sentUnder,
} from '../../domain/edi/exchange/sent.ts';
import { CrossdockError } from '../../domain/errors.ts';
import type { FlowMessage, Json, NodeContext } from '../../runtime/face.ts';
import { remembered } from './remembered.ts';

/** Type of the message that comes back when the time of an acknowledgement is over. */
export const dueType = 'edi-acknowledgement-due';

interface Due {
  readonly agreement: string;
  readonly controlNumber: string;
  readonly kind: Awaited;
  readonly dueAt: string;
}

/** Sets a timer for every acknowledgement that the agreement waits for. `controlNumber` may be a token. */
export function awaitAcknowledgements(
  agreement: Agreement,
  controlNumber: string,
  context: NodeContext,
): void {
  const { agreement: name } = agreement;
  for (const { kind, dueAt } of awaitedBy(agreement, context.now())) {
    const payload: Due = { agreement: name, controlNumber, kind, dueAt };
    const id = timerOf(name, { controlNumber, kind });
    context.stage({ kind: 'timer', id, dueAt, type: dueType, key: context.envelope.key, payload });
  }
}

const expected: Readonly<Record<Agreement['standard'], Readonly<Record<Awaited, string>>>> = {
  X12: { interchange: 'TA1', functional: '997 or 999', application: '824' },
  EDIFACT: { interchange: 'CONTRL', functional: 'CONTRL', application: 'APERAK' },
};

/**
 * The time of an acknowledgement is over: raises an exception that names the documents behind it, unless it has come.
 * For answers to the content there is one exception per document.
 */
export async function acknowledgementDue(
  { payload }: FlowMessage,
  agreements: AgreementBook,
  context: NodeContext,
): Promise<void> {
  const due = payload as Due;
  const { controlNumber, kind } = due;
  const sent = await sentUnder(context, due.agreement, controlNumber);
  const agreement = agreements.version(due.agreement, context.now());
  if (!sent || !agreement) return;
  if (kind !== 'application') {
    return raise({ controlNumber, kind }, sent.documents, { due, sent, agreement, context });
  }
  for (const document of sent.documents) {
    const { transaction } = document;
    await raise({ controlNumber, kind, transaction }, [document], { due, sent, agreement, context });
  }
}

interface Overdue {
  readonly due: Due;
  readonly sent: SentInterchange;
  readonly agreement: Agreement;
  readonly context: NodeContext;
}

async function raise(
  subject: Subject,
  documents: readonly SentDocument[],
  { due, sent, agreement, context }: Overdue,
): Promise<void> {
  const { agreement: name, partner, standard, expects } = agreement;
  const { controlNumber, kind, transaction = '' } = subject;
  const { came, note } = await answersTo(context, name, subject);
  if (came) return;
  const exceptionId = context.effectId(`overdue ${controlNumber} ${kind} ${transaction}`);
  context.stage({ kind: 'remember', entry: remembered(note({ answer: 'overdue', exceptionId }), context) });
  const error = new CrossdockError('CD_EDI_ACKNOWLEDGEMENT_OVERDUE', {
    ...{ partner: partner.name ?? partner.id, controlNumber, agreement: name },
    ...{ expected: expected[standard][kind], dueAt: due.dueAt, sentAt: sent.at },
    documents: documents.map(documentWords).join(', '),
  });
  context.stage({
    kind: 'exception',
    exception: {
      ...{ id: exceptionId, kind: 'document', key: documents[0]?.key ?? context.envelope.key },
      error: error.record(),
      ...(expects?.owner !== undefined && { owner: expects.owner }),
      document: { ...due, sentAt: sent.at, documents: documents as unknown as Json },
    },
  });
}
