import { refusalOf } from '../../domain/edi/acknowledge.ts';
import type { AgreementBook } from '../../domain/edi/agreement-book.ts';
import { isAdvice } from '../../domain/edi/exchange/advice-verdicts.ts';
import { documentNumber } from '../../domain/edi/exchange/document-number.ts';
import { isAcknowledgement } from '../../domain/edi/guides/select.ts';
import { hasErrors } from '../../domain/edi/problem.ts';
import type {
  Acknowledgement,
  Answers,
  OpenedInterchange,
  ReceivedTransaction,
} from '../../domain/edi/received.ts';
import { receiptVerdict, reconcile } from '../../domain/edi/reconcile.ts';
import type { CrossdockError } from '../../domain/errors.ts';
import type { FlowMessage, NodeContext } from '../../runtime/face.ts';
import { readAdvice } from './advice.ts';
import { fill, followNumber, type LastNumbers, releaseWaiting } from './gaps.ts';
import type { ArrivedInterchange } from './parts.ts';
import { type Rejected, rejection } from './rejection.ts';
import { type Arrived, arrivalOf, rememberArrival, renumberedOf } from './repeated.ts';
import { reconciled } from './status.ts';

/** Messages by output, in the order of the file. */
export interface Read {
  readonly transaction: FlowMessage[];
  readonly acknowledgement: FlowMessage[];
  readonly rejected: FlowMessage[];
  readonly status: FlowMessage[];
}

export interface Reading {
  readonly message: FlowMessage;
  readonly bytes: Uint8Array;
  readonly agreements: AgreementBook;
  readonly last: LastNumbers;
  readonly context: NodeContext;
  readonly read: Read;
}

/** A broken interchange is not remembered: the partner sends it again, mended, under the same number. */
export async function arrivalIn(interchange: ArrivedInterchange, reading: Reading): Promise<Arrived> {
  const { agreement, envelope, problems } = interchange;
  const { last, context } = reading;
  if (!agreement || hasErrors(problems)) return { arrived: 'new', key: '' };
  const arrival = await arrivalOf(interchange, agreement, context);
  if (arrival.arrived !== 'new') return arrival;
  if (arrival.missed) await fill(arrival.missed, agreement, context);
  else {
    const held = await followNumber(envelope, agreement, last, context);
    if (held) return { arrived: 'refused', error: held.told, exceptionId: held.exceptionId };
  }
  await releaseWaiting(envelope, agreement, context);
  rememberArrival(interchange, agreement, arrival.key, context);
  return (await renumberedOf(interchange, agreement, context)) ?? arrival;
}

/** The partner sent it deliberately once more, as one does who has no acknowledgement. */
export function answerAgain(
  interchange: ArrivedInterchange,
  answers: Answers,
  { at, as }: { readonly at: string; readonly as?: string },
  reading: Reading,
): void {
  const { envelope: ours } = reading.context;
  const { agreement, envelope } = interchange;
  reading.context.stage({
    ...{ kind: 'journal', tenant: ours.tenant, key: ours.key, entry: 'edi-resent' },
    text: `interchange ${envelope.controlNumber} of ${agreement?.agreement ?? ''} came again; it was taken in on ${at}${as === undefined ? '' : ` as ${as}`} and is only acknowledged once more`,
  });
  acknowledge(interchange, answers, reading, `-${ours.id.slice(-8)}`);
}

export const rejecting =
  ({ agreement, envelope }: ArrivedInterchange, { message, bytes, read }: Reading) =>
  (rejected: Omit<Rejected, 'envelope' | 'agreement'>): void => {
    const name = agreement ? { agreement: agreement.agreement } : {};
    read.rejected.push(rejection(message, bytes, { ...name, envelope, ...rejected }));
  };

export async function readAccepted(
  transaction: ReceivedTransaction,
  interchange: OpenedInterchange,
  { message, context, read }: Reading,
): Promise<void> {
  const { json } = transaction;
  const { canonical: _, ...rest } = message;
  const common = { ...rest, edi: sourceOf(transaction, interchange) };
  const { agreement } = interchange;
  if (!agreement) return;
  if (isAdvice(json.type)) {
    for (const { status, error } of await readAdvice(json, agreement, context)) {
      read.status.push({ ...common, payload: status, ...(error && { error }) });
    }
    return;
  }
  if (!isAcknowledgement(json.type)) {
    read.transaction.push({ ...common, payload: json });
    return;
  }
  const { status, error } = await reconciled(reconcile(json), agreement, context);
  read.status.push({ ...common, payload: status, ...(error && { error }) });
}

/** TA1 segments: verdicts on interchanges of ours. */
export async function readReceipts(
  { agreement, acknowledgements }: OpenedInterchange,
  { message, context, read }: Reading,
): Promise<void> {
  if (!agreement) return;
  const { canonical: _, ...rest } = message;
  for (const receipt of acknowledgements) {
    const { status, error } = await reconciled(receiptVerdict(receipt), agreement, context);
    const edi = { agreement: agreement.agreement, type: 'x12.TA1' };
    read.status.push({ ...rest, edi, payload: status, ...(error && { error }) });
  }
}

/** Prepares the answers for edi write; `again` tells their names from those that were sent before. */
export function acknowledge(
  interchange: ArrivedInterchange,
  { receipt, acknowledgement }: Answers,
  reading: Reading,
  again = '',
): void {
  if (receipt) answer(receipt, interchange, again, reading);
  if (acknowledgement) answer(acknowledgement, interchange, again, reading);
}

/** Tells the partner that a number came before with other content, which only a TA1 can say. */
export function refuse(interchange: ArrivedInterchange, error: CrossdockError, reading: Reading): void {
  const { agreement, digest } = interchange;
  if (error.code !== 'CD_EDI_CONTROL_NUMBER_DUPLICATE' || !agreement) return;
  const receipt = refusalOf(interchange, error, agreement);
  if (receipt) answer(receipt, interchange, `-${digest.slice(0, 8)}`, reading);
}

function answer(
  acknowledgement: Acknowledgement,
  interchange: ArrivedInterchange,
  again: string,
  reading: Reading,
): void {
  const { message, agreements, read } = reading;
  const { agreement, envelope, digest, problems } = interchange;
  const path = agreement && agreements.pathOf(agreement);
  if (!agreement || path === null) return;
  const { type, transactions } = acknowledgement;
  const { controlNumber, standard } = envelope;
  // A broken interchange comes again under its number; its answers need names of their own.
  const suffix = hasErrors(problems) ? `-${digest.slice(0, 8)}` : again;
  const { canonical: _, ...rest } = message;
  read.acknowledgement.push({
    ...rest,
    agreement: path,
    filename: `${type}-${controlNumber.replace(/[^A-Za-z0-9._-]/g, '_')}${suffix}.edi`,
    edi: { agreement: agreement.agreement, type: `${standard.toLowerCase()}.${type}`, controlNumber },
    payload: transactions.length === 1 ? transactions[0] : transactions,
  });
}

/** `msg.edi`: where a document comes from, and its type as envelopes name it. */
function sourceOf(
  { json, byteRange, problems }: ReceivedTransaction,
  { envelope, agreement }: OpenedInterchange,
) {
  return {
    ...(agreement && { agreement: agreement.agreement }),
    type: `${json.standard.toLowerCase()}.${json.type}`,
    number: documentNumber(json),
    controlNumber: envelope.controlNumber,
    ...(json.group && { group: json.group.controlNumber }),
    transaction: json.controlNumber,
    byteRange,
    ...(problems.length > 0 && { problems }),
  };
}
