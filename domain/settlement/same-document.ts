import { big } from '../rating/decimal.ts';
import type { Money } from '../rating/money.ts';
import type { CarrierBill, FreightProcess } from './types.ts';

interface Numbered {
  /** SCAC of who bills. */
  readonly carrier: string;
  readonly currency: string;
  readonly invoiceNumber: string;
  readonly relatesTo?: string | undefined;
}

interface BilledGroup {
  readonly group: string;
  readonly invoiced: Money;
}

/** A number as a person reads it: `F-1`, `f1`, `0F-1` and `F 001` are the same. */
const bare = (number: string): string =>
  number
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .replaceAll(/(?<!\d)0+(?=[\p{L}\p{N}])/gu, '');

const invoicedBy = ({ charges }: CarrierBill, group: string) =>
  charges.filter((one) => one.group === group).map(({ invoiced }) => big(invoiced));

/**
 * Why a charge is the copy of one that the carrier billed before: under the same number, whatever its form and the kind of the
 * document, for the same amount. Null when it is none.
 */
export function duplicateOf(
  { bills }: FreightProcess,
  { carrier, currency, invoiceNumber }: Numbered,
  { group, invoiced }: BilledGroup,
): string | null {
  const number = bare(invoiceNumber);
  const before = bills.find(
    (bill) =>
      bill.carrier === carrier &&
      bill.currency === currency &&
      bare(bill.invoiceNumber) === number &&
      invoicedBy(bill, group).some((amount) => amount.gt(0) && amount.eq(big(invoiced.amount))),
  );
  return before ? `suspected duplicate of ${before.kind} ${before.invoiceNumber}` : null;
}

/** Whether a credit takes back what a document that it names has billed for the group, and no more than is left of that. */
export function isWithdrawal(
  { bills }: FreightProcess,
  { carrier, currency, relatesTo }: Numbered,
  { group, invoiced }: BilledGroup,
): boolean {
  if (relatesTo === undefined || !big(invoiced.amount).lt(0)) return false;
  const own = bills.filter((bill) => bill.carrier === carrier && bill.currency === currency);
  const meant = own.filter((bill) => bill.invoiceNumber === relatesTo || bill.relatesTo === relatesTo);
  const left = meant.flatMap((bill) => invoicedBy(bill, group)).reduce((all, one) => all.plus(one), big('0'));
  return left.plus(big(invoiced.amount)).gte(0);
}
