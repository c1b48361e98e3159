import type { RateAgreement, RateAgreementInvoicingRule } from '../canonical/types.generated.ts';
import type { OrderProcess } from '../process/types.ts';

/** The first rule of the agreement that fits the order; null when each order has an invoice of its own. */
export function invoicingRule(
  { invoicing = [] }: Pick<RateAgreement, 'invoicing'>,
  { order }: OrderProcess,
): RateAgreementInvoicingRule | null {
  const facts = {
    country: order.shipTo.address?.country ?? order.shipTo.unLocode?.slice(0, 2),
    serviceLevel: order.serviceLevel,
    currency: order.currency,
    shipTo: order.shipTo.id,
  };
  const fits = ({ when = {} }: RateAgreementInvoicingRule): boolean =>
    (Object.keys(facts) as (keyof typeof facts)[]).every(
      (name) => when[name] === undefined || when[name] === facts[name],
    );
  return invoicing.find(fits) ?? null;
}
