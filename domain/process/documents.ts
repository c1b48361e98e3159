import type {
  GoodsReceipt,
  Invoice,
  Money,
  OrderChange,
  OrderRelease,
  SalesOrder,
  Shipment,
  ShipmentEvent,
  WarehouseConfirmation,
} from '../canonical/types.generated.ts';
import type { ConsolidatedPart } from './collected.ts';
import type { HoldCode, Instant } from './types.ts';

/** The ERP has created the order. */
export interface ErpConfirmation {
  readonly orderNumber: string;
  readonly erpOrderNumber: string;
  /** Which ERP says so, as the site names systems. */
  readonly system?: string;
  /** The ERP's number of what it decided later; the same number again is a repetition, whatever came between. */
  readonly decisionNumber?: string;
  readonly confirmedAt?: Instant;
  /** `blocked` raises the hold credit-block, `clear` releases it. */
  readonly creditStatus?: 'clear' | 'blocked';
  /** Prices as the ERP took them; one that differs from the order's raises the hold price-mismatch. */
  readonly lines?: readonly { readonly lineNumber: string; readonly unitPrice: Money }[];
}

/** The warehouse has taken the release. */
export interface ReleaseConfirmed {
  readonly releaseNumber: string;
  readonly orderNumber?: string;
  readonly warehouseReference?: string;
  readonly confirmedAt?: Instant;
}

/** The warehouse's answer to a question about a release that it has. */
export interface ReleaseChangeAnswer {
  readonly requestNumber: string;
  readonly releaseNumber?: string;
  /** What is said of every line that `lines` does not name. */
  readonly accepted: boolean;
  readonly reason?: string;
  readonly answeredAt?: Instant;
  readonly lines?: readonly {
    readonly lineNumber: string;
    readonly accepted: boolean;
    readonly reason?: string;
  }[];
}

/** What was done for an order is to be taken back. */
export interface CompensationRequest {
  readonly because: string;
  readonly by: string;
}

/** Whether a step could be taken back. */
export interface ReversalResult {
  /** `release/4711-1`. */
  readonly step: string;
  readonly done: boolean;
  readonly reason?: string;
}

/**
 * A billing document; `rebilled` of a credit memo that a new invoice follows, so that its goods are billed again,
 * `consolidated` of an order's part of the invoice of a period.
 */
export type IssuedInvoice = Invoice & { readonly rebilled?: true; readonly consolidated?: ConsolidatedPart };

/** A system has booked the invoice. */
export interface InvoicePosted {
  readonly invoiceNumber: string;
  readonly orderNumber?: string;
  /** `erp` when absent; compared with the terms' `postings`. */
  readonly system?: string;
  /** The number under which that system booked it. */
  readonly documentNumber?: string;
  readonly postedAt?: Instant;
}

/** A person or a step stops billing. */
export interface HoldRequest {
  readonly code: HoldCode;
  readonly reason: string;
  readonly by: string;
  /** Who has to act; the code's usual owner when absent. */
  readonly owner?: string;
  /** Only this shipment; the whole order when absent. */
  readonly shipmentId?: string;
  /** The hold releases itself then. */
  readonly expiresAt?: Instant;
}

/** A person or a step lets billing go on. */
export interface ReleaseRequest {
  /** One hold by id, or every open hold of one code. At least one of both. */
  readonly holdId?: string;
  readonly code?: HoldCode;
  readonly reason: string;
  readonly by: string;
}

/** Every document the order process records, by type. */
export interface ProcessDocuments {
  'sales-order': SalesOrder;
  'order-change': OrderChange;
  'erp-confirmation': ErpConfirmation;
  'order-release': OrderRelease;
  'release-confirmed': ReleaseConfirmed;
  'release-change-answer': ReleaseChangeAnswer;
  shipment: Shipment;
  'shipment-event': ShipmentEvent;
  'warehouse-confirmation': WarehouseConfirmation;
  'goods-receipt': GoodsReceipt;
  'invoice-issued': IssuedInvoice;
  'invoice-posted': InvoicePosted;
  compensation: CompensationRequest;
  reversal: ReversalResult;
  hold: HoldRequest;
  'release-hold': ReleaseRequest;
}

export type DocumentType = keyof ProcessDocuments;

/** One document to record, with the message that brought it and when. */
export type ProcessInput = {
  [T in DocumentType]: {
    readonly type: T;
    readonly document: ProcessDocuments[T];
    readonly messageId: string;
    readonly at: Instant;
  };
}[DocumentType];

/**
 * What makes a document itself, whatever message brings it. The same identity with the same content is a
 * duplicate; with other content each type's own rule decides.
 */
export const documentIdentity: {
  readonly [T in DocumentType]: (document: ProcessDocuments[T], messageId: string) => string;
} = {
  'sales-order': (order) => order.orderNumber,
  'order-change': (change) => change.changeNumber,
  'erp-confirmation': ({ erpOrderNumber, decisionNumber }) =>
    decisionNumber === undefined ? erpOrderNumber : `${erpOrderNumber}/${decisionNumber}`,
  'order-release': (release) => release.releaseNumber,
  'release-confirmed': (confirmed) => confirmed.releaseNumber,
  'release-change-answer': (answer) => answer.requestNumber,
  shipment: (shipment) => shipment.shipmentId,
  'shipment-event': (event) => event.eventId,
  'warehouse-confirmation': (confirmation) => confirmation.confirmationId,
  'goods-receipt': (receipt) => receipt.receiptNumber,
  'invoice-issued': (invoice) => invoice.invoiceNumber,
  'invoice-posted': (posted) => `${posted.invoiceNumber}/${posted.system ?? 'erp'}`,
  compensation: (_, messageId) => messageId,
  reversal: ({ step, done }, messageId) => `${step}/${done ? 'reversed' : 'failed'}/${messageId}`,
  hold: (hold, messageId) => `${hold.code}/${hold.shipmentId ?? 'order'}/${messageId}`,
  'release-hold': (release, messageId) => `${release.holdId ?? release.code ?? ''}/${messageId}`,
};
