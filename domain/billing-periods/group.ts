import type { Invoice, RateAgreementInvoicingRule } from '../canonical/types.generated.ts';
import { erpOf } from '../process/erp-of.ts';
import { fingerprint } from '../process/fingerprint.ts';
import type { OrderProcess } from '../process/types.ts';
import type { BillingGroup } from './types.ts';

/**
 * What an order has in common with all others on its invoice. Customer, who pays, billing entity, ERP, currency and tax
 * status never share one; places and purchase orders where the rule keeps them apart.
 */
export function groupOf(
  process: OrderProcess,
  { customer, billTo, billingEntity, currency }: Invoice,
  {
    rule: { id: rule, consolidate },
    agreement,
    taxStatus,
  }: {
    readonly rule: RateAgreementInvoicingRule;
    readonly agreement: string;
    readonly taxStatus: string;
  },
): BillingGroup {
  const { order } = process;
  const { shipTo } = order;
  const erp = erpOf(process);
  const separate = consolidate?.separate ?? [];
  const place = shipTo.id ?? shipTo.gln ?? fingerprint(shipTo);
  return {
    ...{ customer: customer.id ?? order.customer.id ?? '', billTo: billTo.id ?? fingerprint(billTo) },
    ...{ billingEntity: billingEntity.id, currency, taxStatus, rule, agreement },
    ...(erp === undefined ? {} : { erp }),
    ...(separate.includes('ship-to') ? { shipTo: place } : {}),
    ...(separate.includes('order') ? { order: order.orderNumber } : {}),
  };
}

export const isSameGroup = (one: BillingGroup, other: BillingGroup): boolean =>
  fingerprint(one) === fingerprint(other);
