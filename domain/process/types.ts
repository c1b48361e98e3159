/**
 * The state of one order from receipt to posted invoice, as plain JSON. It is what the ledger stores and the
 * control tower shows. Facts (releases, shipments, goods issues, invoices) are kept as reported; milestones,
 * quantities, automatic holds, billing decision and status are derived from them after every document, so
 * that the order in which documents arrive does not matter.
 */
import type {
  Invoice,
  ItemRef,
  Place,
  Quantity,
  SalesOrder,
  Shipment,
} from '../canonical/types.generated.ts';
import type { Asked } from './asked.ts';
import type { ProcessChange } from './changes/types.ts';
import type { CollectedFor, ConsolidatedPart } from './collected.ts';
import type { Compensation } from './compensation/types.ts';
import type { DocumentType } from './documents.ts';
import type { GoodsReturn } from './goods-return.ts';
import type { Decimal } from './quantity.ts';

export type { DocumentType } from './documents.ts';

/** RFC 3339 instant. */
export type Instant = string;

export const statuses = [
  'new',
  'ordered',
  'released',
  'planned',
  'in-transit',
  'delivered',
  'billable',
  'invoiced',
  'posted',
  'cancelled',
] as const;
export type ProcessStatus = (typeof statuses)[number];

export const milestoneNames = [
  'received',
  'ordered',
  'released',
  'release-confirmed',
  'planned',
  'tender-accepted',
  'picked',
  'packed',
  'shipped',
  'dispatched',
  'arrived',
  'delivered',
  'proof-of-delivery',
  'invoiced',
  'posted',
] as const;
export type MilestoneName = (typeof milestoneNames)[number];

export interface Milestone {
  /** When it happened, as the document says; when several shipments count, the last one. */
  readonly at: Instant;
  /** The message that told us. */
  readonly messageId: string;
}

export const holdCodes = [
  'pod-late',
  'delivery-exception',
  'goods-issue-missing',
  'delivered-before-issue',
  'load-not-planned',
  'quantity-contradiction',
  'delivered-short',
  'document-contradiction',
  'short-not-agreed',
  'substitution-not-agreed',
  'price-mismatch',
  'currency-mismatch',
  'unbilled-after-invoice',
  'return-unsettled',
  'invoice-unmatched',
  'cancelled-goods-shipped',
  'credit-block',
  'manual',
] as const;
export type HoldCode = (typeof holdCodes)[number];

export interface Hold {
  /** Code and cause, unique within the order: `delivery-exception/EV-7`. */
  readonly id: string;
  readonly code: HoldCode;
  /** What happened, in words. */
  readonly reason: string;
  /** Who has to act. */
  readonly owner: string;
  readonly since: Instant;
  /** What ends it, in words. */
  readonly releaseRule: string;
  /** Only this shipment's billing is stopped; the whole order's when absent. */
  readonly shipmentId?: string;
  /** Who placed it; absent when a rule did. */
  readonly placedBy?: string;
  readonly expiresAt?: Instant;
  /** Absent while the hold is open. */
  readonly released?: { readonly at: Instant; readonly by: string; readonly reason: string };
}

/** Decimals in the order line's unit. */
export interface LineQuantities {
  readonly ordered: Decimal;
  readonly released: Decimal;
  readonly picked: Decimal;
  readonly packed: Decimal;
  readonly shipped: Decimal;
  /** Will not be shipped: short picks and cancellations the warehouse closed. */
  readonly short: Decimal;
  readonly delivered: Decimal;
  /** Came back to a warehouse, at most what was delivered; absent while no return has come. */
  readonly returned?: Decimal;
  /** On invoices, those that were taken back too. */
  readonly billed: Decimal;
  /** Given back by credit memos. */
  readonly credited: Decimal;
}

export interface ProcessLine {
  readonly lineNumber: string;
  readonly item: ItemRef;
  readonly unit: string;
  /** What was ordered at first, where changes have made it another quantity; zero of a new line. */
  readonly original?: Decimal;
  readonly quantities: LineQuantities;
  /** Sums per stage as the warehouse reported them; a later stage implies the earlier ones. */
  readonly reported: Readonly<Record<'picked' | 'packed' | 'shipped' | 'short', Decimal>>;
}

export interface ProcessRelease {
  readonly releaseNumber: string;
  /** False while only its confirmation is known. */
  readonly known: boolean;
  readonly warehouse?: Place;
  readonly releasedAt?: Instant;
  readonly shipmentId?: string;
  /** What it holds, with the changes that the warehouse confirmed; absent while it is not known. */
  readonly lines?: readonly { readonly lineNumber: string; readonly quantity: Decimal }[];
  readonly warehouseReference?: string;
  readonly confirmedAt?: Instant;
  readonly messageId: string;
}

