import { isTakenBack, stepsOf } from '../../domain/process/compensation/steps.ts';
import type { OrderProcess } from '../../domain/process/types.ts';

/** What of an order is taken back in other systems, in the order in which it is; null when nothing is. */
export function compensationView(process: Partial<OrderProcess> | null) {
  const { compensation } = process ?? {};
  if (!process || !compensation) return null;
  // With a compensation it is a whole process: only a run that recorded one writes it.
  const order = process as OrderProcess;
  const { startedAt, because, by, reversals } = compensation;
  const left = stepsOf(order).filter(({ id }) => !reversals.some(({ step }) => step === id));
  return {
    ...{ startedAt, because, by, done: isTakenBack(order) },
    steps: [
      ...reversals.map(({ kind, number, state, askedAt, endedAt = null, reason = null }) => ({
        ...{ kind, number, state, askedAt, endedAt, reason },
      })),
      ...left.reverse().map(({ kind, number }) => ({
        ...{ kind, number, state: 'waiting' as const, askedAt: null, endedAt: null, reason: null },
      })),
    ],
  };
}
