import type {
  ExchangeRate,
  FreightInvoice,
  FreightInvoiceShipment,
  Money,
} from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import { big } from '../rating/decimal.ts';
import type { Conversion } from '../rating/exchange.ts';
import { add, compare, money, negate, readable, round, sum } from '../rating/money.ts';
import { billExchange } from './bill-exchange.ts';
import { creditedBeyond, setOff } from './credit.ts';
import { matchCharges } from './match.ts';
import type { Arrival } from './plan.ts';
import { taxShares } from './tax-shares.ts';
import type { SettlementTerms } from './terms.ts';
import type { CarrierBill, Dispute, FreightProcess, MatchedCharge, PaymentDetails } from './types.ts';

/** A shipment on a carrier's document, with what is known of it. */
export interface BilledShipment {
  readonly process: FreightProcess;
  readonly billed: FreightInvoiceShipment;
}

export interface SettledShipment {
  readonly process: FreightProcess;
  readonly billed: FreightInvoiceShipment;
  readonly charges: readonly MatchedCharge[];
  /** Opened by this document. */
  readonly dispute: Dispute | null;
  /** What it credits beyond all that was owed for the shipment. */
  readonly beyond: Money | null;
}

export interface InvoiceArrival extends Arrival {
  /** Id of the exception for a dispute. */
  readonly exceptionId: (disputeNumber: string) => string;
  /** Published rates between currencies. */
  readonly rates?: readonly ExchangeRate[];
}

export interface SettledInvoice {
  readonly shipments: readonly SettledShipment[];
  /** What is to be paid now. With what is disputed it adds up to the document. */
  readonly approved: { readonly net: Money; readonly tax: Money; readonly gross: Money };
  readonly disputed: { readonly net: Money; readonly tax: Money };
}

/**
 * Matches a carrier's document with what is known of its shipments: one bill on each, a dispute on each of which a
 * part is neither expected nor tolerated. The document's tax follows the net amounts it is for.
 *
 * @throws CD_SETTLEMENT_TOTALS when the document does not add up; CD_MONEY_CURRENCY_MISMATCH; CD_RATING_EXCHANGE_*
 */
export function settleInvoice(
  invoice: FreightInvoice,
  shipments: readonly BilledShipment[],
  terms: SettlementTerms,
  arrival: InvoiceArrival,
): SettledInvoice {
  requireSums(invoice);
  const { currency } = invoice;
  const matched = shipments.map((shipment) => match(invoice, shipment, terms, arrival));
  const of = (charges: readonly MatchedCharge[], figure: 'approved' | 'disputed'): Money =>
    sum(
      currency,
      charges.map((charge) => money(charge[figure], currency)),
    );
  const all = matched.flatMap(({ charges }) => charges);
  const opened = matched.map(({ charges }) => charges.filter(({ disputed }) => big(disputed).gt(0)));
  const net = of(all, 'approved');
  // Below zero: credits for what was never paid.
  const setOffs = all.filter(({ disputed }) => big(disputed).lt(0));
  const [tax = money('0', currency), ...disputedTaxes] = taxShares(invoice, [
    net,
    ...opened.map((charges) => of(charges, 'disputed')),
    of(setOffs, 'disputed'),
  ]);
  const settled = matched.map((one, index): SettledShipment => {
    const own = opened[index] ?? [];
    const dispute =
      own.length === 0
        ? null
        : disputeOf(invoice, one.process, own, of(own, 'disputed'), disputedTaxes[index], arrival);
    const { exchange: _, ...rest } = one;
    return { ...rest, dispute, process: withBill(one, invoice, dispute, arrival) };
  });
  return {
    shipments: settled,
    approved: { net, tax, gross: add(net, tax) },
    disputed: { net: of(all, 'disputed'), tax: sum(currency, disputedTaxes) },
  };
}

interface Matched extends Omit<SettledShipment, 'dispute'> {
  readonly exchange: Conversion | null;
}