export const shipmentMilestones = [
  'tender-accepted',
  'picked-up',
  'dispatched',
  'in-transit',
  'arrived',
  'delivered',
  'proof-of-delivery',
] as const;
export type ShipmentMilestone = (typeof shipmentMilestones)[number];

export interface ProcessShipment {
  /** The shipment number; `pro:…` or `bol:…` while a carrier's event is all we have. */
  readonly id: string;
  /** The TMS's plan; absent until it arrives. */
  readonly plan?: Shipment;
  /** When the plan reached us, and with which message. */
  readonly planned?: Milestone;
  readonly pro?: string;
  readonly bol?: string;
  readonly carrier?: { readonly scac: string; readonly name?: string };
  readonly tender?: 'accepted' | 'rejected';
  readonly milestones: Partial<Readonly<Record<ShipmentMilestone, Milestone>>>;
  readonly proofOfDelivery?: {
    readonly signedBy: string;
    readonly reference?: string;
    readonly messageId: string;
  };
  readonly exceptions: readonly DeliveryException[];
  /** Latest instant at which the carrier said all exceptions were cleared. */
  readonly clearedAt?: Instant;
  readonly accessorials: readonly ReportedAccessorial[];
  /** Pieces the carrier counted; what was shipped counts as delivered when absent. */
  readonly deliveredLines?: readonly { readonly lineNumber: string; readonly quantity: Quantity }[];
}

export interface DeliveryException {
  readonly eventId: string;
  readonly type: 'damage' | 'shortage' | 'refused' | 'delay' | 'other';
  readonly text?: string;
  readonly at: Instant;
}

export interface ReportedAccessorial {
  readonly code: string;
  readonly quantity: Quantity;
  readonly eventId: string;
  readonly messageId: string;
}

/** What one warehouse confirmation says left the warehouse. */
export interface GoodsIssue {
  readonly confirmationId: string;
  readonly messageId: string;
  readonly releaseNumber: string;
  readonly shipmentId?: string;
  readonly bol?: string;
  readonly warehouse: Place;
  readonly at: Instant;
  readonly zone?: string;
  readonly lines: readonly GoodsIssueLine[];
  readonly packages: readonly { readonly sscc: string; readonly packageType?: string }[];
}

export interface GoodsIssueLine {
  readonly lineNumber: string;
  /** What was really shipped. */
  readonly item: ItemRef;
  readonly quantity: Quantity;
  /** Present on a substitution: what was ordered. */
  readonly substitutedFor?: ItemRef;
  readonly lot?: string;
  readonly serials?: readonly string[];
}

/** Sums of an invoice's lines by kind, in its currency. */
export interface ChargedSums {
  readonly freight: Decimal;
  readonly fuel: Decimal;
  readonly accessorial: Decimal;
}

export interface ProcessInvoice {
  readonly invoiceNumber: string;
  readonly kind: 'invoice' | 'debit-memo' | 'credit-memo' | 'pro-forma';
  readonly issuedAt: Instant;
  readonly messageId: string;
  readonly shipmentIds: readonly string[];
  /** Goods issues it bills; absent when it does not say, then all of its shipments. */
  readonly confirmationIds?: readonly string[];
  /** Carrier's events whose extra services it bills. */
  readonly accessorialEventIds: readonly string[];
  readonly currency: string;
  readonly net: Decimal;
  readonly gross: Decimal;
  /** What it charges besides goods: a supplement charges only what comes on top. */
  readonly charged: ChargedSums;
  readonly lines: readonly { readonly lineNumber: string; readonly quantity: Decimal }[];
  /** Of a memo: the document it corrects. */
  readonly relatesTo?: string;
  /** Of a credit memo over a whole invoice: a new invoice follows. */
  readonly rebilled?: true;
  /** Of an invoice over the orders of a period: the document here is this order's part of it. */
  readonly consolidated?: ConsolidatedPart;
  /** A person has it taken back; by which click, where that has an id. */
  readonly asked?: Asked<'rebill' | 'credit'> & { readonly id?: string };
  /** As issued, without the explanations of its lines. */
  readonly document: Invoice;
}

