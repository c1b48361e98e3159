/**
 * Types of the canonical objects, generated from canonical-schemas/ by scripts/build-canonical.ts.
 * Change a schema, run `npm run build`, commit both.
 */

/** An account of the chart of accounts to which postings are booked. */
export interface Account {
  /** Number of the account in the general ledger. */
  number: Id;
  /** What is booked there. */
  name: Name;
  /** Where the account stands in balance sheet or income statement. */
  kind: 'asset' | 'liability' | 'equity' | 'revenue' | 'expense';
  /** The days on which it may be booked to; it is closed before and after. */
  effective: EffectivePeriod;
  /** Takes amounts of this currency only. */
  currency?: Currency;
  /** Line of the financial statement it adds up to. */
  group?: Id;
}

/** What a receiver says about documents it was sent: taken over, accepted with errors, or rejected, and why. Made from X12 997, 999 and TA1, EDIFACT CONTRL and APERAK, AS2 MDN and HTTP or SOAP answers. */
export interface Acknowledgement {
  /** Control number or message id of the acknowledgement itself. */
  acknowledgementId: Id;
  /** What it looked like on the wire. */
  form:
    | 'x12.997'
    | 'x12.999'
    | 'x12.TA1'
    | 'x12.824'
    | 'edifact.CONTRL'
    | 'edifact.APERAK'
    | 'as2.MDN'
    | 'http'
    | 'soap'
    | 'other';
  /** What was checked: that it arrived, its envelope, its syntax, or its business content. */
  level: 'transport' | 'interchange' | 'functional' | 'application';
  /** Whether we sent or received the acknowledgement. */
  direction: 'sent' | 'received';
  /** The trading partner on the other side. */
  partner: Id;
  /** When it was sent or received. */
  occurredAt: Instant;
  /** What is said about the whole. */
  status: AcknowledgementStatus;
  /** Which interchange is acknowledged. */
  interchange: AcknowledgementInterchange;
  /** What is said about each document; empty when only the interchange is acknowledged. */
  documents: AcknowledgementDocument[];
  /** What was wrong with the interchange itself. */
  errors?: AcknowledgementError[];
}

/** Whether something was taken over. */
export type AcknowledgementStatus = 'accepted' | 'accepted-with-errors' | 'partially-accepted' | 'rejected';

/** Control numbers of what is acknowledged, as its sender wrote them. */
export interface AcknowledgementInterchange {
  /** ISA13, UNB 0020 or message id. */
  controlNumber?: Id;
  /** GS06 or UNG 0048. */
  groupControlNumber?: Id;
  /** Functional identifier such as PO, OW or SH. */
  groupId?: Id;
  /** Id of our message, once it is found. */
  messageId?: Id;
}

/** What is said about one document. */
export interface AcknowledgementDocument {
  /** Transaction set or message type, such as 850 or ORDERS. */
  type: Id;
  /** ST02 or UNH 0062. */
  controlNumber: Id;
  /** Business number of the document, such as the order number. */
  reference?: Id;
  /** What is said about the document. */
  status: AcknowledgementStatus;
  /** What was wrong with it. */
  errors?: AcknowledgementError[];
}

/** Something that was found wrong. */
export interface AcknowledgementError {
  /** Code of the standard, such as AK403 or CONTRL 0085. */
  code: Id;
  /** What it means. */
  text: Text;
  /** Segment that is wrong. */
  segment?: Id;
  /** Position of the segment in the document, from 1. */
  segmentPosition?: number;
  /** Element or component that is wrong. */
  element?: Id;
  /** The value that was refused. */
  value?: string;
}

/** One of our own companies that issues invoices. */
export interface BillingEntity {
  /** Our own identifier of the company. */
  id: Id;
  /** Registered name. */
  name: Name;
  /** Global Location Number. */
  gln?: Gln;
  /** Registered address. */
  address: Address;
  /** Country whose tax law governs the invoices. */
  country: Country;
  /** Currency in which the books are kept. */
  currency: Currency;
  /** VAT identification or tax number printed on invoices. */
  taxId: Id;
  /** Zone that decides the calendar date of an invoice. */
  zone: Zone;
  /** Name of the sequence that gives invoice numbers without gaps. */
  invoiceSequence: Id;
  /** What stands before the number. */
  invoicePrefix?: string;
  /** Instant from which it bills no more orders; what began before goes on. */
  retiredAt?: Instant;
}

/** Master data of a company that moves goods. */
export interface Carrier {
  /** Standard Carrier Alpha Code. */
  scac: Scac;
  /** Name of the carrier. */
  name: Name;
  /** What partners and systems call the carrier. */
  identifiers?: Identifier[];
  /** By which means the carrier moves goods. */
  modes: TransportMode[];
  /** Instant from which it is given no more loads; what began before goes on. */
  retiredAt?: Instant;
}

/** One amount for freight, fuel, an extra service or goods, with the calculation behind it. */
export interface Charge {
  /** What is charged, as the agreement calls it. */
  code: Id;
  /** What the amount is for. */
  kind: ChargeKind;
  /** Text for the document line. */
  description: Text;
  /** How much is charged. */
  quantity?: Quantity;
  /** Price per unit of the quantity. */
  rate?: Money;
  /** The amount charged; negative for a discount. */
  amount: Money;
  /** How the amount came about. */
  explanation?: Explanation;
}

/** An exact decimal number as text: up to 15 digits before and 9 after the point. Never a JSON number, which would lose cents. */
export type Decimal = string;

/** A decimal as text that cannot be below zero. */
export type NonNegativeDecimal = string;

/** A decimal as text that is more than zero. */
export type PositiveDecimal = string;

/** ISO 4217 alphabetic code of a currency in use, such as EUR. */
export type Currency = string;

/** ISO 3166-1 alpha-2 code of a country, such as DE. */
export type Country = string;

/** UN/ECE Recommendation 20 unit code: C62 for one piece, KGM for kilogram. Package kinds are the Recommendation 21 codes with X in front: XPX for pallet. */
export type Unit = string;

/** A moment on the time line: RFC 3339 date and time with seconds and an offset. */
export type Instant = string;

/** A calendar date without a time of day: RFC 3339 full-date. */
export type CalendarDate = string;

/** IANA time zone in which people read the instants beside it, such as Europe/Berlin. */
export type Zone = string;

/** A short identifier as one system writes it: visible characters, no space at either end. */
export type Id = string;

/** What messages are ordered by, such as customer and order number: visible characters, no space at either end. */
export type Key = string;

/** A name as people write it, on one line. */
export type Name = string;

/** Free text for people. */
export type Text = string;

/** GS1 Global Location Number: 13 digits, the last one a check digit. */
export type Gln = string;

/** GS1 Global Trade Item Number: 8, 12, 13 or 14 digits, the last one a check digit. */
export type Gtin = string;

/** GS1 Serial Shipping Container Code of one package or pallet: 18 digits, the last one a check digit. */
export type Sscc = string;

/** UN/ECE Recommendation 16 location code: country and three characters without a space, such as DEHAM. */
export type UnLocode = string;

/** Standard Carrier Alpha Code of NMFTA: two to four capital letters. */
export type Scac = string;

/** How fast the goods travel. */
export type ServiceLevel = 'standard' | 'express' | 'economy';

/** The means by which the goods travel. */
export type TransportMode = 'road' | 'rail' | 'sea' | 'air' | 'parcel';

/** How sales to a customer are taxed: as usual, not at all, or by the customer (reverse charge). */
export type TaxStatus = 'taxable' | 'exempt' | 'reverse-charge';

/** What an amount is for. */
export type ChargeKind = 'freight' | 'fuel' | 'accessorial' | 'goods' | 'discount' | 'other';

/** An amount in a currency. */
export interface Money {
  /** The amount as a decimal text; negative for money that flows back. */
  amount: Decimal;
  /** ISO 4217 code of the amount. */
  currency: Currency;
}

/** An amount in a currency that cannot be below zero. */
export type NonNegativeMoney = Money;

/** A measured or counted amount and its unit; below zero only where something is taken back. */
export interface Quantity {
  /** How many units, as a decimal text. */
  value: Decimal;
  /** UN/ECE Recommendation 20 code of the unit. */
  unit: Unit;
}

/** A quantity that cannot be below zero. */
export type NonNegativeQuantity = Quantity;

/** A quantity that is more than zero. */
export type PositiveQuantity = Quantity;

/** What another system or partner calls the same thing. */
export interface Identifier {
  /** Who gave the identifier: a partner or a system, such as acme or erp. */
  scheme: Id;
  /** The identifier in that scheme. */
  value: Id;
}

/** A postal address. */
export interface Address {
  /** Addressee when it differs from the party: a company, a department, a person. */
  name?: Name;
  /** Street, house number and further lines in the order in which they are printed. */
  street?: Name[];
  /** Town or city. */
  city: Name;
  /** Postal code as the country writes it. */
  postalCode?: string;
  /** State, province or canton: the second half of its ISO 3166-2 code where one exists, such as CA. */
  region?: Id;
  /** ISO 3166-1 alpha-2 code. */
  country: Country;
}