function match(
  invoice: FreightInvoice,
  { process, billed }: BilledShipment,
  terms: SettlementTerms,
  { messageId, rates = [] }: InvoiceArrival,
): Matched {
  const { currency, relatesTo, kind, invoiceNumber, carrier } = invoice;
  const exchange = billExchange(process, invoice, terms, rates);
  const source = `${kind} ${invoiceNumber} of ${carrier.scac}, message ${messageId}`;
  const named = { carrier: carrier.scac, invoiceNumber, relatesTo };
  const asked = { ...named, currency, charges: billed.charges, source, exchange };
  const charges = matchCharges(process, asked, terms);
  const after = setOff(charges, process, { currency, carrier: carrier.scac, relatesTo });
  const settled = { ...process, disputes: after.disputes };
  const beyond = creditedBeyond(process, after.charges, currency);
  return { billed, charges: after.charges, process: settled, beyond, exchange };
}

function withBill(
  { process, charges, exchange }: Matched,
  { invoiceNumber, kind, carrier, currency, issuedAt, relatesTo }: FreightInvoice,
  dispute: Dispute | null,
  { messageId, now }: Arrival,
): FreightProcess {
  const bill: CarrierBill = {
    ...{ invoiceNumber, kind, carrier: carrier.scac, currency, issuedAt, messageId },
    charges: charges.map(({ explanation: _, ...charge }) => charge),
    ...(relatesTo !== undefined && { relatesTo }),
    ...(exchange && { exchange }),
  };
  return {
    ...process,
    bills: [...process.bills, bill],
    disputes: dispute ? [...process.disputes, dispute] : process.disputes,
    updatedAt: now,
  };
}

function disputeOf(
  invoice: FreightInvoice,
  { key }: FreightProcess,
  charges: readonly MatchedCharge[],
  { amount }: Money,
  tax: Money | undefined,
  { now, exceptionId }: InvoiceArrival,
): Dispute {
  const { invoiceNumber, kind, carrier, billTo, issuedAt, currency } = invoice;
  const number = `DSP-${documentNumber(invoice)}-${key.slice(key.indexOf('/') + 1)}`;
  return {
    ...{ number, invoiceNumber, kind, issuedAt, carrier, billTo, payment: paymentOf(invoice) },
    ...{ openedAt: now, charges, amount, currency, status: 'open' },
    ...{ exceptionId: exceptionId(number), tax: tax?.amount ?? money('0', currency).amount },
  };
}

export const paymentOf = ({ remitTo, dueDate, paymentTerms, relatesTo }: FreightInvoice): PaymentDetails => ({
  ...(remitTo && { remitTo }),
  ...(dueDate !== undefined && { dueDate }),
  ...(paymentTerms !== undefined && { paymentTerms }),
  ...(relatesTo !== undefined && { relatesTo }),
});

/** The carrier's number as ours begin; carriers give memos the numbers of their invoices. */
export const documentNumber = ({
  invoiceNumber,
  kind,
  carrier,
}: Pick<FreightInvoice, 'invoiceNumber' | 'kind' | 'carrier'>): string =>
  [carrier.scac, ...(kind === 'invoice' ? [] : [kind]), invoiceNumber].join('-');

/** The number of what is paid of a document of the carrier, or of a dispute. */
export const payableNumber = (number: string): string => `PAY-${number}`;

function requireSums({ invoiceNumber, kind, currency, shipments, taxes, totals }: FreightInvoice): void {
  const charged = sum(
    currency,
    shipments.flatMap(({ charges }) => charges.map(({ amount }) => amount)),
    `freight invoice ${invoiceNumber}`,
  );
  const taxed =
    taxes &&
    sum(
      currency,
      taxes.map(({ amount }) => amount),
      `freight invoice ${invoiceNumber}`,
    );
  const fine = shipments
    .flatMap(({ charges }) => charges)
    .map(({ amount }) => ({
      what: 'a charge',
      stated: amount,
      computed: round(amount, { mode: 'half-up' }),
    }));
  const isCredit = kind === 'credit-memo' && compare(totals.net, money('0', currency)) > 0;
  const wrong = [
    ...fine,
    ...(isCredit ? [{ what: 'a credit', stated: totals.net, computed: negate(totals.net) }] : []),
    { what: 'net', stated: totals.net, computed: charged },
    ...(taxed ? [{ what: 'tax', stated: totals.tax, computed: taxed }] : []),
    { what: 'gross', stated: totals.gross, computed: add(totals.net, totals.tax) },
  ].find(({ stated, computed }) => compare(stated, computed) !== 0);
  if (!wrong) return;
  const { what, stated, computed } = wrong;
  throw new CrossdockError('CD_SETTLEMENT_TOTALS', {
    ...{ invoice: invoiceNumber, what, stated: readable(stated), computed: readable(computed) },
  });
}