/** An extra service that is not charged to the customer, by rule of the agreement. */
export interface AbsorbedCost {
  /** Carrier's event that reported it. */
  readonly eventId: string;
  /** Net, what the customer would have been charged for it on top of what was charged and absorbed before. */
  readonly amount: Decimal;
  readonly currency: string;
  readonly reason: string;
  readonly at: Instant;
  readonly messageId: string;
}

/** Kept apart from the invoice because the news of the booking may come first. */
export interface Posting {
  readonly invoiceNumber: string;
  readonly system: string;
  readonly documentNumber?: string;
  readonly at: Instant;
  readonly messageId: string;
}

/** That something expected has not come was told: once as a risk, once when it was due. */
export interface Alert {
  /** Of the deadline: `ordered`, `delivered/SH-1`. */
  readonly id: string;
  readonly dueAt: Instant;
  readonly level: 'at-risk' | 'overdue';
  readonly at: Instant;
}

export interface DocumentRecord {
  readonly type: DocumentType;
  readonly id: string;
  readonly messageId: string;
  /** When it was recorded here. */
  readonly at: Instant;
  readonly fingerprint: string;
}

export type Decision = 'bill' | 'hold' | 'wait' | 'done';

export interface Reason {
  readonly code: string;
  readonly text: string;
  /** Who has to act. */
  readonly owner: string;
}

export interface Billing {
  readonly decision: Decision;
  readonly reasons: readonly Reason[];
  /** What a bill would cover now; empty unless the decision is `bill`. */
  readonly shipmentIds: readonly string[];
  /** True when the bill leaves goods of the order to a later one. */
  readonly partial: boolean;
}

export interface OrderProcess {
  /** `<customer id>/<order number>`. */
  readonly key: string;
  readonly status: ProcessStatus;
  readonly billing: Billing;
  readonly erpOrderNumber?: string;
  /** Which ERP has it, where that was told. */
  readonly erp?: string;
  /** As it stands, with the customer's changes. */
  readonly order: SalesOrder;
  /** As it came in; absent while no change has come. */
  readonly original?: SalesOrder;
  readonly changes: readonly ProcessChange[];
  readonly receivedAt: Instant;
  readonly updatedAt: Instant;
  readonly milestones: Partial<Readonly<Record<MilestoneName, Milestone>>>;
  readonly lines: readonly ProcessLine[];
  readonly holds: readonly Hold[];
  readonly releases: readonly ProcessRelease[];
  readonly shipments: readonly ProcessShipment[];
  readonly goodsIssues: readonly GoodsIssue[];
  /** Absent while no goods have come back. */
  readonly returns?: readonly GoodsReturn[];
  /** Last report per warehouse stage. */
  readonly stages: Partial<Readonly<Record<'picked' | 'packed' | 'shipped', Milestone>>>;
  /** SSCCs of packed or shipped packages. */
  readonly packages: readonly string[];
  readonly invoices: readonly ProcessInvoice[];
  readonly absorbed: readonly AbsorbedCost[];
  /** Present while the order waits for the invoice of a period. */
  readonly collected?: CollectedFor;
  readonly postings: readonly Posting[];
  /** What is expected, has not come, and was told; gone when it comes. */
  readonly alerts: readonly Alert[];
  /** Present once what was done for the order is being taken back. */
  readonly compensation?: Compensation;
  readonly documents: readonly DocumentRecord[];
}

export type Outcome =
  /** Taken into the state. */
  | 'recorded'
  /** Seen before, with the same content or effect: nothing changed. */
  | 'duplicate'
  /** Says nothing new, or contradicts what is known; a contradiction worth a look also places a hold. */
  | 'ignored'
  /** Kept, but takes effect only when the document it refers to arrives. */
  | 'deferred';

export interface JournalLine {
  /** `recorded`, `duplicate`, `ignored`, `deferred`, `late`, `contradiction`, `hold`, `released`, `status`. */
  readonly kind: string;
  readonly text: string;
  readonly data?: Readonly<Record<string, string>>;
}

export interface Identifier {
  /** `customer-order`, `erp-order`, `release`, `shipment`, `load`, `pro`, `bol`, `sscc`, `invoice`. */
  readonly scheme: string;
  readonly value: string;
}

export interface Summary {
  readonly status: ProcessStatus;
  readonly customer: string;
  readonly held: boolean;
  readonly updatedAt: Instant;
}

export interface Applied {
  readonly process: OrderProcess;
  readonly outcome: Outcome;
  readonly journal: readonly JournalLine[];
  /** Every number by which this order can be found. */
  readonly identifiers: readonly Identifier[];
  readonly summary: Summary;
}