/** A company or department that takes part in the business. */
export interface Party {
  /** Our own identifier of the party. */
  id: Id;
  /** Global Location Number of the party. */
  gln?: Gln;
  /** Name as printed on documents. */
  name?: Name;
  /** Postal address of the party. */
  address?: Address;
  /** What partners and systems call the party. */
  identifiers?: Identifier[];
}

/** Somewhere goods are picked up, stored or delivered; at least one property says where. */
export interface Place {
  /** Our own identifier of the location. */
  id?: Id;
  /** Global Location Number of the place. */
  gln?: Gln;
  /** UN/LOCODE of the town, port or terminal. */
  unLocode?: UnLocode;
  /** Name of the place. */
  name?: Name;
  /** Postal address of the place. */
  address?: Address;
  /** IANA time zone on the wall clock there. */
  zone?: Zone;
}

/** Which item is meant, by at least one of our number, the GTIN and the buyer's number. */
export interface ItemRef {
  /** Our own item number. */
  sku?: Id;
  /** Global Trade Item Number. */
  gtin?: Gtin;
  /** The customer's own item number. */
  buyerItem?: Id;
  /** Item description as the sender wrote it. */
  description?: Text;
}

/** From when to when something may happen; one end may be open. */
export interface TimeWindow {
  /** Earliest moment. */
  from?: Instant;
  /** Latest moment. */
  to?: Instant;
  /** Zone in which the window was agreed. */
  zone?: Zone;
}

/** The calendar dates on which a rule holds, first and last day included. */
export interface EffectivePeriod {
  /** First day. */
  from: CalendarDate;
  /** Last day; open-ended when absent. */
  to?: CalendarDate;
}

/** Which carrier moves the goods. */
export interface CarrierRef {
  /** Standard Carrier Alpha Code. */
  scac: Scac;
  /** Name of the carrier. */
  name?: Name;
}

/** Delivery term of Incoterms 2020. */
export interface Incoterms {
  /** One of the eleven Incoterms 2020 rules. */
  code: 'EXW' | 'FCA' | 'CPT' | 'CIP' | 'DAP' | 'DPU' | 'DDP' | 'FAS' | 'FOB' | 'CFR' | 'CIF';
  /** Named place of the rule. */
  place?: Name;
}

/** Lot or batch number. */
export type Lot = Id;

/** Serial numbers of single pieces, each once. */
export type Serials = Id[];

/** How an amount came about, so that it can be checked by hand. */
export interface Explanation {
  /** The agreement and the rule in it that gave the amount. */
  rule: Name;
  /** Version of the agreement or rule. */
  version: Id;
  /** Every value that went into the calculation. */
  inputs: ExplanationInput[];
  /** The calculation written out for people: 1,240 KGM × 0.21 EUR/KGM = 260.40 EUR. */
  arithmetic: Text;
}

/** One value that went into a calculation. */
export interface ExplanationInput {
  /** What the value is. */
  name: Name;
  /** The value as text. */
  value: string;
  /** Where it comes from: a document, a message, or a path in an agreement. */
  source: Name;
}

/** What a value of one system or partner means to another: a code, a number, a name. */
export interface CrossReference {
  /** Whose value it is and what of, such as acme-service. */
  scheme: Id;
  /** As it is written there. */
  value: Id;
  /** What it is here. */
  means: Id;
}

/** Master data of a company that orders from us. */
export interface Customer {
  /** Our own identifier of the customer. */
  id: Id;
  /** Registered name. */
  name: Name;
  /** Global Location Number of the customer. */
  gln?: Gln;
  /** Registered address. */
  address?: Address;
  /** Currency in which the customer is billed. */
  currency: Currency;
  /** VAT identification or tax number. */
  taxId?: Id;
  /** How sales to the customer are taxed. */
  taxStatus: TaxStatus;
  /** Whether orders may be delivered and billed in parts unless the order says otherwise. */
  partialShipmentAllowed: boolean;
  /** Id of the rate agreement that prices the deliveries. */
  rateAgreement: Id;
  /** What partners and systems call the customer. */
  identifiers: Identifier[];
  /** Whether the customer may order. */
  active: boolean;
  /** Whether deliveries and billing are stopped, by credit control for example. */
  blocked?: boolean;
  /** When invoices are due, as agreed. */
  paymentTerms?: Name;
  /** Instant from which nothing new is ordered; what began before goes on. */
  retiredAt?: Instant;
}

/** What travels beside every document: where it came from, what it is and how it is kept in order. Nodes read it as msg.crossdock. */
export interface Envelope {
  /** UUIDv7 of the message. */
  id: string;
  /** Shared by every message of one business case. */
  correlationId: Id;
  /** Id of the message that led to this one; null for the first. */
  causationId: string | null;
  /** Whose business it is. */
  tenant: Id;
  /** Deployment that accepted the message. */
  site: Id;
  /** Canonical object of the payload, or its wire form before mapping. */
  type: string;
  /** Version of the schema or standard of the payload. */
  schemaVersion: string;
  /** Ordering key: messages with the same key are worked on one after the other. */
  key: Key;
  /** Where the message came from. */
  source: EnvelopeSource;
  /** When we took the message over. */
  receivedAt: Instant;
  /** W3C Trace Context header of the run that made the message. */
  traceparent: string;
  /** Handle of the caller that waits for an answer. */
  replyTo?: Id;
}

/** Where a message came from, down to what identifies it there. */
export interface EnvelopeSource {
  /** Name of the system in the site file. */
  system: Id;
  /** Trading partner, where there is one. */
  partner?: Id;
  /** How it came: sftp, https, mqtt, soap. */
  protocol: Id;
  /** File, byte range, control numbers or request that identify it there. */
  reference: string;
}

/** What one unit of a currency is worth in another from a day on, as a source publishes it. */
export interface ExchangeRate {
  /** Identifier of this rate, such as ECB-EUR-USD-2026-03-02. */
  id: Id;
  /** Who publishes the rate, as agreements name it, such as ECB. */
  source: Id;
  /** Currency of which one unit is priced. */
  base: Currency;
  /** Currency in which it is priced. */
  quote: Currency;
  /** Units of the quote currency for one unit of the base currency. */
  rate: PositiveDecimal;
  /** First day on which the rate holds; it holds until the next one of the source. */
  validFrom: CalendarDate;
}

/** Freight cost of a shipment that is owed but not yet invoiced by the carrier, for the books of a period. */
export interface FreightAccrual {
  /** Number of the accrual. */
  accrualNumber: Id;
  /** Number of the shipment in the transport management system. */
  shipmentId: Id;
  /** Number of the load or truck run that carries the shipment. */
  loadNumber?: Id;
  /** The orders whose goods travelled. */
  orders: FreightAccrualOrder[];
  /** The carrier that moves the goods. */
  carrier: CarrierRef;
  /** Id of our company that bears the cost. */
  billingEntity?: Id;
  /** When the accrual was made. */
  accruedAt: Instant;
  /** Zone of the books: it decides the period. */
  zone: Zone;
  /** Accounting month. */
  period: string;
  /** Open until the carrier has billed; settled by its invoice; reversed when the cost fell away. */
  status: 'open' | 'settled' | 'reversed';
  /** Currency of every amount. */
  currency: Currency;
  /** What is expected to be billed. */
  charges: Charge[];
  /** Sum of the charges. */
  total: Money;
  /** Cost centre that bears the cost. */
  costCentre?: Id;
  /** Number of the carrier's document that settled it. */
  settledBy?: Id;
  /** What was billed in its place, in the accrual's currency, less the accrual; positive when it is more; absent when the two cannot be compared. */
  variance?: Money;
}

/** An order whose goods travelled. */
export interface FreightAccrualOrder {
  /** The customer's purchase order number. */
  orderNumber: Id;
  /** Number of the sales order in the ERP. */
  erpOrderNumber?: Id;
}

/** A part of a carrier's document that we do not owe, or not yet, and why. */
export interface FreightDispute {
  /** Number of the dispute. */
  disputeNumber: Id;
  /** Who bills. */
  carrier: CarrierRef;
  /** Number of the carrier's document. */
  invoiceNumber: Id;
  /** Number of the shipment in the transport management system. */
  shipmentId?: Id;
  /** The carrier's progressive (tracking) number. */
  pro?: Id;
  /** Bill of lading number. */
  bol?: Id;
  /** When it was opened. */
  openedAt: Instant;
  /** Open; accepted and paid; refused; credited by the carrier. */
  status: 'open' | 'accepted' | 'refused' | 'credited';
  /** Currency of every amount that is not expected or converted. */
  currency: Currency;
  /** The charges in dispute. */
  charges: FreightDisputeCharge[];
  /** Net of what is in dispute. */
  total: Money;
  /** What a person gave as the reason for the decision. */
  reason?: Text;
}

