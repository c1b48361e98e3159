import { money, sum } from '../../domain/rating/money.ts';
import { foundFreight } from '../../domain/settlement/locate.ts';
import type { FreightProcess } from '../../domain/settlement/types.ts';
import type { StoredProcess } from '../../ledger/ledger.ts';

/** What a shipment costs, for its own page. */
export function freightView(stored: StoredProcess) {
  const { process } = foundFreight(stored);
  const { shipmentId, pro, bol, carrier, currency, status, dispatchedAt } = process;
  const { plan, services, earlierServices, accruals, bills, disputes, orders, mergedInto = null } = process;
  return {
    ...{ tenant: stored.tenant, key: stored.key, status, currency },
    shipment: shipmentId ?? pro ?? bol ?? stored.key,
    carrier: carrier.name ?? carrier.scac,
    ...{ pro: pro ?? null, bol: bol ?? null, dispatchedAt: dispatchedAt ?? null },
    orders: orders.map(({ orderNumber }) => orderNumber),
    planned: plan.map(({ description, amount }) => ({ description, amount: amount.amount })),
    mergedInto,
    services: [...earlierServices, ...services].map(({ code, quantity: { value, unit } }) => ({
      code,
      quantity: `${value} ${unit}`,
    })),
    accruals: accruals.map(({ number, period, total, status: is }) => ({
      number,
      period,
      total,
      status: is,
    })),
    bills: bills.map(({ invoiceNumber, kind, issuedAt, charges }) => ({
      invoiceNumber,
      kind,
      issuedAt,
      charges,
    })),
    disputes: disputes.map(({ number, invoiceNumber, amount, status: is, reason, openedAt, charges }) => ({
      ...{ number, invoiceNumber, amount, status: is, openedAt, reason: reason ?? null },
      why: charges.map(({ group, reason: because }) => `${group}: ${because}`).join('; '),
    })),
    totals: totalsOf(process),
  };
}

function totalsOf({ plan, bills, disputes, currency }: FreightProcess) {
  if (currency === '') return null;
  const of = (amounts: readonly string[]) =>
    sum(
      currency,
      amounts.map((amount) => money(amount, currency)),
    ).amount;
  const charges = bills.flatMap((bill) => bill.charges);
  const settled = (wanted: string) =>
    disputes.filter(({ status }) => status === wanted).map(({ amount }) => amount);
  return {
    planned: of(plan.map(({ amount }) => amount.amount)),
    billed: of(charges.map(({ invoiced }) => invoiced)),
    owed: of([...charges.map(({ approved }) => approved), ...settled('accepted')]),
    disputed: of(settled('open')),
  };
}
