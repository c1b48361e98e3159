import type {
  ItemRef,
  Money,
  OrderChange,
  OrderResponse,
  Place,
  TimeWindow,
} from '../../canonical/types.generated.ts';
import type { Decimal } from '../quantity.ts';
import type { Instant } from '../types.ts';

export type RefusalReason = NonNullable<OrderResponse['lines'][number]['reason']>;
export type RefusalCode = RefusalReason['code'];

/** What a change wants of one line, or of the order as a whole. */
export interface Wanted {
  readonly quantity?: { readonly value: Decimal; readonly unit: string };
  readonly unitPrice?: Money;
  readonly requestedDelivery?: TimeWindow;
  readonly shipTo?: Place;
  /** Of a new line. */
  readonly item?: ItemRef;
  readonly substitutionAllowed?: boolean;
}

/** A question to a warehouse about one line of one release, or about the release's address. */
export interface AskedRelease {
  readonly requestNumber: string;
  readonly releaseNumber: string;
  /** Quantity of the line in the release before and after; both zero where none changes. */
  readonly from: Decimal;
  readonly to: Decimal;
  /** Picked already, and to go back to stock. */
  readonly restock?: Decimal;
  /** Absent while the warehouse has not answered. */
  readonly answer?: 'confirmed' | 'refused';
}

/** What is decided about a part: `asked` waits for the warehouse, `waiting` for an earlier change. */
export type PartOutcome = 'accepted' | 'accepted-in-part' | 'refused' | 'asked' | 'waiting';

/** One line of a change, or what it says of the order as a whole, and what became of it. */
export interface ChangePart {
  /** Absent: address and date of the whole order. */
  readonly lineNumber?: string;
  readonly action: 'add' | 'change' | 'cancel';
  readonly wanted: Wanted;
  readonly outcome: PartOutcome;
  /** How much is ordered by this part, where it says so and is taken or asked for. */
  readonly quantity?: Decimal;
  readonly reason?: RefusalReason;
  readonly asked?: readonly AskedRelease[];
  /** What it adds to the ordered quantity of its line: all of these and the original are what is ordered. */
  readonly delta: Decimal;
}

/** A customer's change or cancellation with what was decided about each part. */
export interface ProcessChange {
  readonly changeNumber: string;
  readonly sequence?: number;
  readonly changedAt: Instant;
  readonly kind: OrderChange['kind'];
  readonly at: Instant;
  readonly messageId: string;
  readonly reason?: string;
  readonly parts: readonly ChangePart[];
  /** When the last part was decided; absent while one is open. */
  readonly decidedAt?: Instant;
}

export const isTaken = ({ outcome }: Pick<ChangePart, 'outcome'>): boolean =>
  outcome === 'accepted' || outcome === 'accepted-in-part';

export const isDecided = ({ outcome }: Pick<ChangePart, 'outcome'>): boolean =>
  outcome !== 'asked' && outcome !== 'waiting';
