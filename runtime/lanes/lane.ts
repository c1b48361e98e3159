export interface Item {
  readonly id: string;
  readonly sequence: number;
  /** RFC 3339 in UTC; later than now: the lane waits. */
  readonly availableAt: string;
}

/** What is known of the items of one lane. */
export interface Lane<T> {
  readonly name: string;
  /** Known items in order; the first is in work while the lane is busy. */
  readonly items: T[];
  busy: boolean;
  /** The store has more of it after this sequence that reading has passed over; null: it is caught up. */
  behind: number | null;
  /** Items passed over since it is behind. */
  passedOver: number;
}

/** In its place by sequence, but never before what is in work. */
export function insert<T extends Item>({ items, busy }: Lane<T>, item: T): void {
  let at = items.length;
  while (at > (busy ? 1 : 0) && (items[at - 1]?.sequence ?? 0) > item.sequence) at -= 1;
  items.splice(at, 0, item);
}
