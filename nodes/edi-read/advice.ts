import type { Agreement } from '../../domain/edi/agreement.ts';
import { type AdviceVerdict, adviceVerdicts } from '../../domain/edi/exchange/advice-verdicts.ts';
import { answersTo } from '../../domain/edi/exchange/answers.ts';
import {
  documentWords,
  placeOfDocument,
  type SentDocument,
  sentUnder,
} from '../../domain/edi/exchange/sent.ts';
import type { TransactionJson } from '../../domain/edi/json-form.ts';
import { comparableControlNumber } from '../../domain/edi/reconcile.ts';
import { CrossdockError, type ErrorRecord } from '../../domain/errors.ts';
import type { Json, NodeContext } from '../../runtime/face.ts';
import { remembered } from './remembered.ts';

/** What became of one document of ours, for `msg.payload` of the output `status`. */
export interface Advised {
  readonly kind: AdviceVerdict['kind'];
  readonly status: AdviceVerdict['status'];
  readonly accepted: boolean;
  /** Control number of our interchange; '' when we know nothing of the document. */
  readonly reference: string;
  readonly errors: AdviceVerdict['errors'];
  /** The document with its verdict, as a list like that of a 997; absent when we know nothing of it. */
  readonly documents?: readonly (SentDocument & Pick<AdviceVerdict, 'status' | 'errors'>)[];
  readonly repeated?: true;
  readonly late?: true;
  /** The 824 or APERAK as it came. */
  readonly advice: TransactionJson;
}

interface Found {
  readonly controlNumber: string;
  readonly document: SentDocument;
}

/** The documents that an 824 or APERAK speaks of: what it says goes into their history and ends the waiting for it. */
export async function readAdvice(
  advice: TransactionJson,
  agreement: Agreement,
  context: NodeContext,
): Promise<{ readonly status: Advised; readonly error?: ErrorRecord }[]> {
  const told: { status: Advised; error?: ErrorRecord }[] = [];
  for (const verdict of adviceVerdicts(advice)) {
    const { kind, status, errors } = verdict;
    const said = { kind, status, accepted: status !== 'rejected' && status !== 'partially-accepted', errors };
    const found = await documentOf(verdict, agreement, context);
    if (!found) {
      const what = `document ${[verdict.type, verdict.number || verdict.transaction].join(' ').trim()}`;
      const parameters = { type: kind, agreement: agreement.agreement, what };
      const error = new CrossdockError('CD_EDI_ACKNOWLEDGED_UNKNOWN', parameters).record();
      told.push({ status: { ...said, reference: '', advice }, error });
      continue;
    }
    const { controlNumber, document } = found;
    const marks = await note(verdict, found, agreement, context);
    const documents = [{ ...document, status, errors }];
    const error = said.accepted ? null : rejection(verdict, found, agreement);
    told.push({
      status: { ...said, reference: controlNumber, documents, ...marks, advice },
      ...(error && { error }),
    });
  }
  return told;
}

/** By control numbers, or by the number of the document among what we send. */
async function documentOf(
  { group, transaction, type, number }: AdviceVerdict,
  { agreement, sends }: Agreement,
  context: NodeContext,
): Promise<Found | null> {
  if (group !== '' && transaction !== '') {
    const found = await documentAt(group.padStart(9, '0'), transaction, agreement, context);
    if (found) return found;
  }
  if (number === '') return null;
  for (const one of type === '' ? Object.keys(sends) : [type]) {
    const place = await placeOfDocument(context, agreement, one, number);
    if (place) return documentAt(place.controlNumber, place.transaction, agreement, context);
  }
  return null;
}

async function documentAt(
  controlNumber: string,
  transaction: string,
  agreement: string,
  context: NodeContext,
): Promise<Found | null> {
  const sent = await sentUnder(context, agreement, controlNumber);
  const wanted = comparableControlNumber(transaction);
  const document = sent?.documents.find((one) => comparableControlNumber(one.transaction) === wanted);
  return document ? { controlNumber, document } : null;
}

async function note(
  { kind, status, errors }: AdviceVerdict,
  { controlNumber, document }: Found,
  { agreement }: Agreement,
  context: NodeContext,
): Promise<Pick<Advised, 'repeated' | 'late'>> {
  const { transaction, type, number, key } = document;
  const subject = { controlNumber, kind: 'application', transaction } as const;
  const answers = await answersTo(context, agreement, subject);
  const { came, exceptions } = answers;
  if (came?.status === status && came.kind === kind) return { repeated: true };
  const memory = answers.note({ answer: 'came', kind, status });
  context.stage({ kind: 'remember', entry: remembered(memory, context) });
  context.stage({
    ...{ kind: 'journal', tenant: context.envelope.tenant, key, entry: 'edi-advised' },
    text: `${kind} of ${agreement} says that ${type} ${number || transaction} of interchange ${controlNumber} is ${status}`,
    data: { agreement, status, reference: controlNumber, transaction, errors: errors as unknown as Json },
  });
  if (came) return {};
  for (const id of exceptions) {
    context.stage({ kind: 'close-exception', id, reason: `${kind} came: ${status}` });
  }
  return exceptions.length > 0 ? { late: true } : {};
}

function rejection(
  { kind, errors }: AdviceVerdict,
  { controlNumber, document }: Found,
  { agreement, partner }: Agreement,
): ErrorRecord {
  const words = errors.map(({ code, text }) => `code ${code}${text === '' ? '' : `, ${text}`}`);
  return new CrossdockError('CD_EDI_REJECTED_BY_PARTNER', {
    ...{ partner: partner.name ?? partner.id, agreement, type: kind, controlNumber },
    documents: documentWords(document),
    errors: words.join('; ') || 'it names no error',
  }).record();
}
