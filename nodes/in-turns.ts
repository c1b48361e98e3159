import { setImmediate as othersTurn } from 'node:timers/promises';
import type { Steps } from '../domain/inventory/steps.ts';

/** The result of work in steps; between two of them everything else that is due in this process gets its turn. */
export async function inTurns<Result>(steps: Steps<Result>): Promise<Result> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await othersTurn();
  }
}