/** What the carrier asks for one kind of charge, and what of it is owed. */
export interface FreightDisputeCharge {
  /** Freight, fuel, or the code of an extra service. */
  code: Id;
  /** What the amount is for. */
  kind: ChargeKind;
  /** Text of the carrier. */
  description: Text;
  /** What was left to be billed, in the currency of the transport plan. */
  expected: Money;
  /** What the carrier bills. */
  invoiced: Money;
  /** What is owed. */
  approved: Money;
  /** What is not owed, or not yet. */
  disputed: Money;
  /** How that was decided. */
  reason: Text;
  /** The same in the currency of the expected charge, where the document is in another one. */
  converted?: FreightDisputeConverted;
  /** How it was decided, with every value and where it came from. */
  explanation?: Explanation;
}

/** Amounts of a charge in the currency of the expected one. */
export interface FreightDisputeConverted {
  /** What the carrier bills. */
  invoiced: Money;
  /** What is owed. */
  approved: Money;
  /** What is not owed, or not yet. */
  disputed: Money;
}

/** A carrier's invoice to us for shipments. */
export interface FreightInvoice {
  /** The carrier's number. */
  invoiceNumber: Id;
  /** What sort of document it is. */
  kind: 'invoice' | 'debit-memo' | 'credit-memo';
  /** Who bills. */
  carrier: CarrierRef;
  /** Who is paid when it is not the carrier. */
  remitTo?: Party;
  /** Our company that pays. */
  billTo: Party;
  /** When the carrier issued it. */
  issuedAt: Instant;
  /** Zone in which people read the instants of this document. */
  zone?: Zone;
  /** Last day of payment. */
  dueDate?: CalendarDate;
  /** When it is due, as agreed. */
  paymentTerms?: Name;
  /** Currency of every amount. */
  currency: Currency;
  /** The shipments billed. */
  shipments: FreightInvoiceShipment[];
  /** Tax per code and rate. */
  taxes?: FreightInvoiceTax[];
  /** Sums of the document. */
  totals: FreightInvoiceTotals;
  /** Number of the earlier document that a memo corrects. */
  relatesTo?: Id;
}

/** One shipment on a freight invoice; at least one of shipment id, PRO and bill of lading says which. */
export interface FreightInvoiceShipment {
  /** Number of the shipment in the transport management system. */
  shipmentId?: Id;
  /** The carrier's progressive (tracking) number. */
  pro?: Id;
  /** Bill of lading number. */
  bol?: Id;
  /** The orders whose goods travelled. */
  orders?: FreightInvoiceOrder[];
  /** Where the goods were picked up. */
  origin?: Place;
  /** Where the goods were delivered. */
  destination?: Place;
  /** When the goods were picked up. */
  pickedUpAt?: Instant;
  /** When the goods were delivered. */
  deliveredAt?: Instant;
  /** Weight by which freight was rated. */
  billedWeight?: NonNegativeQuantity;
  /** Distance by which freight was rated. */
  distance?: NonNegativeQuantity;
  /** What the carrier asks for. */
  charges: Charge[];
}

/** An order whose goods travelled. */
export interface FreightInvoiceOrder {
  /** The customer's purchase order number. */
  orderNumber: Id;
  /** Number of the sales order in the ERP. */
  erpOrderNumber?: Id;
}

/** Tax at one code and rate. */
export interface FreightInvoiceTax {
  /** Tax code of the carrier. */
  code: Id;
  /** Rate in percent. */
  rate: NonNegativeDecimal;
  /** Net amount that is taxed. */
  base: Money;
  /** Tax on the base. */
  amount: Money;
  /** Country, or country and region, whose tax it is. */
  jurisdiction?: Id;
}

/** Sums of a freight invoice. */
export interface FreightInvoiceTotals {
  /** Sum of the charges. */
  net: Money;
  /** Sum of the taxes. */
  tax: Money;
  /** What is to be paid. */
  gross: Money;
}

/** What we pay of a carrier's document, matched with what was expected, for posting as a payable. */
export interface FreightPayable {
  /** Number of this posting; sent twice it stays the same. */
  payableNumber: Id;
  /** Number of the carrier's document. */
  invoiceNumber: Id;
  /** What sort of document the carrier sent. */
  kind: 'invoice' | 'debit-memo' | 'credit-memo';
  /** Who bills. */
  carrier: CarrierRef;
  /** Who is paid when it is not the carrier. */
  remitTo?: Party;
  /** Our company that pays. */
  billTo: Party;
  /** When the carrier issued its document. */
  issuedAt: Instant;
  /** Last day of payment. */
  dueDate?: CalendarDate;
  /** When it is due, as agreed. */
  paymentTerms?: Name;
  /** Currency of every amount that is not expected or converted. */
  currency: Currency;
  /** The shipments that are paid for. */
  shipments: FreightPayableShipment[];
  /** What is to be paid. */
  totals: FreightPayableTotals;
  /** Net of the document that is not paid, or not yet; below zero for a credit of what was never paid. */
  disputedNet: Money;
  /** Number of the dispute whose acceptance this posting pays. */
  settlesDispute?: Id;
  /** Number of the earlier document that a memo corrects. */
  relatesTo?: Id;
}

/** One shipment with its charges and who bears them. */
export interface FreightPayableShipment {
  /** Number of the shipment in the transport management system. */
  shipmentId?: Id;
  /** The carrier's progressive (tracking) number. */
  pro?: Id;
  /** Bill of lading number. */
  bol?: Id;
  /** What is paid for the shipment. */
  approved: Money;
  /** The charges, each with what was expected. */
  charges: FreightPayableCharge[];
  /** Who bears the approved amount; they add up to it. */
  allocations: FreightPayableAllocation[];
}

/** What the carrier asks for one kind of charge, and what of it is owed. */
export interface FreightPayableCharge {
  /** Freight, fuel, or the code of an extra service. */
  code: Id;
  /** What the amount is for. */
  kind: ChargeKind;
  /** Text of the carrier. */
  description: Text;
  /** What was left to be billed, in the currency of the transport plan. */
  expected: Money;
  /** What the carrier bills. */
  invoiced: Money;
  /** What is owed. */
  approved: Money;
  /** What is not owed, or not yet. */
  disputed: Money;
  /** How that was decided. */
  reason: Text;
  /** The same in the currency of the expected charge, where the document is in another one. */
  converted?: FreightPayableConverted;
  /** How it was decided, with every value and where it came from. */
  explanation?: Explanation;
}

/** A share of the cost. */
export interface FreightPayableAllocation {
  /** The customer's purchase order number. */
  orderNumber?: Id;
  /** Cost centre that bears the share. */
  costCentre?: Id;
  /** The share. */
  amount: Money;
}

/** Sums of a payable. */
export interface FreightPayableTotals {
  /** Sum of the approved charges. */
  net: Money;
  /** Tax on what is paid. */
  tax: Money;
  /** What is to be paid. */
  gross: Money;
}

/** Amounts of a charge in the currency of the expected one. */
export interface FreightPayableConverted {
  /** What the carrier bills. */
  invoiced: Money;
  /** What is owed. */
  approved: Money;
  /** What is not owed, or not yet. */
  disputed: Money;
}

/** What a warehouse has taken in: a purchase, a customer return or a transfer from another warehouse. */
export interface GoodsReceipt {
  /** Number of the receipt at the warehouse; sent twice it stays the same. */
  receiptNumber: Id;
  /** Why the goods came. */
  kind: 'purchase' | 'return' | 'transfer';
  /** Our purchase order; for a purchase. */
  purchaseOrderNumber?: Id;
  /** The customer's purchase order the goods come back from; for a return. */
  orderNumber?: Id;
  /** Number of the notice that announced the goods. */
  asnNumber?: Id;
  /** Who delivered; for a purchase. */
  supplier?: Party;
  /** Who sent the goods back; for a return. */
  customer?: Party;
  /** Which warehouse took the goods in. */
  warehouse: Place;
  /** Where the goods came from. */
  origin?: Place;
  /** When the goods were taken in. */
  receivedAt: Instant;
  /** Zone in which people read the instants of this document. */
  zone?: Zone;
  /** Number of the shipment in the transport management system. */
  shipmentId?: Id;
  /** The carrier that moves the goods. */
  carrier?: CarrierRef;
  /** Bill of lading number. */
  bol?: Id;
  /** The carrier's progressive (tracking) number. */
  pro?: Id;
  /** Whether more of the same delivery is to come. */
  status: 'partial' | 'complete';
  /** Weight of everything taken in, with packaging. */
  grossWeight?: NonNegativeQuantity;
  /** Seals found on the truck or container. */
  sealNumbers?: Id[];
  /** What was taken in; one order line may come in several lots or conditions. */
  lines: GoodsReceiptLine[];
}

/** One item in one lot and condition. */
export interface GoodsReceiptLine {
  /** Number of the receipt line. */
  lineNumber: Id;
  /** Line of the purchase order or returned order. */
  orderLine?: Id;
  /** What was taken in. */
  item: ItemRef;
  /** How much was announced or open. */
  expected?: NonNegativeQuantity;
  /** How much was counted. */
  received: NonNegativeQuantity;
  /** State of the goods; only good goods become available stock. */
  condition: 'good' | 'damaged' | 'quarantine' | 'expired';
  /** Lot or batch number. */
  lot?: Lot;
  /** Serial numbers of the pieces. */
  serials?: Serials;
  /** Last day of use of the lot. */
  expiresOn?: CalendarDate;
  /** Label of the package the goods came in. */
  sscc?: Sscc;
  /** How the line differs from what was expected. */
  discrepancy?: 'none' | 'short' | 'over' | 'wrong-item' | 'damaged';
  /** What the warehouse says about a difference. */
  reason?: Text;
}

