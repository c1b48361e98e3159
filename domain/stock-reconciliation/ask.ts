import { CrossdockError } from '../errors.ts';
import type { Instant } from '../inventory/types.ts';
import { pending } from '../process/asked.ts';
import { type CorrectionDecision, undecided } from './decide.ts';
import type { StockReconciliation } from './types.ts';

/** A decision that counts, noted on its proposals. */
export interface AskedCorrections {
  readonly reconciliation: StockReconciliation;
  /** Numbers of those that nobody decided before. */
  readonly numbers: readonly string[];
}

/**
 * Notes that a person has decided, until the decision is carried out: of several at the same time one counts. Null when
 * all of it is decided so, or being carried out, already.
 *
 * @throws CD_STOCK_DECISION as `undecided`, and when another person has decided otherwise
 */
export function askCorrections(
  reconciliation: StockReconciliation,
  decision: CorrectionDecision & { readonly by: string },
  now: Instant,
): AskedCorrections | null {
  const { outcome, by } = decision;
  const numbers = undecided(reconciliation, decision).flatMap(({ number, asked: before }) => {
    const asked = pending(before, now);
    if (!asked) return [number];
    if (asked.outcome === outcome) return [];
    const reason = `${asked.by} has decided to ${asked.outcome} ${number}`;
    throw new CrossdockError('CD_STOCK_DECISION', { reason });
  });
  if (numbers.length === 0) return null;
  const asked = { outcome, by, at: now };
  const proposals = reconciliation.proposals.map((one) =>
    numbers.includes(one.number) ? { ...one, asked } : one,
  );
  return { numbers, reconciliation: { ...reconciliation, proposals } };
}
