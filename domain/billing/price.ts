import type { RateAgreement } from '../canonical/types.generated.ts';
import type { OrderProcess, ProcessInvoice } from '../process/types.ts';
import { factsOf, supplyDate } from '../rating/facts.ts';
import { agreementInForce } from '../rating/in-force.ts';
import { type InOrderCurrency, inOrderCurrency } from '../rating/in-order-currency.ts';
import { rate } from '../rating/rate.ts';
import type { Rated } from '../rating/types.ts';
import { exchangeFacts } from './exchange-facts.ts';
import type { BillingData } from './types.ts';

export interface Priced {
  readonly rated: Rated;
  readonly agreement: RateAgreement;
  /** The first invoice over the same shipments; absent when this is it. */
  readonly earlier: ProcessInvoice | undefined;
  readonly inOrder: Pick<InOrderCurrency, 'amount'>;
}

/** What is left to bill of the given shipments, priced. @throws CD_RATING_*, CD_MONEY_* */
export function pricedBy(
  process: OrderProcess,
  shipmentIds: readonly string[],
  data: BillingData,
  now: string,
): Priced {
  const { customer, billingEntity, agreements, taxRules, findItem, completed } = data;
  const facts = factsOf(process, shipmentIds, completed, billingEntity.zone);
  const date = supplyDate(facts);
  const agreement = agreementInForce(agreements, customer.rateAgreement, customer.id, date);
  const numbers = facts.supplement?.invoiceNumbers ?? [];
  const before = process.invoices.filter(({ invoiceNumber }) => numbers.includes(invoiceNumber));
  const exchange = exchangeFacts(process, data, firstOf(before) ?? now, now);
  const input = { facts, agreement, findItem, customer, billingEntity, taxRules, date, exchange };
  const rated = rate(input);
  const earlier = process.invoices.find(
    ({ kind, invoiceNumber }) => kind === 'invoice' && numbers.includes(invoiceNumber),
  );
  return { rated, agreement, earlier, inOrder: inOrderCurrency(input) };
}

/** A supplement charges what comes on top: its rates are those of the day of the invoice before it. */
const firstOf = (invoices: readonly ProcessInvoice[]): string | undefined =>
  invoices.map(({ issuedAt }) => issuedAt).sort((one, other) => Date.parse(one) - Date.parse(other))[0];