/** Stock that entered, left or changed place or state in a warehouse. */
export interface InventoryMovement {
  /** Identifier of the movement at the warehouse; sent twice it stays the same. */
  movementId: Id;
  /** What sort of movement it is. */
  kind: 'receipt' | 'issue' | 'transfer' | 'status-change' | 'adjustment' | 'scrap' | 'count';
  /** When the stock moved. */
  occurredAt: Instant;
  /** Zone in which people read the instants of this document. */
  zone?: Zone;
  /** Which warehouse it happened in. */
  warehouse: Place;
  /** The document that caused the movement. */
  reference?: InventoryMovementReference;
  /** Why stock was adjusted, scrapped or blocked. */
  reason?: Text;
  /** What moved; every line number once. */
  lines: InventoryMovementLine[];
}

/** The document that caused a movement. */
export interface InventoryMovementReference {
  /** What sort of document it is. */
  type: 'goods-receipt' | 'order-release' | 'warehouse-confirmation' | 'shipment' | 'stock-count' | 'other';
  /** Number of that document. */
  number: Id;
}

/** One item that moved; from is left out when stock enters, to when it leaves. */
export interface InventoryMovementLine {
  /** Number of the movement line. */
  lineNumber: Id;
  /** What moved. */
  item: ItemRef;
  /** How much moved; the direction is in from and to. */
  quantity: PositiveQuantity;
  /** How much there was by the books when a count was compared with them; a count against other books is refused. */
  bookQuantity?: Quantity;
  /** Stock that became less. */
  from?: InventoryMovementStock;
  /** Stock that became more. */
  to?: InventoryMovementStock;
  /** Why this line, when the lines of a movement have different reasons. */
  reason?: Text;
  /** Lot or batch number. */
  lot?: Lot;
  /** Serial numbers of the pieces. */
  serials?: Serials;
  /** Stock value of what moved. */
  value?: Money;
}

/** Stock in one state at one place of the warehouse. */
export interface InventoryMovementStock {
  /** Storage bin, dock or staging area. */
  bin?: Id;
  /** What the stock may be used for. */
  status: 'available' | 'reserved' | 'quality' | 'blocked' | 'in-transit';
  /** Label of the package that holds it. */
  sscc?: Sscc;
  /** Id of the party that owns the stock, when it is not ours. */
  owner?: Id;
}

/** A billing document to a customer: invoice, debit memo, credit memo or pro forma. */
export interface Invoice {
  /** Number from the sequence of the billing entity. */
  invoiceNumber: Id;
  /** What sort of billing document it is. */
  kind: 'invoice' | 'debit-memo' | 'credit-memo' | 'pro-forma';
  /** When it was issued. */
  issuedAt: Instant;
  /** Zone of the billing entity: it decides the calendar date of the invoice. */
  zone: Zone;
  /** Our company that bills. */
  billingEntity: InvoiceSeller;
  /** Who ordered. */
  customer: Party;
  /** Who pays the document. */
  billTo: Party;
  /** Currency of every amount in the document. */
  currency: Currency;
  /** The orders that are billed. */
  orders: InvoiceOrder[];
  /** What is billed; every line number once. */
  lines: InvoiceLine[];
  /** Tax per code and rate. */
  taxes: InvoiceTax[];
  /** Sums of the document. */
  totals: InvoiceTotals;
  /** Number of the earlier document that a debit or credit memo corrects. */
  relatesTo?: Id;
  /** The days over which a consolidated invoice collects orders. */
  period?: InvoicePeriod;
  /** Numbers of pro-forma invoices that hold no longer now that this one is there. */
  replaces?: Id[];
}

/** The billing entity as printed on the document. */
export interface InvoiceSeller {
  /** Our own identifier of the billing entity. */
  id: Id;
  /** Global Location Number. */
  gln?: Gln;
  /** Registered name. */
  name?: Name;
  /** Registered address. */
  address?: Address;
  /** What partners and systems call the billing entity. */
  identifiers?: Identifier[];
  /** VAT identification or tax number. */
  taxId?: Id;
}

/** An order that is billed. */
export interface InvoiceOrder {
  /** The customer's purchase order number. */
  orderNumber: Id;
  /** Number of the sales order in the ERP. */
  erpOrderNumber?: Id;
  /** Which ERP has the sales order; of all orders of one invoice the same. */
  erp?: Id;
  /** The shipments that delivered it. */
  shipmentIds?: Id[];
  /** The goods issues of the warehouse that are billed. */
  confirmationIds?: Id[];
  /** The carrier's events whose extra services are billed. */
  accessorialEventIds?: Id[];
}

/** One amount on a billing document. */
export interface InvoiceLine {
  /** Number of the invoice line. */
  lineNumber: Id;
  /** What the amount is for. */
  kind: ChargeKind;
  /** Text of the line. */
  description: Text;
  /** The customer's purchase order number. */
  orderNumber?: Id;
  /** Number of the order line that is billed. */
  orderLine?: Id;
  /** What was delivered. */
  item?: ItemRef;
  /** How much is billed. */
  quantity?: Quantity;
  /** Price per unit. */
  unitPrice?: Money;
  /** Net amount of the line. */
  amount: Money;
  /** Which entry under taxes applies to the line. */
  taxCode: Id;
  /** Revenue account of the chart of accounts to which the line is booked. */
  account?: Id;
  /** How the amount came about. */
  explanation?: Explanation;
}

/** Tax at one code and rate. */
export interface InvoiceTax {
  /** Tax code that lines refer to. */
  code: Id;
  /** Rate in percent. */
  rate: NonNegativeDecimal;
  /** Net amount that is taxed. */
  base: Money;
  /** Tax on the base. */
  amount: Money;
  /** The tax in the currency of the country whose tax it is, where the invoice is in another. */
  national?: InvoiceNationalTax;
  /** Country, or country and region, whose tax it is. */
  jurisdiction: Id;
  /** Why no tax or another rate applies: what the law wants printed. */
  reason?: Text;
  /** Account of the chart of accounts to which the tax is booked. */
  account?: Id;
}

/** What the law of a country wants told in its own currency, with the rates by which it came about. */
export interface InvoiceNationalTax {
  /** Tax in the national currency. */
  amount: Money;
  /** The rates in the order in which they were applied; on an invoice over several days all of them. */
  rates: InvoiceTaxRate[];
}

/** What one unit of a currency was worth in another on the day that counts. */
export interface InvoiceTaxRate {
  /** Who published the rate. */
  source: Id;
  /** Currency of which one unit is priced. */
  base: Currency;
  /** Currency in which it is priced. */
  quote: Currency;
  /** Units of the quote currency for one unit of the base currency. */
  rate: PositiveDecimal;
  /** Day from which the rate holds. */
  validFrom: CalendarDate;
  /** Day whose rate counts: that on which the tax became chargeable. */
  date: CalendarDate;
}

/** Calendar dates in the zone of the billing entity, first and last day included. */
export interface InvoicePeriod {
  /** First day of the period. */
  from: CalendarDate;
  /** Last day of the period. */
  to: CalendarDate;
}

/** Sums of a billing document. */
export interface InvoiceTotals {
  /** Sum of the lines. */
  net: Money;
  /** Sum of the taxes. */
  tax: Money;
  /** What is to be paid: net and tax. */
  gross: Money;
}

/** Master data of something we sell, store and ship. */
export interface Item {
  /** Our own item number. */
  sku: Id;
  /** Global Trade Item Number of the base unit. */
  gtin?: Gtin;
  /** What it is. */
  description: Text;
  /** Unit in which the item is stocked and priced. */
  baseUnit: Unit;
  /** Weight of one base unit with packaging, normally in KGM. */
  grossWeight: NonNegativeQuantity;
  /** Space one base unit takes with packaging, normally in MTQ. */
  volume?: NonNegativeQuantity;
  /** List price of one base unit. */
  price: Money;
  /** What partners and systems call the item. */
  identifiers?: Identifier[];
  /** Whether lots are recorded when the item moves. */
  lotControlled?: boolean;
  /** Whether serial numbers are recorded when the item moves. */
  serialControlled?: boolean;
  /** SKUs of items that may be sent instead, best first. */
  substitutes?: Id[];
  /** Class by which tax rules pick a rate, such as standard or food. */
  taxClass?: Id;
  /** Instant from which it is ordered no more; what began before goes on. */
  retiredAt?: Instant;
}

/** Master data of a place where goods are stored, handled or delivered. */
export interface Location {
  /** Our own identifier of the location. */
  id: Id;
  /** What sort of place it is. */
  kind: 'warehouse' | 'customer' | 'port' | 'terminal' | 'plant' | 'other';
  /** Name of the place. */
  name: Name;
  /** Global Location Number. */
  gln?: Gln;
  /** UN/LOCODE of the town, port or terminal. */
  unLocode?: UnLocode;
  /** Postal address. */
  address?: Address;
  /** IANA time zone on the wall clock there. */
  zone: Zone;
  /** What partners and systems call the location. */
  identifiers?: Identifier[];
  /** Instant from which nothing new is released to it or comes from it; what began before goes on. */
  retiredAt?: Instant;
}

