import type { InventoryMovementStock } from '../canonical/types.generated.ts';

/** RFC 3339 instant. */
export type Instant = string;
export type StockStatus = InventoryMovementStock['status'];

/** One change of a position; the sum of all is what there is. */
export interface StockChange {
  readonly movementId: string;
  readonly lineNumber: string;
  readonly occurredAt: Instant;
  readonly status: StockStatus;
  /** Below zero: it became less. */
  readonly quantity: string;
}

export const stockStatuses = ['stock-even', 'stock-differs'] as const;

/** How much of an item a warehouse has by all that it told us, by what it may be used for. */
export interface StockPosition {
  /** `stock/<warehouse>/<item>`, with the owner behind it when the stock is not ours. */
  readonly key: string;
  readonly warehouse: string;
  readonly sku: string;
  readonly owner?: string;
  /** UN/ECE Rec 20 unit of every quantity. */
  readonly unit: string;
  readonly quantities: Partial<Readonly<Record<StockStatus, string>>>;
  /** The last changes, oldest first, to tell how much there was a while ago. */
  readonly recent: readonly StockChange[];
  /** Changes that occurred up to here may be missing from `recent`. */
  readonly forgottenUpTo?: Instant;
  /** As of when the last count that was taken against the books was made, by state. */
  readonly countedAt?: Partial<Readonly<Record<StockStatus, Instant>>>;
  /** What the last list of the warehouse said otherwise; absent when it agreed, or none has come. */
  readonly difference?: {
    readonly snapshotId: string;
    readonly statuses: readonly StockStatus[];
    readonly text: string;
  };
  readonly updatedAt: Instant;
}
