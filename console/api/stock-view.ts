import { foundPosition } from '../../domain/inventory/writes.ts';
import type { StoredProcess } from '../../ledger/ledger.ts';

/** How much of an item a warehouse has, for its own page; the last changes first. */
export function stockView(stored: StoredProcess) {
  const { warehouse, sku, owner = null, unit, quantities, recent, difference = null } = foundPosition(stored);
  return {
    ...{ tenant: stored.tenant, key: stored.key, warehouse, sku, owner, unit, difference },
    quantities: Object.entries(quantities).map(([status, quantity]) => ({ status, quantity })),
    changes: [...recent].reverse().slice(0, mostChanges),
  };
}

const mostChanges = 50;