/** What a customer wants to be otherwise about an order already placed, or that it is not wanted at all. */
export interface OrderChange {
  /** The customer's number of the change, unique for the order. */
  changeNumber: Id;
  /** Place of the change among those of the order, counted from 1; the date of the change decides when absent. */
  sequence?: number;
  /** The customer's purchase order number. */
  orderNumber: Id;
  /** Who ordered. */
  customer: Party;
  /** Whether parts of the order change or all of it is cancelled. */
  kind: 'change' | 'cancellation';
  /** When the customer decided it. */
  changedAt: Instant;
  /** Where the goods are to go now. */
  shipTo?: Place;
  /** When the customer wants the goods now. */
  requestedDelivery?: TimeWindow;
  /** Why, in the customer's words. */
  reason?: Text;
  /** What changes line by line; every line number once. */
  lines?: OrderChangeLine[];
}

/** What becomes of one line. */
export interface OrderChangeLine {
  /** Number of the order line. */
  lineNumber: Id;
  /** Whether the line is new, changes or is cancelled. */
  action: 'add' | 'change' | 'cancel';
  /** What is ordered; of a new line. */
  item?: ItemRef;
  /** How much is wanted in all from now on. */
  quantity?: PositiveQuantity;
  /** Price per unit from now on, zero or more. */
  unitPrice?: NonNegativeMoney;
  /** When the customer wants this line now. */
  requestedDelivery?: TimeWindow;
  /** Whether an equivalent item may be sent instead; of a new line. */
  substitutionAllowed?: boolean;
}

/** The instruction to a warehouse to pick, pack and ship an order or a part of it. */
export interface OrderRelease {
  /** Number of the order release sent to the warehouse. */
  releaseNumber: Id;
  /** The customer's purchase order number. */
  orderNumber: Id;
  /** Number of the sales order in the ERP. */
  erpOrderNumber?: Id;
  /** Who ordered. */
  customer: Party;
  /** Which warehouse ships. */
  warehouse: Place;
  /** Where the goods go. */
  shipTo: Place;
  /** How fast the goods are to travel. */
  serviceLevel?: ServiceLevel;
  /** When the goods are to leave the warehouse at the latest. */
  requestedShip?: Instant;
  /** The carrier that moves the goods. */
  carrier?: CarrierRef;
  /** Number of the shipment in the transport management system. */
  shipmentId?: Id;
  /** What to ship; every line number once. */
  lines: OrderReleaseLine[];
}

/** One item to pick. */
export interface OrderReleaseLine {
  /** Number of the order line. */
  lineNumber: Id;
  /** What to pick. */
  item: ItemRef;
  /** How much to pick. */
  quantity: PositiveQuantity;
  /** Whether the warehouse may pick a substitute when the item is out of stock; not when absent. */
  substitutionAllowed?: boolean;
}

/** What we answer a customer who changed or cancelled an order: line by line what is taken and what is refused, and why. */
export interface OrderResponse {
  /** The customer's number of the change that is answered. */
  changeNumber: Id;
  /** The customer's purchase order number. */
  orderNumber: Id;
  /** Number of the sales order in the ERP. */
  erpOrderNumber?: Id;
  /** Who ordered. */
  customer: Party;
  /** What was asked for: a change or a cancellation. */
  kind?: 'change' | 'cancellation';
  /** Whether all of it, a part or nothing is taken. */
  verdict: 'accepted' | 'accepted-in-part' | 'refused';
  /** When it was decided. */
  respondedAt: Instant;
  /** What is said about address and date of the whole order, when the change named them. */
  order?: OrderResponseDecision;
  /** What is said about each line of the change; every line number once. */
  lines: OrderResponseLine[];
}

/** Whether what was wanted is taken, taken in part or refused. */
export type OrderResponseVerdict = 'accepted' | 'accepted-in-part' | 'refused';

/** What is said about address and date of the whole order. */
export interface OrderResponseDecision {
  /** Whether they are taken. */
  verdict: OrderResponseVerdict;
  /** Why it is refused. */
  reason?: OrderResponseReason;
}

/** What is said about one line. */
export interface OrderResponseLine {
  /** Number of the order line. */
  lineNumber: Id;
  /** What was wanted for the line. */
  action: 'add' | 'change' | 'cancel';
  /** Whether what was wanted is taken. */
  verdict: OrderResponseVerdict;
  /** What the line is about. */
  item?: ItemRef;
  /** How much of the line is on order now; zero when it is cancelled. */
  quantity?: NonNegativeQuantity;
  /** Price per unit as it stands now. */
  unitPrice?: NonNegativeMoney;
  /** Why it is refused or taken in part. */
  reason?: OrderResponseReason;
}

/** Why something is refused, as a code and in words. */
export interface OrderResponseReason {
  /** What stands in the way. */
  code:
    | 'dispatched'
    | 'billed'
    | 'picked'
    | 'warehouse'
    | 'line-unknown'
    | 'line-exists'
    | 'incomplete'
    | 'unit'
    | 'currency'
    | 'superseded'
    | 'order-cancelled'
    | 'nothing';
  /** The same in words. */
  text: Text;
}

/** How far one of our invoices is paid, as accounts receivable sees it. */
export interface PaymentStatus {
  /** Number of our invoice. */
  invoiceNumber: Id;
  /** Id of our company that billed. */
  billingEntity?: Id;
  /** Who ordered. */
  customer?: Party;
  /** How far the invoice is paid. */
  status: 'open' | 'partially-paid' | 'paid' | 'overdue' | 'disputed' | 'written-off' | 'rejected';
  /** Moment at which this was true. */
  asOf: Instant;
  /** Zone in which people read the instants of this document. */
  zone?: Zone;
  /** Last day of payment. */
  dueDate?: CalendarDate;
  /** What was billed. */
  total: Money;
  /** What has come in. */
  paid: Money;
  /** What is still owed. */
  outstanding: Money;
  /** What came in, every reference once. */
  payments?: PaymentStatusPayment[];
  /** What the customer objects to; present for the status disputed. */
  dispute?: PaymentStatusDispute;
}

/** Money that came in. */
export interface PaymentStatusPayment {
  /** Reference on the bank statement or of the clearing document. */
  reference: Id;
  /** Value date. */
  receivedOn: CalendarDate;
  /** What came in. */
  amount: Money;
  /** How it came. */
  method?: 'transfer' | 'direct-debit' | 'card' | 'cheque' | 'offset' | 'other';
  /** Cash discount taken. */
  discount?: Money;
}

/** What a customer objects to. */
export interface PaymentStatusDispute {
  /** Number of the case. */
  reference?: Id;
  /** What is wrong in the view of the customer. */
  reason: Text;
  /** How much of the invoice is disputed. */
  amount?: Money;
  /** When the dispute began. */
  openedAt?: Instant;
}

/** A message, delivery, document or order that cannot go on, with cause, owner, deadline and the ways out. */
export interface ProcessException {
  /** Identifier of the exception. */
  exceptionId: Id;
  /** What cannot go on. */
  kind: 'message' | 'delivery' | 'document' | 'process';
  /** Whose business it is. */
  tenant: Id;
  /** Order, shipment or other key that waits. */
  key: Key;
  /** Id of the message or delivery, or key of the process, that waits. */
  subjectId: Key;
  /** What went wrong. */
  error: ProcessExceptionError;
  /** Whether someone still has to act. */
  state: 'open' | 'resolved' | 'discarded';
  /** When it was put on the exception list. */
  raisedAt: Instant;
  /** The customer's purchase order number. */
  orderNumber?: Id;
  /** Id of the customer. */
  customer?: Id;
  /** Node in the flow that could not go on. */
  nodeId?: Id;
  /** Name of that node. */
  nodeName?: Name;
  /** Person or team that is to act. */
  owner?: Id;
  /** When it is to be settled. */
  deadline?: Instant;
  /** What may be done: correct the document, run it again, lift the hold, or drop it with a reason. */
  waysOut: ('fix' | 'replay' | 'release' | 'discard')[];
  /** When it was settled. */
  closedAt?: Instant;
  /** Who settled it. */
  closedBy?: Id;
  /** Why it was settled that way. */
  reason?: Text;
}

/** An error with its code. */
export interface ProcessExceptionError {
  /** Code in the table of errors. */
  code: string;
  /** What happened and where. */
  message: Text;
  /** What can be done about it. */
  remedy: Text;
  /** Whether trying again may help. */
  retry: 'retryable' | 'terminal';
  /** Whether the machinery or the document is at fault. */
  fault: 'technical' | 'business';
}

