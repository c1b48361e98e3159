import type { AgreementBook } from '../../domain/edi/agreement-book.ts';
import { isAdvice } from '../../domain/edi/exchange/advice-verdicts.ts';
import { documentNumber } from '../../domain/edi/exchange/document-number.ts';
import { isAcknowledgement } from '../../domain/edi/guides/select.ts';
import { hasErrors } from '../../domain/edi/problem.ts';
import type {
  Acknowledgement,
  ReceivedGroup,
  ReceivedInterchange,
  ReceivedTransaction,
} from '../../domain/edi/received.ts';
import { receiptVerdict, reconcile } from '../../domain/edi/reconcile.ts';
import { suspend } from '../../domain/edi/suspended.ts';
import type { FlowMessage, NodeContext } from '../../runtime/face.ts';
import { readAdvice } from './advice.ts';
import { fill, followNumber, type LastNumbers } from './gaps.ts';
import { type Rejected, rejection } from './rejection.ts';
import { type Arrived, arrivalOf, digestOf, rememberArrival } from './repeated.ts';
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

/** Sorts one interchange into the outputs. */
export async function readInterchange(interchange: ReceivedInterchange, reading: Reading): Promise<void> {
  const { groups, problems, byteRange } = interchange;
  const reject = rejecting(interchange, reading);
  const arrival = await arrivalIn(interchange, reading);
  const retryWith = Buffer.from(reading.bytes.subarray(byteRange.from, byteRange.to));
  if (arrival.arrived === 'refused') {
    return reject({ problems: [], byteRange, error: arrival.error, retryWith });
  }
  if (arrival.arrived === 'resent') return answerAgain(interchange, arrival.at, reading);
  const ofGroups = new Set(groups.flatMap((group) => group.problems));
  if (hasErrors(problems.filter((problem) => !ofGroups.has(problem)))) {
    const { transactions } = interchange;
    reject({ problems: [...problems, ...transactions.flatMap((one) => one.problems)], byteRange, retryWith });
  } else {
    for (const group of groups) await readGroup(group, interchange, reading);
  }
  await readReceipts(interchange, reading);
  if (arrival.arrived === 'new') acknowledge(interchange, reading);
}

/** A broken interchange is not remembered: the partner sends it again, mended, under the same number. */
async function arrivalIn(interchange: ReceivedInterchange, reading: Reading): Promise<Arrived> {
  const { agreement, envelope, problems } = interchange;
  const { bytes, last, context } = reading;
  if (!agreement || hasErrors(problems)) return { arrived: 'new', key: '' };
  const arrival = await arrivalOf(bytes, interchange, agreement, context);
  if (arrival.arrived !== 'new') return arrival;
  if (arrival.missed) await fill(arrival.missed, agreement, context);
  else {
    const held = await followNumber(envelope, agreement, last, context);
    if (held) return { arrived: 'refused', error: held };
  }
  rememberArrival(bytes, interchange, agreement, arrival.key, context);
  return arrival;
}

/** The partner sent it deliberately once more, as one does who has no acknowledgement. */
function answerAgain(interchange: ReceivedInterchange, at: string, reading: Reading): void {
  const { envelope: ours } = reading.context;
  const { agreement, envelope } = interchange;
  reading.context.stage({
    ...{ kind: 'journal', tenant: ours.tenant, key: ours.key, entry: 'edi-resent' },
    text: `interchange ${envelope.controlNumber} of ${agreement?.agreement ?? ''} came again; it was taken in on ${at} and is only acknowledged once more`,
  });
  acknowledge(interchange, reading, `-${ours.id.slice(-8)}`);
}

const rejecting =
  ({ agreement, envelope }: ReceivedInterchange, { message, bytes, read }: Reading) =>
  (rejected: Omit<Rejected, 'envelope' | 'agreement'>): void => {
    const name = agreement ? { agreement: agreement.agreement } : {};
    read.rejected.push(rejection(message, bytes, { ...name, envelope, ...rejected }));
  };

async function readGroup(
  group: ReceivedGroup,
  interchange: ReceivedInterchange,
  reading: Reading,
): Promise<void> {
  const { problems, transactions } = group;
  const reject = rejecting(interchange, reading);
  if (hasErrors(problems)) {
    const byteRange = rangeOf(transactions) ?? interchange.byteRange;
    reject({ problems: [...problems, ...transactions.flatMap((one) => one.problems)], byteRange });
    return;
  }
  for (const transaction of transactions) {
    if (transaction.accepted && !transaction.suspended) {
      await readAccepted(transaction, interchange, reading);
      continue;
    }
    const { problems: found, byteRange } = transaction;
    const retryWith = suspend(reading.bytes, transaction, group, interchange, reading.context.now());
    reject({ problems: found, byteRange, transaction, ...(retryWith && { retryWith }) });
  }
}

export async function readAccepted(
  transaction: ReceivedTransaction,
  interchange: ReceivedInterchange,
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
async function readReceipts(
  { agreement, acknowledgements }: ReceivedInterchange,
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

function acknowledge(interchange: ReceivedInterchange, reading: Reading, again = ''): void {
  const { receipt, acknowledgement } = interchange;
  if (receipt) answer(receipt, interchange, again, reading);
  if (acknowledgement) answer(acknowledgement, interchange, again, reading);
}

function answer(
  acknowledgement: Acknowledgement,
  interchange: ReceivedInterchange,
  again: string,
  reading: Reading,
): void {
  const { message, bytes, agreements, read } = reading;
  const { agreement, envelope, byteRange, problems } = interchange;
  const path = agreement && agreements.pathOf(agreement);
  if (!agreement || path === null) return;
  const { type, transactions } = acknowledgement;
  const { controlNumber, standard } = envelope;
  // A broken interchange comes again under its number; its answers need names of their own.
  const suffix = hasErrors(problems) ? `-${digestOf(bytes, byteRange).slice(0, 8)}` : again;
  const { canonical: _, ...rest } = message;
  read.acknowledgement.push({
    ...rest,
    agreement: path,
    filename: `${type}-${controlNumber.replace(/[^A-Za-z0-9._-]/g, '_')}${suffix}.edi`,
    edi: { agreement: agreement.agreement, type: `${standard.toLowerCase()}.${type}`, controlNumber },
    payload: transactions.length === 1 ? transactions[0] : transactions,
  });
}

function rangeOf(transactions: readonly ReceivedTransaction[]) {
  const [first] = transactions;
  const last = transactions.at(-1);
  return first && last && { from: first.byteRange.from, to: last.byteRange.to };
}

/** `msg.edi`: where a document comes from, and its type as envelopes name it. */
function sourceOf(
  { json, byteRange, problems }: ReceivedTransaction,
  { envelope, agreement }: ReceivedInterchange,
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
