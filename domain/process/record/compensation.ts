import { isTakenBack, nextStep } from '../compensation/steps.ts';
import type { Reversal } from '../compensation/types.ts';
import type { CompensationRequest, ReversalResult } from '../documents.ts';
import type { JournalLine, OrderProcess } from '../types.ts';
import { contradicted, line, type Recorded, type Recording, recorded, unchanged } from './recording.ts';

/** Begins to take back what was done for an order, the last step first; goes on where a step came after it began. */
export function recordCompensation(
  process: OrderProcess,
  { because, by }: CompensationRequest,
  { at, messageId }: Recording,
): Recorded {
  if (!process.compensation && process.goodsIssues.length > 0) {
    const reason = 'the order cannot be taken back: its goods have left, a return is the way';
    return contradicted(process, `compensation/${messageId}`, reason, at);
  }
  const begun: OrderProcess = {
    ...process,
    compensation: process.compensation ?? { startedAt: at, because, by, messageId, reversals: [] },
  };
  const { process: next, journal } = asked(begun, at);
  if (process.compensation) {
    return journal.length > 0
      ? { process: next, outcome: 'recorded', journal }
      : unchanged(process, 'duplicate', 'the order is being taken back already');
  }
  return recorded(next, `${by} takes the order back: ${because}`, ...journal);
}

/** A step was taken back, or could not be; the one before it is next. What has failed may succeed later. */
export function recordReversal(
  process: OrderProcess,
  { step, done, reason }: ReversalResult,
  { at, messageId }: Recording,
): Recorded {
  const { compensation } = process;
  const known = compensation?.reversals.find((each) => each.step === step);
  if (!compensation || !known) {
    const text = `${step} is said to be taken back, but nobody asked for it`;
    return contradicted(process, `reversal/${step}/${messageId}`, text, at);
  }
  if (known.state === 'reversed') return unchanged(process, 'duplicate', `${step} is taken back already`);
  const { reason: _, ...rest } = known;
  const ended: Reversal = {
    ...rest,
    state: done ? 'reversed' : 'failed',
    endedAt: at,
    ...(done || reason === undefined ? {} : { reason }),
  };
  const reversals = compensation.reversals.map((each) => (each === known ? ended : each));
  const { process: next, journal } = asked({ ...process, compensation: { ...compensation, reversals } }, at);
  const text = done
    ? `${step} is taken back`
    : `${step} could not be taken back: ${reason ?? 'no reason given'}`;
  return recorded(next, text, ...journal);
}

/** The process with its next step asked to be taken back; said when nothing is left. */
function asked(
  process: OrderProcess,
  at: string,
): { readonly process: OrderProcess; readonly journal: readonly JournalLine[] } {
  const { compensation } = process;
  const step = nextStep(process);
  if (!compensation || !step) {
    const journal = isTakenBack(process) ? [line('compensated', 'everything is taken back')] : [];
    return { process, journal };
  }
  const { id, kind, number } = step;
  const reversal: Reversal = { step: id, kind, number, state: 'asked', askedAt: at };
  return {
    process: {
      ...process,
      compensation: { ...compensation, reversals: [...compensation.reversals, reversal] },
    },
    journal: [line('compensating', `${id} is to be taken back`)],
  };
}
