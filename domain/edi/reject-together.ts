import type { Agreement } from './agreement.ts';
import { problemAt } from './problem.ts';
import type { ReceivedGroup, ReceivedTransaction } from './received.ts';

type Level = 'group' | 'interchange';

/** Rejects the sound transaction sets beside a rejected one, where the agreement takes a group or interchange as a whole. */
export function rejectTogether(
  groups: readonly ReceivedGroup[],
  level: Level,
  agreement: Agreement,
): readonly ReceivedGroup[] {
  const all = groups.flatMap(({ transactions }) => transactions);
  return groups.map((group) => rejected(group, all, level, agreement));
}

function rejected(
  group: ReceivedGroup,
  whole: readonly ReceivedTransaction[],
  level: Level,
  { agreement }: Agreement,
): ReceivedGroup {
  const bad = whole.filter(({ accepted }) => !accepted).length;
  if (bad === 0) return group;
  const transactions = group.transactions.map((transaction): ReceivedTransaction => {
    if (!transaction.accepted) return transaction;
    const { json, byteRange, problems } = transaction;
    const { type, controlNumber, standard } = json;
    const place = { byte: byteRange.from, segment: 1, segmentId: standard === 'X12' ? 'ST' : 'UNH' };
    const parameters = { type, controlNumber, level, rejected: bad, count: whole.length, agreement };
    const problem = problemAt('CD_EDI_REJECTED_TOGETHER', place, parameters);
    return { ...transaction, verdict: 'rejected', accepted: false, problems: [...problems, problem] };
  });
  return { ...group, transactions };
}
