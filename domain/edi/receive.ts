import { acknowledge, receiptOf } from './acknowledge.ts';
import { type Agreement, isEffective } from './agreement.ts';
import { byImplementation } from './by-implementation.ts';
import type { Standard } from './dialect.ts';
import type { Group, Identity, Interchange, TransactionRange } from './envelope.ts';
import type { Guide } from './guides/compiled.ts';
import type { GuideFor } from './guides/load.ts';
import { isAcknowledgement, selectGuide } from './guides/select.ts';
import type { TransactionJson } from './json-form.ts';
import { type Limits, withDefaults } from './limits.ts';
import { hasErrors, type Problem, problemAt } from './problem.ts';
import { readInterchanges } from './read-interchanges.ts';
import { readTransaction, withEnvelope } from './read-transaction.ts';
import type {
  OpenedInterchange,
  Received,
  ReceivedGroup,
  ReceivedPart,
  ReceivedTransaction,
  Verdict,
} from './received.ts';
import { wholeOf } from './received.ts';
import { rejectTogether } from './reject-together.ts';

export interface ReceiveContext {
  readonly agreementFor: (sender: Identity, receiver: Identity, standard: Standard) => Agreement | null;
  readonly guideFor: GuideFor;
  /** The guides of an agreement, where they are not those of `guideFor`. */
  readonly guidesOf?: (agreement: Agreement) => GuideFor;
  readonly now: Date;
  readonly limits?: Partial<Limits>;
}

/**
 * Reads a file of interchanges: finds agreements and guides, checks everything, gives each transaction set as
 * JSON with its verdict, and prepares the acknowledgements. Nothing is thrown for any bytes; every fault is a
 * problem at the level it concerns.
 *
 * A transaction set is rejected for an error of its own (unless the agreement accepts with errors), of its group
 * or of its interchange: a broken envelope may hide lost data.
 */
export const receive = (bytes: Uint8Array, context: ReceiveContext): Received =>
  wholeOf(receiveParts(bytes, context));

/**
 * What `receive` gives, piece by piece: each interchange when its envelopes have been read, then its transaction sets one
 * after the other, and at its end what is to be answered. No contents are kept, except of what the agreement takes as a
 * whole. Throws nothing.
 */
export function* receiveParts(bytes: Uint8Array, context: ReceiveContext): Generator<ReceivedPart> {
  const errors: Problem[] = [];
  const limits = withDefaults(context.limits);
  const room = { ofFile: limits.fileProblems };
  for (const interchange of readInterchanges(bytes, limits, errors)) {
    yield* interchangeParts(bytes, interchange, context, limits, room);
  }
  yield { kind: 'end', errors };
}

/** How many problems of contents can still be listed. */
interface Room {
  ofFile: number;
}

function* interchangeParts(
  bytes: Uint8Array,
  interchange: Interchange,
  context: ReceiveContext,
  ofFile: Limits,
  room: Room,
): Generator<ReceivedPart> {
  const { envelope, dialect, from, to, acknowledgements } = interchange;
  const agreement = context.agreementFor(envelope.sender, envelope.receiver, dialect.standard);
  const problems = [...interchange.problems, ...agreementProblems(interchange, agreement, context.now)];
  const limits = { ...ofFile, ...ofTransactions(agreement?.limits) };
  const blocked = hasErrors(problems);
  const guideFor = (agreement && context.guidesOf?.(agreement)) ?? context.guideFor;
  const reading: Reading = { bytes, interchange, agreement, guideFor, limits, room, blocked };
  const opened: OpenedInterchange = {
    ...{ envelope, byteRange: { from, to }, agreement, acknowledgements, isSound: !blocked },
    problems: [...problems, ...interchange.groups.flatMap((group) => group.problems)],
  };
  yield { kind: 'interchange', interchange: opened, envelopes: interchange };
  const groups: ReceivedGroup[] = [];
  for (const { transactions, ...group } of judged(reading)) {
    yield { kind: 'group', group };
    const judgements: ReceivedTransaction[] = [];
    for (const transaction of transactions) {
      judgements.push(withoutContents(transaction));
      yield { kind: 'transaction', transaction };
    }
    groups.push({ ...group, transactions: judgements });
    yield { kind: 'group-end' };
  }
  const received = { ...opened, groups, transactions: groups.flatMap((one) => one.transactions), problems };
  const acknowledgement = agreement ? acknowledge(received, agreement) : null;
  const receipt = agreement ? receiptOf(received, agreement) : null;
  const answers = { ...(acknowledgement && { acknowledgement }), ...(receipt && { receipt }) };
  yield { kind: 'interchange-end', answers };
}

