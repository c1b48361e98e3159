import type { RateAgreementConsolidation } from '../canonical/types.generated.ts';
import type { Decimal } from '../rating/decimal.ts';

/** RFC 3339 instant. */
type Instant = string;

export const periodStatuses = ['billing-open', 'billing-invoiced', 'billing-empty'] as const;
export type PeriodStatus = (typeof periodStatuses)[number];

/** What all orders on one consolidated invoice have in common. */
export interface BillingGroup {
  readonly customer: string;
  readonly billTo: string;
  readonly billingEntity: string;
  /** Which ERP has the orders; absent of those of which it was not told. */
  readonly erp?: string;
  readonly currency: string;
  readonly taxStatus: string;
  /** Of the agreement's `invoicing`. */
  readonly rule: string;
  readonly agreement: string;
  /** Only where the rule keeps places apart. */
  readonly shipTo?: string;
  /** Only where the rule keeps purchase orders apart. */
  readonly order?: string;
}

/** From one instant up to, but not including, another. */
export interface Span {
  /** Local date on which it ends; tells periods of a group apart. */
  readonly name: string;
  /** First local date. */
  readonly first: string;
  readonly from: Instant;
  readonly closesAt: Instant;
}

/** An order that waits for the invoice, with what it would be billed as rated when it was collected. */
export interface Collected {
  /** Of the order's process. */
  readonly key: string;
  readonly orderNumber: string;
  readonly net: Decimal;
  readonly gross: Decimal;
  readonly since: Instant;
}

/** One period of one group: which orders wait for its invoice, and in the end the invoice. */
export interface BillingPeriod {
  /** `consolidated/<customer>/<name>/<group>`. */
  readonly key: string;
  readonly status: PeriodStatus;
  readonly group: BillingGroup;
  readonly rule: RateAgreementConsolidation;
  readonly span: Span;
  readonly orders: readonly Collected[];
  readonly openedAt: Instant;
  readonly updatedAt: Instant;
  readonly closed?: {
    readonly at: Instant;
    /** Who closed it before its time, and why. */
    readonly early?: { readonly by: string; readonly reason: string };
    /** Orders that had to wait for another period, and why. */
    readonly leftOut: readonly { readonly key: string; readonly reason: string }[];
    readonly invoice?: {
      readonly invoiceNumber: string;
      readonly net: Decimal;
      readonly tax: Decimal;
      readonly gross: Decimal;
      /** Keys of the orders on it. */
      readonly orders: readonly string[];
    };
  };
}
