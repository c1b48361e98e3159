import type { GoodsReceiptLine, ItemRef, Quantity } from '../canonical/types.generated.ts';

/** RFC 3339 instant. */
type Instant = string;

/** What a warehouse took in of goods that came back. */
export interface GoodsReturn {
  readonly receiptNumber: string;
  readonly messageId: string;
  readonly at: Instant;
  readonly lines: readonly GoodsReturnLine[];
}

export interface GoodsReturnLine {
  /** Of the order; absent where the warehouse named only the item. */
  readonly orderLine?: string;
  readonly item: ItemRef;
  readonly quantity: Quantity;
  readonly condition: GoodsReceiptLine['condition'];
}
