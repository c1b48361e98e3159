import type {
  CarrierRef,
  FreightDispute,
  FreightInvoice,
  FreightPayable,
  FreightPayableCharge,
  FreightPayableShipment,
} from '../canonical/types.generated.ts';
import { add, allocate, money, sum } from '../rating/money.ts';
import {
  documentNumber,
  payableNumber,
  paymentOf,
  type SettledInvoice,
  type SettledShipment,
} from './settle-invoice.ts';
import { costCentreFor, type SettlementTerms } from './terms.ts';
import type { Dispute, FreightProcess, MatchedCharge } from './types.ts';

/** How much of each order travelled, by weight; orders of which nothing is known share alike. */
export type WeightsOf = (process: FreightProcess) => readonly string[];

/** What is to be paid of a carrier's document, with the cost by order and cost centre; null when it is nothing. */
export function payableOf(
  invoice: FreightInvoice,
  { shipments, approved, disputed }: SettledInvoice,
  terms: SettlementTerms,
  weightsOf: WeightsOf,
): FreightPayable | null {
  const paid = shipments.filter(({ charges }) => charges.some(({ approved: part }) => !isZero(part)));
  if (paid.length === 0) return null;
  const { invoiceNumber, kind, carrier, billTo, issuedAt, currency } = invoice;
  return {
    payableNumber: payableNumber(documentNumber(invoice)),
    ...{ invoiceNumber, kind, carrier, billTo, issuedAt, currency },
    ...paymentOf(invoice),
    shipments: paid.map((one) => payableShipment({ ...one, carrier }, currency, terms, weightsOf)),
    totals: approved,
    disputedNet: disputed.net,
  };
}

/** What is paid after all when a dispute is accepted. */
export function payableOfDispute(
  process: FreightProcess,
  dispute: Dispute,
  terms: SettlementTerms,
  weightsOf: WeightsOf,
): FreightPayable {
  const { number, invoiceNumber, kind, issuedAt, billTo, currency, amount } = dispute;
  const carrier = carrierOf(process, dispute);
  const charges = dispute.charges.map(({ converted, ...charge }) => ({
    ...charge,
    ...{ approved: charge.disputed, disputed: money('0', currency).amount, reason: 'dispute accepted' },
    ...(converted && {
      converted: {
        ...converted,
        approved: converted.disputed,
        disputed: money('0', converted.currency).amount,
      },
    }),
  }));
  const net = money(amount, currency);
  const tax = money(dispute.tax, currency);
  return {
    payableNumber: payableNumber(number),
    ...{ invoiceNumber, kind, carrier, billTo, issuedAt, currency },
    ...dispute.payment,
    settlesDispute: number,
    shipments: [payableShipment({ process, charges, carrier }, currency, terms, weightsOf)],
    totals: { net, tax, gross: add(net, tax) },
    disputedNet: money('0', currency),
  };
}

/** A dispute as the carrier and finance see it. */
export const disputeDocument = (process: FreightProcess, dispute: Dispute): FreightDispute => {
  const { number, invoiceNumber, openedAt, charges, amount, currency, status, reason } = dispute;
  const carrier = carrierOf(process, dispute);
  return {
    ...{ disputeNumber: number, carrier, invoiceNumber, openedAt, status, currency },
    ...numbersOf(process),
    charges: charges.map((charge) => chargeOf(charge, currency)),
    total: money(amount, currency),
    ...(reason !== undefined && { reason }),
  };
};

/** Who billed what is in dispute, planned or not; for older disputes the bill tells. */
export function carrierOf({ carrier, bills }: FreightProcess, dispute: Dispute): CarrierRef {
  if (dispute.carrier) return dispute.carrier;
  const billed = bills
    .map((bill) => ({ ...bill, carrier: { scac: bill.carrier } }))
    .find((bill) => dispute.number.startsWith(`DSP-${documentNumber(bill)}-`));
  return !billed || billed.carrier.scac === carrier.scac ? carrier : billed.carrier;
}

/** @param paid with the carrier that is paid, who bears the cost centre: it need not be the planned one */
function payableShipment(
  {
    process,
    charges,
    carrier,
  }: Pick<SettledShipment, 'process' | 'charges'> & { readonly carrier: CarrierRef },
  currency: string,
  terms: SettlementTerms,
  weightsOf: WeightsOf,
): FreightPayableShipment {
  const approved = sum(
    currency,
    charges.map((charge) => money(charge.approved, currency)),
  );
  const { mode, origin, orders } = process;
  const costCentre = costCentreFor(terms, { carrier: carrier.scac, mode, origin });
  const bearing = costCentre === null ? {} : { costCentre };
  const shares = orders.length === 0 ? [] : allocate(approved, weightsOf(process));
  const byOrder = orders.flatMap(({ orderNumber }, index) => {
    const amount = shares[index];
    return amount ? [{ orderNumber, ...bearing, amount }] : [];
  });
  return {
    ...numbersOf(process),
    approved,
    charges: charges.map((charge) => chargeOf(charge, currency)),
    allocations: byOrder.length > 0 ? byOrder : [{ ...bearing, amount: approved }],
  };
}

const chargeOf = (charge: MatchedCharge, currency: string): FreightPayableCharge => {
  const { group, kind, description, expected, reason, converted, explanation } = charge;
  const figures = ({ invoiced, approved, disputed }: Figures, of: string) => ({
    ...{ invoiced: money(invoiced, of), approved: money(approved, of), disputed: money(disputed, of) },
  });
  return {
    ...{ code: group, kind, description, reason },
    expected: money(expected, converted?.currency ?? currency),
    ...figures(charge, currency),
    ...(converted && { converted: figures(converted, converted.currency) }),
    ...(explanation && { explanation }),
  };
};

type Figures = Pick<MatchedCharge, 'invoiced' | 'approved' | 'disputed'>;

const numbersOf = ({
  shipmentId,
  pro,
  bol,
}: Partial<Pick<FreightProcess, 'shipmentId' | 'pro' | 'bol'>>) => ({
  ...(shipmentId !== undefined && { shipmentId }),
  ...(pro !== undefined && { pro }),
  ...(bol !== undefined && { bol }),
});

const isZero = (amount: string): boolean => /^-?0(\.0*)?$/.test(amount);