/** What a customer has agreed to pay for goods, freight, fuel and extra services in a period. */
export interface RateAgreement {
  /** Identifier of the agreement; the same over all versions. */
  id: Id;
  /** Version of the agreement. */
  version: Id;
  /** Id of the customer. */
  customer: Id;
  /** Currency of every rate in the agreement. */
  currency: Currency;
  /** The days on which this version holds. */
  effective: EffectivePeriod;
  /** Least freight amount of one billing document. */
  minimum?: Money;
  /** How amounts are rounded. */
  rounding: RateAgreementRounding;
  /** How the goods themselves are priced. */
  goods: RateAgreementGoods;
  /** Freight rules; the first that fits applies, every id once. */
  freight: RateAgreementFreightRule[];
  /** Fuel surcharge as a percentage of freight. */
  fuel?: RateAgreementFuel;
  /** Prices of extra services, every code once. */
  accessorials: RateAgreementAccessorialRule[];
  /** What happens to extra services that the carrier reports after the invoice; a debit memo when absent. */
  lateServices?: RateAgreementLateServices;
  /** Which goods that came back are credited; those in good condition, without a fee, when absent. */
  returns?: RateAgreementReturns;
  /** How amounts in other currencies become amounts of an order's; nothing is converted when absent. */
  exchange?: RateAgreementExchange;
  /** When and on what orders are invoiced; the first entry that fits an order decides, and one invoice per order when none does. */
  invoicing?: RateAgreementInvoicingRule[];
}

/** How amounts are rounded. */
export interface RateAgreementRounding {
  /** Where exactly half a unit goes: away from zero, or to the even neighbour. */
  mode: 'half-up' | 'half-even';
  /** Digits after the point. */
  decimals: number;
}

/** How goods are priced. */
export interface RateAgreementGoods {
  /** Whether the unit price comes from the order line or from the item's list price. */
  priceFrom: 'order' | 'item';
}

/** Price of freight on a lane. */
export interface RateAgreementFreightRule {
  /** Identifier of the rule inside the agreement. */
  id: Id;
  /** Where the lane starts. */
  from: RateAgreementLaneEnd;
  /** Where the lane ends. */
  to: RateAgreementLaneEnd;
  /** Applies to this service level only. */
  serviceLevel?: ServiceLevel;
  /** Applies to this mode only. */
  mode?: TransportMode;
  /** What the rate is multiplied by; chargeable weight is the greater of gross and dimensional weight. */
  basis:
    | 'gross-weight'
    | 'dimensional-weight'
    | 'chargeable-weight'
    | 'volume'
    | 'pallet'
    | 'distance'
    | 'stop'
    | 'flat';
  /** Unit of the basis, such as KGM, XPX, KMT, or C62 for a flat rate. */
  unit: Unit;
  /** How volume becomes weight; needed when the basis is dimensional or chargeable weight. */
  dimensional?: RateAgreementDimensional;
  /** Price per unit. */
  rate: Money;
  /** Least amount of one charge. */
  minimum?: Money;
  /** Greatest amount of one charge. */
  maximum?: Money;
  /** Rates that change with the amount of the basis, in ascending order. */
  tiers?: RateAgreementTier[];
  /** Whether the tier into which the whole amount falls prices all of it, or each tier the part that falls into it; whole when absent. */
  tierMode?: 'whole' | 'each-part';
  /** Whether the least amount of a higher tier is charged where that costs less than the amount itself (deficit weight); not with each-part tiers. */
  deficit?: boolean;
}

/** Volume in its unit divided by the divisor is weight in the weight unit, such as 5000 CMQ for each KGM. */
export interface RateAgreementDimensional {
  /** How much volume counts as one weight unit. */
  divisor: PositiveDecimal;
  /** Unit of volume, such as CMQ, MTQ or INQ. */
  volumeUnit: Unit;
  /** Unit of the weight that it becomes, such as KGM or LBR. */
  weightUnit: Unit;
}

/** Which places one end of a lane covers; every property given must fit. */
export interface RateAgreementLaneEnd {
  /** Country of the place. */
  country?: Country;
  /** Region of the place. */
  region?: Id;
  /** First postal code covered. */
  postalCodeFrom?: Id;
  /** Last postal code covered. */
  postalCodeTo?: Id;
  /** UN/LOCODE of the place. */
  unLocode?: UnLocode;
  /** Covers every place. */
  any?: true;
}

/** A rate up to a limit. */
export interface RateAgreementTier {
  /** Greatest amount of the basis at this rate; the last tier leaves it out. */
  upTo?: PositiveDecimal;
  /** Price per unit in this tier. */
  rate: Money;
}

/** Fuel surcharge over time. */
export interface RateAgreementFuel {
  /** Percentages by the day on which each begins to hold, every day once. */
  index: RateAgreementFuelStep[];
  /** Which week applies; the percentage in force on the ship date when absent. */
  week?: RateAgreementFuelWeek;
  /** How many days a percentage may be old on the day whose percentage counts; any age when absent. */
  maxAgeDays?: number;
}

/** A percentage that holds from a day on. */
export interface RateAgreementFuelStep {
  /** First day. */
  from: CalendarDate;
  /** Percentage of the freight amount. */
  percent: NonNegativeDecimal;
}

/** Which week's percentage a shipment gets: that of the week in which it left, or of an earlier one. */
export interface RateAgreementFuelWeek {
  /** Day of the week on which a week begins. */
  starts: 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';
  /** How many weeks before that of the ship date; 0 is the week of the ship date itself. */
  weeksBefore: number;
}

/** Price of an extra service. */
export interface RateAgreementAccessorialRule {
  /** Code that shipment events use for the service. */
  code: Id;
  /** Text for the document line. */
  description: Text;
  /** What the rate is multiplied by. */
  basis: 'each' | 'hour' | 'flat';
  /** Unit of the basis, such as C62 or HUR. */
  unit: Unit;
  /** How much is not charged. */
  freeQuantity?: NonNegativeDecimal;
  /** Price per unit. */
  rate: Money;
  /** Greatest amount of one charge. */
  maximum?: Money;
  /** Of a load with several orders: shared out evenly among them, or charged to each in full; shared when absent. */
  sharedLoads?: 'share' | 'each';
}

/** Rates that the contract fixes, and the table that gives all others. */
export interface RateAgreementExchange {
  /** Rates of the contract; they go before the table. */
  fixed?: RateAgreementFixedRate[];
  /** Which published rates hold. */
  table?: RateAgreementExchangeTable;
}

/** A rate that the contract fixes for as long as this version holds. */
export interface RateAgreementFixedRate {
  /** Currency that is converted. */
  base: Currency;
  /** Currency it becomes. */
  quote: Currency;
  /** Units of the quote currency for one unit of the base currency. */
  rate: PositiveDecimal;
}

/** Whose rates hold, and those of which day. */
export interface RateAgreementExchangeTable {
  /** Who publishes the rates, as master data names it. */
  source: Id;
  /** The day whose rate counts: on which the goods left, of the invoice, or of the order. */
  date: 'ship-date' | 'invoice-date' | 'order-date';
  /** Days before that day from which a rate may date; an older one is refused. */
  maxAgeDays: number;
  /** Whether one divided by the rate of the opposite direction may be taken where the source publishes only that. */
  inverse?: boolean;
  /** Currency over which two rates may be chained where the source publishes none between the two. */
  via?: Currency;
}

/** How the orders that fit are invoiced: each on its own, unless they are consolidated. */
export interface RateAgreementInvoicingRule {
  /** Identifier of the rule inside the agreement. */
  id: Id;
  /** Which orders the rule is for; every order when absent. */
  when?: RateAgreementInvoicingCondition;
  /** One invoice over all orders of a period. */
  consolidate?: RateAgreementConsolidation;
  /** Whether a pro-forma invoice is made when the load is planned and nothing has left yet. */
  proForma?: boolean;
}

/** What an order must be; every property given must fit. */
export interface RateAgreementInvoicingCondition {
  /** Country the goods go to. */
  country?: Country;
  /** Service level of the order. */
  serviceLevel?: ServiceLevel;
  /** Currency of the order. */
  currency?: Currency;
  /** Id of the place the goods go to. */
  shipTo?: Id;
}

/** When the invoice over several orders is made, and what may stand on one. */
export interface RateAgreementConsolidation {
  /** Length of a period. */
  every: 'day' | 'week' | 'month';
  /** Last day of a week; Sunday when absent. */
  weekday?: 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';
  /** Last day of a month's period, the month's last where it has none of that number; the month's last when absent. */
  monthDay?: number;
  /** Time of that day at which the period closes, such as 18:00; the end of the day when absent. */
  cutOff?: string;
  /** Zone of days and cut-off; that of the billing entity when absent. */
  zone?: Zone;
  /** Where a period ends on a day on which nobody works: it closes on the working day before or after it, by the calendar of the terms. */
  workingDay?: 'before' | 'after';
  /**
   * What gets an invoice of its own besides customer, who pays, billing entity, currency and tax status, which never share one.
   *
   * Items: Each place the goods go to, or each purchase order.
   */
  separate?: ('ship-to' | 'order')[];
  /** Whether tax is rounded once on the sums of the whole invoice, or on those of each order; by invoice when absent. */
  tax?: 'by-invoice' | 'by-order';
}

