import type { StockSnapshot } from '../../domain/canonical/types.generated.ts';
import { validateCanonical } from '../../domain/canonical/validate.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { knownPositions } from '../../domain/inventory/known-positions.ts';
import { stockKey } from '../../domain/inventory/position.ts';
import { positionWrite } from '../../domain/inventory/writes.ts';
import {
  foundReconciliation,
  reconciliationKey,
  reconciliationWrite,
} from '../../domain/stock-reconciliation/keys.ts';
import { reconcileStockInSteps } from '../../domain/stock-reconciliation/reconcile.ts';
import type { StockBook, StockReconciliation } from '../../domain/stock-reconciliation/types.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { inTurns } from '../in-turns.ts';

export interface Comparing {
  readonly context: NodeContext;
  readonly graceMs: number;
  readonly now: string;
}

/** The list that waited beside the question to the ERP. @throws CD_INVENTORY_SNAPSHOT */
export function snapshotFrom(value: unknown): StockSnapshot {
  const { valid } = validateCanonical('stock-snapshot', value);
  const { snapshotId } = (value ?? {}) as { readonly snapshotId?: unknown };
  if (!valid) {
    const missing = 'form of a stock snapshot: map it before the ERP is asked';
    throw new CrossdockError('CD_INVENTORY_SNAPSHOT', { snapshot: String(snapshotId ?? '?'), missing });
  }
  return value as StockSnapshot;
}

/**
 * Compares the list with our positions and the ERP's book, for each owner by itself; gives the comparisons that are
 * newer than the last.
 *
 * @throws CD_INVENTORY_SNAPSHOT, CD_INVENTORY_UNIT
 */
export async function compared(
  snapshot: StockSnapshot,
  book: StockBook,
  { context, graceMs, now }: Comparing,
): Promise<readonly StockReconciliation[]> {
  const { tenant } = context.envelope;
  const warehouse = snapshot.warehouse.id;
  if (warehouse === undefined || warehouse !== book.warehouse) {
    const missing = `warehouse of the book, ${book.warehouse}: it is of ${warehouse ?? 'none'}`;
    throw new CrossdockError('CD_INVENTORY_SNAPSHOT', { snapshot: snapshot.snapshotId, missing });
  }
  const items = [...snapshot.lines.map(({ item, owner }) => ({ sku: item.sku, owner })), ...book.lines];
  const owners = [...new Set(items.map(({ owner }) => owner))];
  const { positions, versions } = await knownPositions(
    items.flatMap(({ sku, owner }) => (sku === undefined ? [] : [stockKey(warehouse, sku, owner)])),
    context,
  );
  const made: StockReconciliation[] = [];
  for (const owner of owners) {
    const key = reconciliationKey(warehouse, owner);
    const stored = await context.process(tenant, key);
    const before = stored && foundReconciliation(stored);
    const of = { snapshot, warehouse, book, positions, before, graceMs, now };
    const steps = reconcileStockInSteps(owner === undefined ? of : { ...of, owner });
    const result = await inTurns(steps);
    if (!result) continue;
    const { reconciliation } = result;
    context.stage(reconciliationWrite(reconciliation, stored?.version ?? 0, tenant));
    for (const position of result.positions) {
      if (position === positions.get(position.key)) continue;
      context.stage(positionWrite(position, versions.get(position.key) ?? 0, tenant));
      const { difference } = position;
      const text = difference ? `differs: ${difference.text}` : 'agrees again';
      context.stage({
        ...{ kind: 'journal', tenant, key: position.key, entry: 'compared' },
        text: `list ${snapshot.snapshotId} ${text}`,
      });
    }
    tell(reconciliation, before, context);
    made.push(reconciliation);
  }
  return made;
}

/** What is news goes into the history; lists that come every minute and say the same do not. */
function tell(now: StockReconciliation, before: StockReconciliation | null, context: NodeContext): void {
  const said = newsOf(now);
  if (before !== null && said === newsOf(before)) return;
  const { tenant } = context.envelope;
  const text = `list ${now.snapshotId} as of ${now.asOf}: ${said}`;
  context.stage({ kind: 'journal', tenant, key: now.key, entry: 'reconciled', text });
}

function newsOf({ proposals }: StockReconciliation): string {
  const open = proposals.filter(({ state }) => state === 'open');
  if (open.length === 0) return 'nothing to correct';
  const first = open
    .slice(0, 5)
    .map(({ sku, quantity, unit, corrects }) => `${sku} ${quantity} ${unit} (${corrects})`);
  const more = open.length > first.length ? ` and ${open.length - first.length} more` : '';
  return `${first.join(', ')}${more} to correct`;
}
