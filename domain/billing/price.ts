import type { RateAgreement } from '../canonical/types.generated.ts';
import type { OrderProcess, ProcessInvoice } from '../process/types.ts';
import { factsOf, supplyDate } from '../rating/facts.ts';
import { agreementInForce } from '../rating/in-force.ts';
import { rate } from '../rating/rate.ts';
import type { Rated } from '../rating/types.ts';
import type { BillingData } from './types.ts';

export interface Priced {
  readonly rated: Rated;
  readonly agreement: RateAgreement;
  /** The first invoice over the same shipments; absent when this is it. */
  readonly earlier: ProcessInvoice | undefined;
}

/** What is left to bill of the given shipments, priced. @throws CD_RATING_*, CD_MONEY_* */
export function pricedBy(
  process: OrderProcess,
  shipmentIds: readonly string[],
  { customer, billingEntity, agreements, taxRules, findItem, completed }: BillingData,
): Priced {
  const facts = factsOf(process, shipmentIds, completed, billingEntity.zone);
  const date = supplyDate(facts);
  const agreement = agreementInForce(agreements, customer.rateAgreement, customer.id, date);
  const rated = rate({ facts, agreement, findItem, customer, billingEntity, taxRules, date });
  const numbers = facts.supplement?.invoiceNumbers ?? [];
  const earlier = process.invoices.find(
    ({ kind, invoiceNumber }) => kind === 'invoice' && numbers.includes(invoiceNumber),
  );
  return { rated, agreement, earlier };
}
