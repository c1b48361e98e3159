import type { InventoryMovement, StockPosting } from '../../domain/canonical/types.generated.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { knownPositions } from '../../domain/inventory/known-positions.ts';
import { stockKey } from '../../domain/inventory/position.ts';
import { type PostingRule, postingOf } from '../../domain/inventory/postings.ts';
import {
  type CorrectionDecision,
  decideCorrections,
  undecided,
} from '../../domain/stock-reconciliation/decide.ts';
import {
  foundReconciliation,
  isReconciliationKey,
  reconciliationWrite,
} from '../../domain/stock-reconciliation/keys.ts';
import type { Proposal } from '../../domain/stock-reconciliation/types.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { checkAccounts } from '../chart-of-accounts.ts';

export interface Deciding {
  readonly context: NodeContext;
  /** How the ERP books corrections of its books. */
  readonly rules: readonly PostingRule[];
  readonly now: string;
}

export interface DecidedNow {
  readonly movements: readonly InventoryMovement[];
  readonly postings: readonly StockPosting[];
  readonly proposals: readonly Proposal[];
}

/**
 * Carries a person's decision on proposed corrections out; one that was carried out before changes nothing.
 *
 * @throws CD_STOCK_DECISION, CD_INVENTORY_REASON_UNKNOWN, CD_POSTING_ACCOUNT
 */
export async function decided(
  decision: CorrectionDecision,
  { context, rules, now }: Deciding,
): Promise<DecidedNow> {
  const { tenant } = context.envelope;
  const { key, reason } = decision;
  const stored = isReconciliationKey(key) ? await context.process(tenant, key) : null;
  if (!stored) throw new CrossdockError('CD_STOCK_DECISION', { reason: `nothing was compared under ${key}` });
  const before = foundReconciliation(stored);
  const { warehouse, owner } = before;
  const keys = undecided(before, decision).map(({ sku }) => stockKey(warehouse, sku, owner));
  const { positions } = await knownPositions(keys, context);
  const {
    reconciliation,
    decided: proposals,
    movements,
    bookings,
  } = decideCorrections(before, decision, positions, now);
  const postings = bookings.flatMap((booking) => postingOf(booking, rules) ?? []);
  for (const posting of postings) checkAccounts(posting, context);
  if (proposals.length > 0) context.stage(reconciliationWrite(reconciliation, stored.version, tenant));
  for (const { number, state } of proposals) {
    const text = `correction ${number} ${state}: ${reason}`;
    context.stage({ kind: 'journal', tenant, key, entry: 'decided', text });
  }
  return { movements, postings, proposals };
}
