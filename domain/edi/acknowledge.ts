import type { CrossdockError } from '../errors.ts';
import type { Agreement } from './agreement.ts';
import { buildContrl } from './edifact/contrl.ts';
import { isAcknowledgement } from './guides/select.ts';
import { hasErrors, problemOf } from './problem.ts';
import type { Acknowledgement, OpenedInterchange, ReceivedInterchange } from './received.ts';
import { buildTa1 } from './x12/ack-ta1.ts';
import { buildFunctional } from './x12/functional-ack.ts';

/**
 * The TA1 of an X12 interchange: as the agreement says always, never, or where it is wanted: the sender asked for it
 * (ISA14), or the envelope is not sound. An interchange of nothing but TA1 gets none.
 */
export function receiptOf(
  { envelope, problems, groups, acknowledgements }: Omit<ReceivedInterchange, 'acknowledgement'>,
  { acknowledge: { interchange = 'wanted' } }: Agreement,
): Acknowledgement | null {
  if (envelope.standard !== 'X12' || interchange === 'never') return null;
  if (groups.length === 0 && acknowledgements.length > 0) return null;
  const wanted = envelope.acknowledgementRequested || hasErrors(problems);
  return interchange === 'always' || wanted
    ? { type: 'TA1', transactions: [buildTa1(envelope, problems)] }
    : null;
}

/** The TA1 that rejects an X12 interchange for an error that shows only beside others: its number came before. */
export function refusalOf(
  { envelope, byteRange }: Pick<OpenedInterchange, 'envelope' | 'byteRange'>,
  error: CrossdockError,
  { acknowledge: { interchange = 'wanted' } }: Agreement,
): Acknowledgement | null {
  if (envelope.standard !== 'X12' || interchange === 'never') return null;
  const problem = problemOf(error, { byte: byteRange.from, segment: 0, segmentId: 'ISA' });
  return { type: 'TA1', transactions: [buildTa1(envelope, [problem])] };
}

/**
 * The acknowledgements an agreement asks for. An acknowledgement is never acknowledged. A broken X12 interchange
 * gets none: a 997 or 999 speaks of functional groups, and which groups were meant is no longer certain.
 */
export function acknowledge(
  received: Omit<ReceivedInterchange, 'acknowledgement'>,
  agreement: Agreement,
): Acknowledgement | null {
  const { functional } = agreement.acknowledge;
  if (functional === 'none') return null;
  const { transactions, groups, problems } = received;
  if (functional === 'CONTRL') {
    const onlyAcknowledgements =
      transactions.length > 0 && transactions.every(({ json }) => isAcknowledgement(json.type));
    return onlyAcknowledgements ? null : { type: 'CONTRL', transactions: [buildContrl(received)] };
  }
  if (hasErrors(problems)) return null;
  const acknowledged = groups.flatMap((group) => {
    if (!group.envelope || group.envelope.code === 'FA') return [];
    return [buildFunctional(functional, group, group.envelope, agreement)];
  });
  return acknowledged.length > 0 ? { type: functional, transactions: acknowledged } : null;
}