/** Which extra services that come after the invoice the customer still pays. */
export interface RateAgreementLateServices {
  /** Charged by a debit memo, or absorbed as our own cost. */
  treatment: 'debit-memo' | 'absorb';
  /** Days after the invoice until which a debit memo may still be sent; what comes later is absorbed. */
  withinDays?: number;
  /** Net amounts below this are absorbed. */
  absorbBelow?: NonNegativeMoney;
}

/** What a customer is credited for goods that come back; freight and extra services are not. */
export interface RateAgreementReturns {
  /** Conditions, as the warehouse found them, in which goods are credited; none for no credit at all. */
  credited: ('good' | 'damaged' | 'quarantine' | 'expired')[];
  /** Percentage of the unit price that is kept for each unit credited, rounded per unit. */
  restockingPercent?: PositiveDecimal;
  /** Amount that is kept for each unit credited; with a percentage both are kept, together never more than the price. */
  restockingPerUnit?: NonNegativeMoney;
}

/** The question to a warehouse whether a release that it already has can still be changed. */
export interface ReleaseChange {
  /** Number of the question; the warehouse names it in its answer. */
  requestNumber: Id;
  /** Number of the order release that is to change. */
  releaseNumber: Id;
  /** The customer's purchase order number. */
  orderNumber: Id;
  /** Number of the sales order in the ERP. */
  erpOrderNumber?: Id;
  /** Which warehouse has the release. */
  warehouse: Place;
  /** Whether parts of the release change or none of it is wanted any more. */
  kind: 'change' | 'cancellation';
  /** Where the goods are to go, when that changes. */
  shipTo?: Place;
  /** When the customer wants the goods, when that changes. */
  requestedDelivery?: TimeWindow;
  /** The lines that change; every line number once. */
  lines: ReleaseChangeLine[];
}

/** What becomes of one line of the release. */
export interface ReleaseChangeLine {
  /** Number of the order line. */
  lineNumber: Id;
  /** What is picked. */
  item: ItemRef;
  /** How much the release has now; zero of a new line. */
  from: NonNegativeQuantity;
  /** How much it is to have; zero to cancel the line. */
  to: NonNegativeQuantity;
  /** How much of it is picked already and goes back to stock. */
  restock?: PositiveQuantity;
  /** When the customer wants this line, when that changes. */
  requestedDelivery?: TimeWindow;
}

/** What a customer orders from us, whatever the system or format it came in. */
export interface SalesOrder {
  /** The customer's purchase order number. */
  orderNumber: Id;
  /** When the customer placed the order. */
  orderDate: Instant;
  /** Who orders. */
  customer: Party;
  /** Where the goods go. */
  shipTo: Place;
  /** Who pays when it is not the customer. */
  billTo?: Party;
  /** Currency of the order. */
  currency: Currency;
  /** When the customer wants the goods. */
  requestedDelivery?: TimeWindow;
  /** Delivery term agreed for the order. */
  incoterms?: Incoterms;
  /** How fast the goods are to travel. */
  serviceLevel?: ServiceLevel;
  /** Whether the order may be delivered and billed in parts. */
  partialShipmentAllowed: boolean;
  /** Id of the warehouse that is to ship, when the order names one. */
  warehouse?: Id;
  /** Number of the sales order in the ERP. */
  erpOrderNumber?: Id;
  /** Which ERP has the sales order, as the site names systems, where there are several. */
  erp?: Id;
  /** What partners and systems call the order. */
  identifiers?: Identifier[];
  /** Remarks of the customer. */
  notes?: Text[];
  /** What is ordered; every line number once. */
  lines: SalesOrderLine[];
}

/** One item ordered. */
export interface SalesOrderLine {
  /** Number of the order line. */
  lineNumber: Id;
  /** What is ordered. */
  item: ItemRef;
  /** How much is ordered. */
  quantity: PositiveQuantity;
  /** Price per unit as the customer states it, zero or more. */
  unitPrice?: NonNegativeMoney;
  /** When the customer wants this line, when it differs from the order. */
  requestedDelivery?: TimeWindow;
  /** Whether an equivalent item may be sent instead. */
  substitutionAllowed?: boolean;
}

/** Goods planned to travel together from one place to another with one carrier. */
export interface Shipment {
  /** Number of the shipment in the transport management system. */
  shipmentId: Id;
  /** Number of the load or truck run that carries the shipment. */
  loadNumber?: Id;
  /** How far the shipment is. */
  status: 'planned' | 'tendered' | 'accepted' | 'in-transit' | 'delivered' | 'cancelled';
  /** The orders whose goods travel. */
  orders: ShipmentOrder[];
  /** The carrier that moves the goods. */
  carrier: CarrierRef;
  /** By which means the goods travel. */
  mode: TransportMode;
  /** How fast the goods are to travel. */
  serviceLevel?: ServiceLevel;
  /** Where the goods are picked up. */
  origin: Place;
  /** Where the goods are delivered. */
  destination: Place;
  /** The carrier's progressive (tracking) number. */
  pro?: Id;
  /** Bill of lading number. */
  bol?: Id;
  /** Weight of the goods with packaging. */
  grossWeight?: NonNegativeQuantity;
  /** Space the goods take. */
  volume?: NonNegativeQuantity;
  /** Distance by which freight is rated. */
  distance?: NonNegativeQuantity;
  /** At how many places the transport stops for these goods beside where it picks them up, for freight that is rated by the stop. */
  stops?: number;
  /** When the goods are to be picked up. */
  plannedPickup?: Instant;
  /** When the goods are to be delivered. */
  plannedDelivery?: Instant;
  /** What the transport is expected to cost. */
  expectedCharges: Charge[];
}

/** An order, or the part of it, that travels in a shipment. */
export interface ShipmentOrder {
  /** The customer's purchase order number. */
  orderNumber: Id;
  /** Number of the sales order in the ERP. */
  erpOrderNumber?: Id;
  /** Number of the order release sent to the warehouse. */
  releaseNumber?: Id;
}

/** A milestone of a shipment as reported by the carrier; at least one of shipment id, PRO, bill of lading and order number says which shipment. */
export interface ShipmentEvent {
  /** Identifier of the event at its sender; the same event sent twice carries the same. */
  eventId: Id;
  /** Number of the shipment in the transport management system. */
  shipmentId?: Id;
  /** The carrier's progressive (tracking) number. */
  pro?: Id;
  /** Bill of lading number. */
  bol?: Id;
  /** The customer's purchase order number. */
  orderNumber?: Id;
  /** The carrier that moves the goods. */
  carrier?: CarrierRef;
  /** What happened. Delivered together with proofOfDelivery counts as both milestones. */
  milestone:
    | 'tender-accepted'
    | 'tender-rejected'
    | 'picked-up'
    | 'dispatched'
    | 'in-transit'
    | 'arrived'
    | 'delivered'
    | 'proof-of-delivery'
    | 'exception'
    | 'exception-cleared';
  /** When it happened. */
  occurredAt: Instant;
  /** Zone of the place where it happened. */
  zone?: Zone;
  /** Where it happened. */
  place?: Place;
  /** What went wrong; present for the milestone exception. */
  exception?: ShipmentEventDeliveryException;
  /** Who signed for the goods; present for the milestone proof-of-delivery. */
  proofOfDelivery?: ShipmentEventProofOfDelivery;
  /** Pieces that the carrier counted at delivery, where it counts; a line may have several rows. */
  deliveredLines?: ShipmentEventDeliveredLine[];
  /** Extra work of the carrier that may be charged. */
  accessorials?: ShipmentEventAccessorial[];
}

/** What was counted of one line of the order. */
export interface ShipmentEventDeliveredLine {
  /** Number of the order line. */
  lineNumber: Id;
  /** How much arrived, in the unit of the order line. */
  quantity: NonNegativeQuantity;
}

/** Something that went wrong on the way. */
export interface ShipmentEventDeliveryException {
  /** What went wrong. */
  type: 'damage' | 'shortage' | 'refused' | 'delay' | 'other';
  /** The carrier's own words. */
  text?: Text;
}

/** Evidence that the goods were handed over. */
export interface ShipmentEventProofOfDelivery {
  /** Who signed. */
  signedBy: Name;
  /** Number or address of the signed document. */
  reference?: Id;
}

/** Extra work of the carrier. */
export interface ShipmentEventAccessorial {
  /** What was done: detention, liftgate, residential, redelivery, storage or another code of the agreement. */
  code: Id;
  /** How much of it: pieces, hours, days. */
  quantity: NonNegativeQuantity;
}

/** Where a list of stock and all that was told before differ. */
export interface StockDifference {
  /** The list that was compared. */
  snapshotId: Id;
  /** Instant at which both are compared. */
  asOf: Instant;
  /** Whose stock it is about. */
  warehouse: Place;
  /** System that made the list. */
  source?: Id;
  /** When it was compared. */
  comparedAt: Instant;
  /** Lines of the list that were compared. */
  compared: number;
  /** Positions of which it cannot be told any more how much there was. */
  notCompared?: Text[];
  /** What differs; none when both agree. */
  lines: StockDifferenceLine[];
}

