import { big } from '../rating/decimal.ts';
import { type Money, money, readable, sum } from '../rating/money.ts';
import { inPlan } from './bill-exchange.ts';
import type { CarrierBill, Dispute, FreightProcess, MatchedCharge } from './types.ts';

/** What other documents were paid for a charge that is in dispute. */
export interface PaidBefore {
  readonly group: string;
  /** The documents that were paid. */
  readonly invoiceNumbers: readonly string[];
  /** Less what was credited. */
  readonly paid: Money;
}

interface Payment {
  readonly invoiceNumber: string;
  readonly paid: Money;
}

/**
 * What was paid by other documents already for the charges of a dispute, by charge and currency: to accept it pays them
 * again. What the disputed document itself was paid is not meant: the dispute is about the rest of it.
 */
export function paidBefore(process: FreightProcess, dispute: Dispute): readonly PaidBefore[] {
  const groups = [...new Set(dispute.charges.map(({ group }) => group))];
  return groups.flatMap((group) => {
    const bills = process.bills
      .filter((bill) => !isDisputed(bill, dispute))
      .map((bill) => billed(bill, group));
    const accepted = acceptedFor(process, group).filter(({ number }) => number !== dispute.number);
    const payments = [...bills, ...accepted.map((one) => one.payment)];
    const currencies = Map.groupBy(payments, ({ paid }) => paid.currency);
    return [...currencies].flatMap(([currency, all]) => {
      const paid = sum(
        currency,
        all.map((one) => one.paid),
      );
      const those = all.filter((one) => big(one.paid.amount).gt(0));
      const invoiceNumbers = [...new Set(those.map(({ invoiceNumber }) => invoiceNumber))];
      return big(paid.amount).gt(0) ? [{ group, invoiceNumbers, paid }] : [];
    });
  });
}

/** For a person: `freight: 100.00 EUR by F-2`. */
export const paidBeforeText = (all: readonly PaidBefore[]): string =>
  all
    .map(({ group, paid, invoiceNumbers }) => `${group}: ${readable(paid)} by ${invoiceNumbers.join(', ')}`)
    .join('; ');

/**
 * What was paid for a charge in another currency than the shipment is planned in and not converted into that; null when
 * nothing was.
 */
export function paidOtherwise(process: FreightProcess, group: string): string | null {
  const { currency: planned, bills, disputes } = process;
  const accepted = disputes.filter(({ status }) => status === 'accepted');
  const strange = ({ currency, charges }: Pick<CarrierBill, 'currency' | 'charges'>): boolean =>
    charges.some((one) => one.group === group && inPlan(one, 'invoiced', { currency, planned }) === null);
  const other = [
    ...bills.filter(strange).map((bill) => billed(bill, group)),
    ...accepted.filter(strange).map((dispute) => settled(dispute, group)),
  ];
  return (
    other
      .filter(({ paid }) => big(paid.amount).gt(0))
      .map(({ invoiceNumber, paid }) => `${invoiceNumber} with ${readable(paid)}`)
      .join(', ') || null
  );
}

const acceptedFor = ({ disputes }: FreightProcess, group: string) =>
  disputes
    .filter(({ status }) => status === 'accepted')
    .map((dispute) => ({ number: dispute.number, payment: settled(dispute, group) }))
    .filter(({ payment }) => big(payment.paid.amount).gt(0));

const billed = ({ invoiceNumber, charges, currency }: CarrierBill, group: string): Payment => ({
  invoiceNumber,
  paid: paidFor(charges, group, 'approved', currency),
});

const settled = ({ invoiceNumber, charges, currency }: Dispute, group: string): Payment => ({
  invoiceNumber,
  paid: paidFor(charges, group, 'disputed', currency),
});

const paidFor = (
  charges: readonly MatchedCharge[],
  group: string,
  figure: 'approved' | 'disputed',
  currency: string,
): Money =>
  sum(
    currency,
    charges.filter((one) => one.group === group).map((one) => money(one[figure], currency)),
  );

/** True of the document that a dispute is about. */
export const isDisputed = ({ invoiceNumber, kind, carrier }: CarrierBill, dispute: Dispute): boolean =>
  invoiceNumber === dispute.invoiceNumber &&
  kind === dispute.kind &&
  (dispute.carrier === undefined || carrier === dispute.carrier.scac);
