import type { StockSnapshot } from '../../domain/canonical/types.generated.ts';
import { compareStockInSteps, keysOf } from '../../domain/inventory/compare.ts';
import { knownPositions } from '../../domain/inventory/known-positions.ts';
import { positionWrite } from '../../domain/inventory/writes.ts';
import { inTurns } from '../in-turns.ts';
import type { Stocktaking, Told } from './stocktaking.ts';

/**
 * Compares a warehouse's list with our positions at its instant. The report says what differs; the correction is
 * proposed, not taken: a flow or a person sends it in as a movement.
 *
 * @throws CD_INVENTORY_SNAPSHOT, CD_INVENTORY_UNIT
 */
export async function compared(snapshot: StockSnapshot, { context, now }: Stocktaking): Promise<Told> {
  const { tenant } = context.envelope;
  const known = await knownPositions(keysOf(snapshot), context);
  const { report, correction, positions } = await inTurns(
    compareStockInSteps(snapshot, known.positions, now),
  );
  for (const position of positions) {
    const { key, difference } = position;
    if (position === known.positions.get(key)) continue;
    context.stage(positionWrite(position, known.versions.get(key) ?? 0, tenant));
    const text = difference
      ? `list ${snapshot.snapshotId} differs: ${difference.text}`
      : `list ${snapshot.snapshotId} agrees again`;
    context.stage({ kind: 'journal', tenant, key, entry: 'compared', text });
  }
  return {
    outcome: 'recorded',
    made: [
      ['difference', 'stock-difference', report],
      ...(correction ? ([['correction', 'inventory-movement', correction]] as const) : []),
    ],
  };
}
