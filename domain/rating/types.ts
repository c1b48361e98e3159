import type {
  BillingEntity,
  Charge,
  Customer,
  Explanation,
  InvoiceTax,
  InvoiceTotals,
  Item,
  ItemRef,
  Money,
  Place,
  Quantity,
  RateAgreement,
  ServiceLevel,
  TaxRule,
  TransportMode,
} from '../canonical/types.generated.ts';

import type { LineReturns } from '../process/returns.ts';
import type { ChargedSums } from '../process/types.ts';
import type { ExchangeFacts } from './exchange.ts';

/** Goods of one order line that left with one shipment. */
export interface GoodsFact {
  readonly lineNumber: string;
  /** What was shipped. */
  readonly item: ItemRef;
  readonly substitutedFor?: ItemRef;
  readonly quantity: Quantity;
  readonly shipmentId: string;
  /** The document and message that say so. */
  readonly source: string;
}

/** A shipment as rating sees it: the lane, the day it left, and what the carrier did besides. */
export interface ShipmentFact {
  readonly shipmentId: string;
  readonly source: string;
  readonly origin: Place;
  readonly destination: Place;
  readonly mode?: TransportMode;
  readonly serviceLevel?: ServiceLevel;
  /** Calendar date of the goods issue where the goods left: it picks the fuel surcharge. */
  readonly shippedOn: string;
  readonly distance?: Quantity;
  /** Places at which the transport stops for these goods, where it picks them up not counted. */
  readonly stops?: number;
  /** Pallets, counted from package labels. */
  readonly pallets?: string;
  readonly accessorials: readonly {
    readonly code: string;
    readonly quantity: Quantity;
    readonly source: string;
  }[];
  /** Present where the load has goods of several orders. */
  readonly sharedLoad?: {
    readonly orders: number;
    /** Which of them this one is, from zero, as the transport plan lists them. */
    readonly position: number;
  };
}

export interface OrderPrice {
  readonly lineNumber: string;
  readonly unit: string;
  readonly unitPrice?: Money;
}

/** Shipments of which a part is billed already. */
export interface SupplementFacts {
  /** All goods of all shipments of the earlier invoices, billed or not. */
  readonly goods: readonly GoodsFact[];
  readonly shipments: readonly ShipmentFact[];
  /** Only what something came in for since may cost more now. */
  readonly kinds: readonly (keyof ChargedSums)[];
  /** What the earlier invoices charged. */
  readonly charged: ChargedSums;
  readonly invoiceNumbers: readonly string[];
}

/** What happened, as far as it changes a price. */
export interface RatingFacts {
  readonly orderNumber: string;
  readonly currency: string;
  readonly prices: readonly OrderPrice[];
  /** What is billed now. */
  readonly goods: readonly GoodsFact[];
  /** What came back of the lines; absent where nothing did. */
  readonly returns?: readonly LineReturns[];
  /** Shipments billed for the first time. */
  readonly shipments: readonly ShipmentFact[];
  readonly supplement?: SupplementFacts;
}

/** Finds an item by any of its numbers. */
export type ItemFinder = (item: ItemRef) => Item | undefined;

export interface RatingInput {
  readonly facts: RatingFacts;
  readonly agreement: RateAgreement;
  readonly findItem: ItemFinder;
  readonly customer: Customer;
  readonly billingEntity: BillingEntity;
  readonly taxRules: readonly TaxRule[];
  /** Calendar date of supply: agreement and tax rules must be in force on it. */
  readonly date: string;
  /** Needed where something is priced in another currency than the order's. */
  readonly exchange?: ExchangeFacts;
}

/** A charge that knows where it comes from and how it is taxed. */
export interface RatedLine extends Charge {
  readonly explanation: Explanation;
  readonly taxCode: string;
  readonly orderLine?: string;
  readonly item?: ItemRef;
  readonly shipmentId?: string;
}

export interface Rated {
  readonly currency: string;
  readonly agreement: { readonly id: string; readonly version: string };
  readonly lines: readonly RatedLine[];
  readonly taxes: readonly InvoiceTax[];
  readonly totals: InvoiceTotals;
}

/** A line before tax: `taxClass` picks the rule. */
export type UntaxedLine = Omit<RatedLine, 'taxCode'> & {
  readonly taxClass?: string;
  readonly destination: Place;
};