/** An acknowledgement speaks of nothing in a transaction set but its faults. */
const withoutContents = (transaction: ReceivedTransaction): ReceivedTransaction => ({
  ...transaction,
  json: { ...transaction.json, segments: {} },
});

/** A group whose transaction sets may be read only when they are asked for. */
type Judged = Omit<ReceivedGroup, 'transactions'> & { readonly transactions: Iterable<ReceivedTransaction> };

function* judged(reading: Reading): Generator<Judged> {
  const { agreement, interchange } = reading;
  const groups = interchange.groups.map(
    (group): Judged => ({
      ...{ envelope: group.envelope, byteRange: { from: group.from, to: group.to } },
      ...{ declared: group.declared, problems: group.problems },
      transactions: judgedSets(group, reading),
    }),
  );
  const { together = 'transaction' } = agreement?.validation ?? {};
  const whole = (group: Judged): ReceivedGroup => ({ ...group, transactions: [...group.transactions] });
  if (!agreement || together === 'transaction') yield* groups;
  else if (together === 'interchange') yield* rejectTogether(groups.map(whole), together, agreement);
  else for (const group of groups) yield* rejectTogether([whole(group)], together, agreement);
}

function* judgedSets(group: Group, reading: Reading): Generator<ReceivedTransaction> {
  const within = { ...reading, blocked: reading.blocked || hasErrors(group.problems) };
  for (const transaction of group.transactions) yield receiveTransaction(transaction, group, within);
}

interface Reading {
  readonly bytes: Uint8Array;
  readonly interchange: Interchange;
  readonly agreement: Agreement | null;
  readonly guideFor: GuideFor;
  readonly limits: Limits;
  readonly room: Room;
  readonly blocked: boolean;
}

/** Those of an agreement's limits that bound a single transaction set. */
const ofTransactions = ({ segmentLength, elements, problems }: Partial<Limits> = {}): Partial<Limits> => ({
  ...(segmentLength !== undefined && { segmentLength }),
  ...(elements !== undefined && { elements }),
  ...(problems !== undefined && { problems }),
});

const shown = ({ qualifier, id }: Identity): string => (qualifier ? `${id} (${qualifier})` : id);

function agreementProblems(interchange: Interchange, agreement: Agreement | null, now: Date) {
  const { envelope, from, dialect } = interchange;
  const header = dialect.standard === 'X12' ? 'ISA' : 'UNB';
  const place = { byte: from, segment: 0, segmentId: header };
  if (!agreement) {
    const { sender, receiver, standard } = envelope;
    const parties = { standard, sender: shown(sender), receiver: shown(receiver) };
    return [problemAt('CD_EDI_PARTNER_UNKNOWN', place, parties)];
  }
  const problems: Problem[] = [];
  if (!isEffective(agreement, now)) {
    const { from: first, to: last } = agreement.effective;
    const period = last ? `from ${first} to ${last}` : `from ${first}`;
    const parameters = { agreement: agreement.agreement, period, date: now.toISOString().slice(0, 10) };
    problems.push(problemAt('CD_EDI_AGREEMENT_NOT_EFFECTIVE', place, parameters));
  }
  if (envelope.test !== agreement.test) {
    const words = (test: boolean): string => (test ? 'test' : 'production');
    const parameters = {
      found: words(envelope.test),
      expected: words(agreement.test),
      agreement: agreement.agreement,
    };
    problems.push(problemAt('CD_EDI_TEST_INDICATOR', place, parameters));
  }
  return [...problems, ...limitProblems(interchange, agreement)];
}