/** An item of which both say otherwise. */
export interface StockDifferenceLine {
  /** Number of the line. */
  lineNumber: Id;
  /** What it is about. */
  item: ItemRef;
  /** What the stock may be used for. */
  status: 'available' | 'reserved' | 'quality' | 'blocked' | 'in-transit';
  /** Id of the party that owns the stock, when it is not ours. */
  owner?: Id;
  /** How much there is by all that was told. */
  ours: Quantity;
  /** How much the list says. */
  theirs: NonNegativeQuantity;
  /** Theirs less ours. */
  difference: Quantity;
}

/** A movement of stock as finance books it. */
export interface StockPosting {
  /** Number of the movement; sent twice it stays the same. */
  postingNumber: Id;
  /** What sort of movement it is. */
  kind: 'receipt' | 'issue' | 'transfer' | 'status-change' | 'adjustment' | 'scrap' | 'count';
  /** When the stock moved. */
  occurredAt: Instant;
  /** Where it moved. */
  warehouse: Place;
  /** Reason code of the warehouse. */
  reason?: Text;
  /** What is booked. */
  lines: StockPostingLine[];
}

/** One booking. */
export interface StockPostingLine {
  /** Line of the movement. */
  lineNumber: Id;
  /** What moved. */
  item: ItemRef;
  /** How much moved. */
  quantity: PositiveQuantity;
  /** What the ERP calls the movement. */
  movementType: Id;
  /** Account that bears the other side. */
  account?: Id;
  /** Cost centre that bears it. */
  costCentre?: Id;
  /** Lot or batch number. */
  lot?: Lot;
  /** Stock value of what moved. */
  value?: Money;
  /** Id of the party that owns the stock, when it is not ours. */
  owner?: Id;
  /** Id of the party that owns the stock afterwards, where the movement hands it on to another; our own id is not told. */
  newOwner?: Id;
}

/** How much of its items a warehouse says it has at an instant; what is listed is compared, so stock that ran out is listed with zero. */
export interface StockSnapshot {
  /** Identifier of the list at its sender; sent twice it stays the same. */
  snapshotId: Id;
  /** Instant at which the list was true. */
  asOf: Instant;
  /** Zone in which people read the instants of this document. */
  zone?: Zone;
  /** Whose stock it is about. */
  warehouse: Place;
  /** System that made the list. */
  source?: Id;
  /** One line for each item, status and owner. */
  lines: StockSnapshotLine[];
}

/** How much there is of an item in a status. */
export interface StockSnapshotLine {
  /** What there is. */
  item: ItemRef;
  /** What the stock may be used for. */
  status: 'available' | 'reserved' | 'quality' | 'blocked' | 'in-transit';
  /** How much there is. */
  quantity: NonNegativeQuantity;
  /** Id of the party that owns the stock, when it is not ours. */
  owner?: Id;
}

/** Master data of a company that we buy from. */
export interface Supplier {
  /** Our own identifier of the supplier. */
  id: Id;
  /** Registered name. */
  name: Name;
  /** Global Location Number of the supplier. */
  gln?: Gln;
  /** Registered address. */
  address?: Address;
  /** Places from which the supplier delivers. */
  shipFrom?: Place[];
  /** Currency in which we buy. */
  currency?: Currency;
  /** VAT identification or tax number. */
  taxId?: Id;
  /** Delivery term usually agreed. */
  incoterms?: Incoterms;
  /** Calendar days from order to receipt. */
  leadTimeDays?: number;
  /** When we pay, as agreed. */
  paymentTerms?: Name;
  /** What partners and systems call the supplier. */
  identifiers: Identifier[];
  /** Whether we may order. */
  active: boolean;
  /** Whether orders, receipts or payments are stopped. */
  blocked?: boolean;
}

/** Which tax applies to which sale, in a period. */
export interface TaxRule {
  /** Identifier of the rule; the same over all versions. */
  id: Id;
  /** Version of the rule. */
  version: Id;
  /** The days on which this version holds. */
  effective: EffectivePeriod;
  /** Country, or country and region, of the ship-to place. */
  jurisdiction: string;
  /** Applies to billing entities of this country only. */
  sellerCountry?: Country;
  /** Applies to customers of this tax status. */
  customerStatus: 'taxable' | 'exempt' | 'reverse-charge' | 'any';
  /** Applies to items of this tax class only. */
  taxClass?: Id;
  /** Tax code written on invoices. */
  code: Id;
  /** Rate in percent. */
  rate: NonNegativeDecimal;
  /** What the law wants printed when no tax is charged. */
  reason?: Text;
  /** In which currency the country wants its tax told, and by which rate, where an invoice is in another. */
  nationalCurrency?: TaxRuleNationalCurrency;
}

/** A currency, and whose rate of which day turns a tax into it. */
export interface TaxRuleNationalCurrency {
  /** Currency of the country. */
  currency: Currency;
  /** Who publishes the rates that the law accepts, such as ECB. */
  source: Id;
  /** The day on which the tax becomes chargeable: that on which the goods left, or that of the invoice. */
  date: 'ship-date' | 'invoice-date';
  /** How many days old the rate may be on that day. */
  maxAgeDays: number;
  /** One divided by the opposite rate may be taken where the source has only that. */
  inverse?: boolean;
  /** Two rates may be chained over this currency, such as the euro. */
  via?: Currency;
}

/** What a warehouse has really picked, packed or shipped for a release. */
export interface WarehouseConfirmation {
  /** Identifier of the confirmation at the warehouse; sent twice it stays the same. */
  confirmationId: Id;
  /** Number of the order release sent to the warehouse. */
  releaseNumber: Id;
  /** The customer's purchase order number. */
  orderNumber?: Id;
  /** Number of the sales order in the ERP. */
  erpOrderNumber?: Id;
  /** Which warehouse confirms. */
  warehouse: Place;
  /** How far the goods are. */
  stage: 'picked' | 'packed' | 'shipped';
  /** When that stage was reached. */
  occurredAt: Instant;
  /** Zone in which people read the instants of this document. */
  zone?: Zone;
  /** Number of the shipment in the transport management system. */
  shipmentId?: Id;
  /** Bill of lading number. */
  bol?: Id;
  /** The carrier that moves the goods. */
  carrier?: CarrierRef;
  /** Weight of everything confirmed, with packaging. */
  grossWeight?: NonNegativeQuantity;
  /** Packages with their contents; every SSCC once, empty while picking. */
  packages: WarehouseConfirmationPackage[];
  /** What was picked per order line. */
  lines: WarehouseConfirmationLine[];
}

/** One labelled package or pallet. */
export interface WarehouseConfirmationPackage {
  /** Serial Shipping Container Code on the label. */
  sscc: Sscc;
  /** Kind of package: UN/ECE Recommendation 21 code with X in front, such as XPX for pallet. */
  packageType?: Unit;
  /** Weight with packaging. */
  grossWeight?: NonNegativeQuantity;
  /** What is inside. */
  contents: WarehouseConfirmationContent[];
}

/** Goods of one order line inside a package. */
export interface WarehouseConfirmationContent {
  /** Number of the order line. */
  lineNumber: Id;
  /** How much is inside. */
  quantity: PositiveQuantity;
  /** Lot or batch number. */
  lot?: Lot;
  /** Serial numbers of the pieces inside. */
  serials?: Serials;
}

/** What was picked for one order line. */
export interface WarehouseConfirmationLine {
  /** Number of the order line. */
  lineNumber: Id;
  /** The item that was really picked. */
  item: ItemRef;
  /** How much was ordered. */
  ordered: NonNegativeQuantity;
  /** How much was picked, packed or shipped. */
  confirmed: NonNegativeQuantity;
  /** How the line ended. */
  status: 'complete' | 'short' | 'substituted' | 'cancelled';
  /** The item ordered, when another one was sent. */
  substitutedFor?: ItemRef;
  /** Lot or batch number. */
  lot?: Lot;
  /** Serial numbers of the pieces. */
  serials?: Serials;
  /** Why the line is short, substituted or cancelled. */
  reason?: Text;
}

/** The type of the document behind each object id. */
export interface CanonicalDocuments {
  'account': Account;
  'acknowledgement': Acknowledgement;
  'billing-entity': BillingEntity;
  'carrier': Carrier;
  'charge': Charge;
  'cross-reference': CrossReference;
  'customer': Customer;
  'envelope': Envelope;
  'exchange-rate': ExchangeRate;
  'freight-accrual': FreightAccrual;
  'freight-dispute': FreightDispute;
  'freight-invoice': FreightInvoice;
  'freight-payable': FreightPayable;
  'goods-receipt': GoodsReceipt;
  'inventory-movement': InventoryMovement;
  'invoice': Invoice;
  'item': Item;
  'location': Location;
  'order-change': OrderChange;
  'order-release': OrderRelease;
  'order-response': OrderResponse;
  'payment-status': PaymentStatus;
  'process-exception': ProcessException;
  'rate-agreement': RateAgreement;
  'release-change': ReleaseChange;
  'sales-order': SalesOrder;
  'shipment': Shipment;
  'shipment-event': ShipmentEvent;
  'stock-difference': StockDifference;
  'stock-posting': StockPosting;
  'stock-snapshot': StockSnapshot;
  'supplier': Supplier;
  'tax-rule': TaxRule;
  'warehouse-confirmation': WarehouseConfirmation;
}
