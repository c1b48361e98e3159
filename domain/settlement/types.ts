import type {
  CarrierRef,
  Charge,
  Explanation,
  FreightInvoice,
  Party,
  Quantity,
} from '../canonical/types.generated.ts';
import type { Asked } from '../process/asked.ts';
import type { Conversion } from '../rating/exchange.ts';

/** RFC 3339 instant. */
export type Instant = string;
export type ChargeKind = Charge['kind'];

/** Work of the carrier that was reported and may be billed. */
export interface ReportedService {
  readonly eventId: string;
  readonly code: string;
  readonly quantity: Quantity;
  readonly messageId: string;
}

/** Reports of work that are counted together, since there are many of them. */
export interface EarlierServices {
  readonly code: string;
  /** Of all of them. */
  readonly quantity: Quantity;
  readonly reports: number;
}

/** What the books hold as owed for the shipment, until the carrier has billed it. */
export interface Accrual {
  readonly number: string;
  readonly accruedAt: Instant;
  readonly period: string;
  /** Empty in what is kept of one that is closed: its document told them. */
  readonly charges: readonly Charge[];
  readonly total: string;
  readonly currency: string;
  readonly carrier: CarrierRef;
  /** That of the rules when it was opened: a reversal takes the cost from where it was booked. */
  readonly costCentre?: string;
  readonly status: 'open' | 'settled' | 'reversed';
  readonly settledBy?: string;
  /** What was billed instead less what was accrued; absent where the two cannot be compared. */
  readonly variance?: string;
}

/** Figures of a charge in the currency of the plan. */
export interface ConvertedCharge {
  readonly currency: string;
  readonly invoiced: string;
  readonly approved: string;
  readonly disputed: string;
}

/** What a carrier's document asks for one kind of charge, and what of it is owed. Amounts in the document's currency. */
export interface MatchedCharge {
  /** `freight`, `fuel`, or the code of an extra service. */
  readonly group: string;
  readonly kind: ChargeKind;
  readonly description: string;
  /** What was left of the expected charge, in the currency of `converted` where that is there. */
  readonly expected: string;
  readonly invoiced: string;
  readonly approved: string;
  /** `invoiced` less `approved`; positive where the carrier asks for more. */
  readonly disputed: string;
  /** How it was decided, in words. */
  readonly reason: string;
  /** Where the document is in another currency than the plan. */
  readonly converted?: ConvertedCharge;
  /** Every value of the decision and where it came from; bills do not keep it, their documents told it. */
  readonly explanation?: Explanation;
}

/** One document of the carrier about this shipment. */
export interface CarrierBill {
  /** SCAC of who billed. */
  readonly carrier: string;
  readonly currency: string;
  readonly invoiceNumber: string;
  readonly kind: 'invoice' | 'debit-memo' | 'credit-memo';
  readonly issuedAt: Instant;
  readonly messageId: string;
  readonly charges: readonly MatchedCharge[];
  readonly relatesTo?: string;
  /** How its amounts became those of the plan; a credit memo for it takes the same rates. */
  readonly exchange?: Conversion;
}

/** To whom and by when a document is paid, and what it corrects. */
export type PaymentDetails = Pick<FreightInvoice, 'remitTo' | 'dueDate' | 'paymentTerms' | 'relatesTo'>;

export interface Dispute {
  readonly number: string;
  readonly invoiceNumber: string;
  /** Of the document that is disputed. */
  readonly kind: CarrierBill['kind'];
  readonly issuedAt: Instant;
  /** Who billed; absent in what was opened before it was kept. */
  readonly carrier?: CarrierRef;
  readonly billTo: Party;
  /** How the document wants to be paid. */
  readonly payment?: PaymentDetails;
  readonly openedAt: Instant;
  readonly charges: readonly MatchedCharge[];
  /** Net of what is in dispute, less what was credited since. */
  readonly amount: string;
  /** The part of the invoice's tax that goes with the amount as it was opened. */
  readonly tax: string;
  readonly currency: string;
  /** The exception that asks a person to decide. */
  readonly exceptionId: string;
  readonly status: 'open' | 'accepted' | 'refused' | 'credited';
  /** What a person has decided and is being carried out. */
  readonly asked?: Asked<'accept' | 'refuse'>;
  readonly reason?: string;
}

export const freightStatuses = [
  'freight-expected',
  'freight-accrued',
  'freight-disputed',
  'freight-settled',
] as const;
export type FreightStatus = (typeof freightStatuses)[number];

/** What a shipment costs us: expected, accrued, billed by the carrier, disputed. One per shipment. */
export interface FreightProcess {
  /** `freight/<shipment id>`, or the carrier's number where nobody planned it. */
  readonly key: string;
  readonly shipmentId?: string;
  readonly loadNumber?: string;
  readonly pro?: string;
  readonly bol?: string;
  readonly carrier: CarrierRef;
  readonly mode?: string;
  /** Id of the place where the goods were picked up. */
  readonly origin?: string;
  readonly orders: readonly { readonly orderNumber: string; readonly erpOrderNumber?: string }[];
  readonly currency: string;
  /** False when only the carrier's bill speaks of the shipment. */
  readonly isPlanned: boolean;
  readonly isCancelled: boolean;
  readonly plan: readonly Charge[];
  /** Id of the message that brought the plan. */
  readonly plannedBy?: string;
  /** Fingerprints of the last plans: a cancelled shipment does not come back by a plan that was there before. */
  readonly plans: readonly string[];
  /** The last reports. */
  readonly services: readonly ReportedService[];
  /** All reports before those. */
  readonly earlierServices: readonly EarlierServices[];
  /** Fingerprints of the events that reported work, to know one that comes again. */
  readonly reported: readonly string[];
  /** The earliest that was reported. */
  readonly dispatchedAt?: Instant;
  /** The open one, and the last that are closed. */
  readonly accruals: readonly Accrual[];
  /** How many were opened. */
  readonly accrued: number;
  readonly bills: readonly CarrierBill[];
  readonly disputes: readonly Dispute[];
  readonly status: FreightStatus;
  /** What the carrier billed under its own number belongs to a shipment that is known since: the key of its cost. */
  readonly mergedInto?: string;
  readonly updatedAt: Instant;
}