/** The reader's limits protect the machine; those of the agreement are what was agreed with this partner. */
function limitProblems({ from, to, groups, dialect }: Interchange, { limits = {} }: Agreement): Problem[] {
  const place = { byte: from, segment: 0, segmentId: dialect.standard === 'X12' ? 'ISA' : 'UNB' };
  const transactions = groups.flatMap((group) => group.transactions);
  const segments = transactions.reduce((sum, transaction) => sum + transaction.segments, 0);
  const measured = [
    ['CD_EDI_LIMIT_BYTES', to - from, limits.bytes],
    ['CD_EDI_LIMIT_TRANSACTIONS', transactions.length, limits.transactions],
    ['CD_EDI_LIMIT_SEGMENTS', segments, limits.segments],
  ] as const;
  return measured.flatMap(([code, actual, limit]) =>
    limit !== undefined && actual > limit ? [problemAt(code, place, { actual, limit })] : [],
  );
}

function receiveTransaction(range: TransactionRange, group: Group, reading: Reading): ReceivedTransaction {
  const { bytes, interchange, agreement, guideFor, limits, room, blocked } = reading;
  const { dialect } = interchange;
  const place = { byte: range.from, segment: 1, segmentId: dialect.standard === 'X12' ? 'ST' : 'UNH' };
  const selected = agreement
    ? selectGuide(dialect.standard, range, group, agreement, guideFor, place)
    : { guide: null, problems: [] };
  const listed = Math.max(0, Math.min(limits.problems - range.problems.length, room.ofFile));
  const unknownCodes = agreement?.validation?.unknownCodes ?? 'warn';
  const readBy = (guide: Guide, build: boolean) =>
    readTransaction(bytes, range, dialect, guide, { limits, room: listed, unknownCodes, build });
  const read = selected.guide ? readBy(selected.guide, true) : null;
  room.ofFile -= Math.min(listed, read?.problems.length ?? 0);
  const { implemented } = selected.guide ?? {};
  const ofBody =
    read && implemented && hasErrors(read.problems)
      ? byImplementation(read.problems, readBy(implemented(), false).problems)
      : read?.problems;
  const problems = [...selected.problems, ...withEnvelope(range, ofBody ? { problems: ofBody } : null)];
  problems.sort((a, b) => a.location.byte - b.location.byte);
  const verdict = decide(problems, blocked || !selected.guide, agreement);
  return {
    json: transactionJson(range, group, interchange, selected.guide, read?.segments ?? {}),
    byteRange: { from: range.from, to: range.to },
    problems,
    verdict,
    accepted: verdict !== 'rejected',
    suspended: verdict === 'accepted-with-errors' && agreement?.validation?.errors === 'suspend',
    ...(range.identifier ? { identifier: range.identifier } : {}),
  };
}

/** Accepting with errors is for content only: a wrong count or control number always rejects, and so does a limit. */
function decide(problems: readonly Problem[], blocked: boolean, agreement: Agreement | null): Verdict {
  if (blocked) return 'rejected';
  const errors = problems.filter((problem) => problem.severity === 'error');
  if (errors.length === 0) return 'accepted';
  const tolerant = (agreement?.validation?.errors ?? 'reject') !== 'reject';
  const ofEnvelope = errors.some(({ code }) =>
    /_(CONTROL_NUMBER|COUNT|TRAILER|GROUP|PROBLEMS|LIMIT)_/.test(code),
  );
  return tolerant && !ofEnvelope ? 'accepted-with-errors' : 'rejected';
}

function transactionJson(
  range: TransactionRange,
  group: Group,
  { envelope, dialect }: Interchange,
  guide: Guide | null,
  segments: TransactionJson['segments'],
): TransactionJson {
  const { sender, receiver, controlNumber, date, time, test } = envelope;
  return {
    standard: dialect.standard,
    version: guide && !isAcknowledgement(range.type) ? guide.version : range.version,
    type: range.type,
    controlNumber: range.controlNumber,
    ...(range.association ? { association: range.association } : {}),
    interchange: { sender, receiver, controlNumber, date, time, test },
    ...(group.envelope ? { group: group.envelope } : {}),
    segments,
  };
}
