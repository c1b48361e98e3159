import type { InventoryMovement, StockSnapshot } from '../../../domain/canonical/types.generated.ts';
import { move, sidesOf } from '../../../domain/inventory/move.ts';
import type { StockPosition } from '../../../domain/inventory/types.ts';
import { decideCorrections } from '../../../domain/stock-reconciliation/decide.ts';
import { reconcileStock } from '../../../domain/stock-reconciliation/reconcile.ts';
import type { BookDocument, StockReconciliation } from '../../../domain/stock-reconciliation/types.ts';

export const warehouse = 'WH-1';
export const sku = 'NW-1';
export const unit = 'CT';
const start = Date.parse('2026-03-16T00:00:00Z');
export const minute = (count: number): string => new Date(start + count * 60_000).toISOString();

/** Something that moved: at a minute, so many cartons. */
export interface Moved {
  readonly id: string;
  readonly at: number;
  readonly cartons: number;
}

export const movementOf = ({ id, at, cartons }: Moved): InventoryMovement => ({
  ...{ movementId: id, kind: 'adjustment', occurredAt: minute(at), warehouse: { id: warehouse } },
  lines: [
    {
      ...{ lineNumber: '1', item: { sku }, quantity: { value: String(Math.abs(cartons)), unit } },
      [cartons < 0 ? 'from' : 'to']: { status: 'available' },
    },
  ],
});

/** A warehouse, what it has told so far, and what the ERP has booked so far. */
export class WarehouseAndErp {
  readonly positions = new Map<string, StockPosition>();
  readonly documents: BookDocument[] = [];
  /** Items that the ERP books while it is read. */
  unsettled: readonly string[] = [];
  reconciliation: StockReconciliation | null = null;
  /** What approving sent on its way. */
  readonly sent: { readonly movements: InventoryMovement[]; readonly bookings: InventoryMovement[] } = {
    movements: [],
    bookings: [],
  };
  private lists = 0;

  tell(movement: InventoryMovement): void {
    for (const [key, position] of move(sidesOf(movement, minute(1000)), this.positions, minute(1000)))
      this.positions.set(key, position);
  }

  book(reference: string, cartons: number, at: number, by = 'CROSSDOCK'): void {
    const lines = [{ sku, unit, quantity: String(cartons) }];
    const number = String(4_900_000_000 + this.documents.length);
    this.documents.push({ number, reference, by, bookedAt: minute(at), lines });
  }

  get available(): string {
    return this.positions.get(`stock/${warehouse}/${sku}`)?.quantities.available ?? '0';
  }

  list(cartons: number, at: number): StockSnapshot {
    this.lists += 1;
    return {
      ...{ snapshotId: `L${this.lists}`, asOf: minute(at), warehouse: { id: warehouse } },
      lines: [{ item: { sku }, status: 'available', quantity: { value: String(cartons), unit } }],
    };
  }

  /** Compares with the ERP as it is read at a minute; false when the list decides nothing any more. */
  compare(snapshot: StockSnapshot, at: number, graceMinutes = 15): boolean {
    const booked = this.documents
      .flatMap(({ lines }) => lines)
      .reduce((sum, line) => sum + Number(line.quantity), 0);
    const lines = this.documents.length === 0 ? [] : [{ sku, unit, quantity: String(booked) }];
    const result = reconcileStock({
      ...{ snapshot, warehouse, positions: this.positions, before: this.reconciliation },
      book: {
        warehouse,
        readAt: minute(at),
        since: minute(-1000),
        lines,
        documents: this.documents,
        unsettled: this.unsettled,
      },
      ...{ graceMs: graceMinutes * 60_000, now: minute(at) },
    });
    if (!result) return false;
    this.reconciliation = result.reconciliation;
    for (const position of result.positions) this.positions.set(position.key, position);
    return true;
  }

  get open(): readonly (readonly [corrects: string, quantity: string])[] {
    return (this.reconciliation?.proposals ?? [])
      .filter(({ state }) => state === 'open')
      .map(({ corrects, quantity }) => [corrects, quantity]);
  }

  get openNumbers(): readonly string[] {
    const open = this.reconciliation?.proposals.filter(({ state }) => state === 'open') ?? [];
    return open.map(({ number }) => number);
  }

  /** Of the first proposal. */
  numberOf(corrects: 'stock' | 'book'): string {
    return this.reconciliation?.proposals.find((one) => one.corrects === corrects)?.number ?? 'none';
  }

  decide(outcome: 'approve' | 'refuse', numbers?: readonly string[]): readonly string[] {
    const before = this.reconciliation;
    if (!before) throw new Error('nothing was compared');
    const proposals = numbers ?? before.proposals.map(({ number }) => number);
    const decision = { key: before.key, proposals, outcome, reason: 'counted again' };
    const result = decideCorrections(before, decision, this.positions, minute(500));
    this.reconciliation = result.reconciliation;
    this.sent.movements.push(...result.movements);
    this.sent.bookings.push(...result.bookings);
    return result.decided.map(({ state }) => state);
  }
}
