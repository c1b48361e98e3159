import type { InventoryMovement } from '../../domain/canonical/types.generated.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { knownPositions } from '../../domain/inventory/known-positions.ts';
import { move, sidesOf } from '../../domain/inventory/move.ts';
import { belowZero } from '../../domain/inventory/position.ts';
import { postingOf } from '../../domain/inventory/postings.ts';
import type { StockPosition } from '../../domain/inventory/types.ts';
import { positionWrite } from '../../domain/inventory/writes.ts';
import { fingerprint } from '../../domain/process/fingerprint.ts';
import { checkAccounts } from '../chart-of-accounts.ts';
import type { Stocktaking, Told } from './stocktaking.ts';

/**
 * Takes a movement of stock into our positions, and tells finance of it. One that leaves less than nothing is taken,
 * since it happened, and asks a person, unless nobody has told yet how much there was.
 *
 * @throws CD_INVENTORY_MOVEMENT, CD_INVENTORY_UNIT, CD_INVENTORY_REASON_UNKNOWN, CD_INVENTORY_CONTRADICTED,
 *   CD_POSTING_ACCOUNT
 */
export async function moved(movement: InventoryMovement, stocktaking: Stocktaking): Promise<Told> {
  const { context, rules, now } = stocktaking;
  const { tenant } = context.envelope;
  const { movementId, warehouse } = movement;
  const scope = `inventory-movement:${tenant}`;
  const key = JSON.stringify([warehouse.id, movementId]);
  const digest = fingerprint(movement);
  const before = await context.remembered(scope, key);
  if (before?.digest === digest) return { outcome: 'duplicate' };
  if (before) {
    const parameters = { movement: movementId, warehouse: warehouse.id ?? 'an unknown warehouse' };
    throw new CrossdockError('CD_INVENTORY_CONTRADICTED', parameters);
  }
  const sides = sidesOf(movement, now);
  const known = await knownPositions(
    sides.map((side) => side.key),
    context,
  );
  const posting = postingOf(movement, rules);
  if (posting) checkAccounts(posting, context);
  const after = move(sides, known.positions, now);
  context.stage({ kind: 'remember', entry: { scope, key, digest } });
  for (const position of after.values()) {
    context.stage(positionWrite(position, known.versions.get(position.key) ?? 0, tenant));
    tell(position, known.positions.get(position.key), movement, stocktaking);
  }
  return {
    outcome: 'recorded',
    ...(posting && { made: [['posting', 'stock-posting', posting]] }),
  };
}

function tell(
  position: StockPosition,
  before: StockPosition | undefined,
  { movementId, kind, reason }: InventoryMovement,
  { context, owner }: Stocktaking,
): void {
  const { tenant } = context.envelope;
  const { key, unit, quantities } = position;
  const stock = Object.entries(quantities)
    .map(([status, quantity]) => `${quantity} ${unit} ${status}`)
    .join(', ');
  const why = reason === undefined ? '' : ` (${reason})`;
  context.stage({
    ...{ kind: 'journal', tenant, key, entry: 'moved' },
    text: `${kind} ${movementId}${why}: now ${stock}`,
  });
  // Of what nobody has ever counted, a warehouse may give out more than it told.
  if (!before) return;
  const was = belowZero(before);
  if (belowZero(position).every((status) => was.includes(status))) return;
  const error = new CrossdockError('CD_INVENTORY_BELOW_ZERO', { position: key, movement: movementId, stock });
  const id = context.effectId(`below zero ${key}`);
  context.stage({
    kind: 'exception',
    exception: { id, kind: 'document', key, owner, error: error.record() },
  });
}
