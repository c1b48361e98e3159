import { hasErrors, type Problem } from '../../domain/edi/problem.ts';
import type { Answers, ReceivedGroup, ReceivedTransaction } from '../../domain/edi/received.ts';
import { alone, suspend } from '../../domain/edi/suspended.ts';
import {
  acknowledge,
  answerAgain,
  arrivalIn,
  type Reading,
  readAccepted,
  readReceipts,
  refuse,
  rejecting,
} from './interchange.ts';
import type { ArrivedInterchange, Part } from './parts.ts';

type Group = Omit<ReceivedGroup, 'transactions'>;

/** What is done with the pieces of one interchange. */
interface Sorting {
  readonly transaction: (transaction: ReceivedTransaction, group: Group) => Promise<void> | void;
  readonly groupEnd: (group: Group) => void;
  readonly end: (answers: Answers) => Promise<void> | void;
}

/** Sorts what is in a file into the outputs. Gives what is wrong outside of any interchange. */
export async function sortParts(
  parts: Iterable<Part> | AsyncIterable<Part>,
  reading: Reading,
): Promise<readonly Problem[]> {
  let sorting = passedOver;
  let group: Group = { envelope: null, byteRange: { from: 0, to: 0 }, declared: 0, problems: [] };
  for await (const part of parts) {
    if (part.kind === 'interchange') sorting = await sortingOf(part.interchange, reading);
    else if (part.kind === 'group') ({ group } = part);
    else if (part.kind === 'transaction') await sorting.transaction(part.transaction, group);
    else if (part.kind === 'group-end') sorting.groupEnd(group);
    else if (part.kind === 'interchange-end') await sorting.end(part.answers);
    else return part.errors;
  }
  return [];
}

const passedOver: Sorting = { transaction() {}, groupEnd() {}, end() {} };

async function sortingOf(interchange: ArrivedInterchange, reading: Reading): Promise<Sorting> {
  const { byteRange } = interchange;
  const arrival = await arrivalIn(interchange, reading);
  if (arrival.arrived === 'refused') {
    const retryWith = bytesOf(interchange, reading);
    const { error, exceptionId } = arrival;
    rejecting(interchange, reading)({ problems: [], byteRange, error, exceptionId, retryWith });
    refuse(interchange, arrival.error, reading);
    // Under its own number the partner waits for an answer.
    const isNew = error.code === 'CD_EDI_CONTENT_REPEATED';
    return isNew
      ? { ...passedOver, end: (answers) => acknowledge(interchange, answers, reading) }
      : passedOver;
  }
  if (arrival.arrived === 'resent') {
    return { ...passedOver, end: (answers) => answerAgain(interchange, answers, arrival, reading) };
  }
  const sorting = interchange.isSound ? bySet(interchange, reading) : asWhole(interchange, reading);
  return {
    ...sorting,
    async end(answers) {
      await sorting.end(answers);
      await readReceipts(interchange, reading);
      const isTold = reading.message.isAcknowledged === true;
      if (arrival.arrived === 'new' && !isTold) acknowledge(interchange, answers, reading);
    },
  };
}

/** An interchange that is wrong itself is rejected with everything in it. */
function asWhole(interchange: ArrivedInterchange, reading: Reading): Sorting {
  const found: Problem[] = [...interchange.problems];
  return {
    transaction: ({ problems }) => void found.push(...problems),
    groupEnd() {},
    end() {
      const { byteRange } = interchange;
      const retryWith = bytesOf(interchange, reading);
      rejecting(interchange, reading)({ problems: found, byteRange, retryWith });
    },
  };
}

/** Transaction sets go on or are rejected one by one; those of a group that is wrong itself are rejected with it. */
function bySet(interchange: ArrivedInterchange, reading: Reading): Sorting {
  const reject = rejecting(interchange, reading);
  let found: Problem[] = [];
  let range: { from: number; to: number } | null = null;
  return {
    async transaction(transaction, group) {
      const { problems, byteRange, accepted, suspended } = transaction;
      if (hasErrors(group.problems)) {
        found.push(...problems);
        range = { from: range?.from ?? byteRange.from, to: byteRange.to };
      } else if (accepted && !suspended) await readAccepted(transaction, interchange, reading);
      else {
        const retryWith = suspend(reading.bytes, transaction, group, interchange, reading.context.now());
        reject({ problems, byteRange, transaction, ...(retryWith && { retryWith }) });
      }
    },
    groupEnd({ problems, byteRange }) {
      if (!hasErrors(problems)) return;
      const retryWith = alone(reading.bytes, byteRange, interchange);
      reject({
        problems: [...problems, ...found],
        byteRange: range ?? interchange.byteRange,
        retryWith,
        isAcknowledged: true,
      });
      [found, range] = [[], null];
    },
    end() {},
  };
}

/** Of the file's own bytes, which nobody changes: an interchange may be most of a large file. */
const bytesOf = ({ byteRange }: ArrivedInterchange, { bytes }: Reading): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset + byteRange.from, byteRange.to - byteRange.from);
