/** A person's decision to stop the billing of an order until a person releases it. */
export interface PlacedHold {
  readonly tenant: string;
  readonly key: string;
  readonly by: string;
  readonly reason: string;
}

/** A person's decision to end a hold of an order. */
export interface ReleasedHold {
  readonly tenant: string;
  readonly key: string;
  readonly holdId: string;
  readonly by: string;
  readonly reason: string;
}

/** A person's decision to take an invoice back, and every one that bills the same shipments. */
export interface CorrectedInvoice {
  readonly tenant: string;
  readonly key: string;
  readonly invoiceNumber: string;
  /** Whether the order is billed afresh; false credits for good. */
  readonly rebill: boolean;
  /** Of the decision: the same click counts once. */
  readonly id?: string;
  readonly by: string;
  readonly reason: string;
}

/** A person's decision to invoice the orders of a period before its time. */
export interface ClosedBillingPeriod {
  readonly tenant: string;
  /** Of the period. */
  readonly key: string;
  /** Of the decision: the same click counts once. */
  readonly id?: string;
  readonly by: string;
  readonly reason: string;
}

/** A person's decision on what a carrier asks for and we do not owe as we know it. */
export interface DecidedDispute {
  readonly tenant: string;
  /** Of the shipment's cost. */
  readonly key: string;
  readonly disputeNumber: string;
  /** Accepted it is paid; refused the carrier owes a credit memo. */
  readonly outcome: 'accept' | 'refuse';
  /** Accepted although other documents were paid for the same charges. */
  readonly evenIfPaid?: boolean;
  /** Of the decision: the same click counts once. */
  readonly id?: string;
  readonly by: string;
  readonly reason: string;
}

/** A person's decision on proposed corrections of stock. */
export interface DecidedStockCorrections {
  readonly tenant: string;
  /** Of the comparison. */
  readonly key: string;
  /** Their numbers. */
  readonly proposals: readonly string[];
  /** Approved they are carried out; refused they are not proposed again while the difference stays the same. */
  readonly outcome: 'approve' | 'refuse';
  /** Of the decision: the same click counts once. */
  readonly id?: string;
  readonly by: string;
  readonly reason: string;
}

/** A warehouse's answer to a question about a release, as a person gives it. */
export interface AnsweredReleaseChange {
  readonly tenant: string;
  /** Of the order. */
  readonly key: string;
  readonly requestNumber: string;
  readonly accepted: boolean;
  /** Of the decision: the same click counts once. */
  readonly id?: string;
  readonly by: string;
  readonly reason: string;
}
