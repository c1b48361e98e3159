import type { Instant, StockStatus } from '../inventory/types.ts';
import type { Asked } from '../process/asked.ts';

/** What the ERP's books say of one warehouse: what there is, and the documents that made it so. */
export interface StockBook {
  readonly warehouse: string;
  readonly readAt: Instant;
  /** Documents from here on are all named. */
  readonly since: Instant;
  readonly lines: readonly BookLine[];
  readonly documents: readonly BookDocument[];
  /** Items that were booked while this was read: lines and documents may not belong together. */
  readonly unsettled: readonly string[];
}

export interface BookLine {
  readonly sku: string;
  readonly owner?: string;
  /** Below zero, or in a document: it became less. */
  readonly quantity: string;
  /** UN/ECE Rec 20. */
  readonly unit: string;
}

export interface BookDocument {
  readonly number: string;
  /** Number of the movement that it books, alone or behind the warehouse and a colon. */
  readonly reference: string;
  readonly bookedAt: Instant;
  /** Who booked it. */
  readonly by: string;
  readonly lines: readonly BookLine[];
}

/** What is told of one item by the list, by all movements before, and by the ERP. */
export interface ReconciledLine {
  readonly sku: string;
  readonly unit: string;
  /** By the warehouse's list, all states together; null: it is not listed. */
  readonly listed: string | null;
  /** By all movements up to the instant of the list; null when that is too long ago to tell. */
  readonly told: string | null;
  /** By all movements when this was compared, in all states: what the ERP has, what is on the way and what it lacks. */
  readonly toldByNow?: string;
  /** By the ERP. */
  readonly booked: string;
  /** On the way: told or approved and not booked yet, less what is booked and not told yet. */
  readonly inFlight: string;
  /** What the ERP should have, less what it has, when all that is on the way has arrived. */
  readonly unbooked: string;
  /** Since when the oldest movement that was told has waited for the books too long; absent when none has. */
  readonly lateSince?: Instant;
  /** What has been on the way for too long, and what the ERP booked of itself, in words. */
  readonly remarks: readonly string[];
}

export const proposalStates = ['open', 'approved', 'refused', 'obsolete'] as const;

/** One correction that a person may approve: of what we know of the warehouse, or of the ERP's books. */
export interface Proposal {
  readonly number: string;
  /** `stock`: becomes a movement as the list has it, and is booked like any other. `book`: is booked in the ERP alone. */
  readonly corrects: 'stock' | 'book';
  readonly sku: string;
  readonly status: StockStatus;
  /** Below zero: becomes less. */
  readonly quantity: string;
  readonly unit: string;
  /** Of the same stock at the instant of the list, as it was told when this was proposed; of corrections of stock. */
  readonly told?: string;
  readonly why: string;
  /** Instant of the first list that it was proposed for. */
  readonly openedAt?: Instant;
  readonly state: (typeof proposalStates)[number];
  readonly asked?: Asked<'approve' | 'refuse'>;
  readonly decidedAt?: Instant;
  /** By whom and why. */
  readonly reason?: string;
}

/** A correction on its way into the books: it counts as if it had arrived. */
export type Approved = Pick<Proposal, 'number' | 'corrects' | 'sku' | 'status' | 'quantity' | 'unit'> & {
  /** Instant of the list it comes from. */
  readonly asOf: Instant;
};

export const reconciliationStatuses = ['stock-to-decide', 'stock-reconciled'] as const;

/** The last comparison of one warehouse's stock, of one owner, with what is open of it. */
export interface StockReconciliation {
  readonly key: string;
  readonly warehouse: string;
  /** Absent: the stock is ours. */
  readonly owner?: string;
  readonly snapshotId: string;
  /** Of the list. */
  readonly asOf: Instant;
  /** When the ERP was read. */
  readonly readAt: Instant;
  readonly comparedAt: Instant;
  /** Items that were compared. */
  readonly items: number;
  /** Items of which something differs or is on the way, the first of them. */
  readonly lines: readonly ReconciledLine[];
  /** False when more differ than are kept. */
  readonly complete: boolean;
  readonly proposals: readonly Proposal[];
  readonly approved: readonly Approved[];
  /** The last decisions of earlier lists, newest first. */
  readonly decided: readonly Proposal[];
}
