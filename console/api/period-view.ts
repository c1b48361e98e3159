import { foundPeriod } from '../../domain/billing-periods/locate.ts';
import type { BillingPeriod } from '../../domain/billing-periods/types.ts';
import { sum } from '../../domain/rating/money.ts';
import type { StoredProcess } from '../../ledger/ledger.ts';

/** A billing period: what waits in it and when it closes, or the invoice it came to. */
export function periodView(stored: StoredProcess) {
  const { period } = foundPeriod(stored);
  const { key, status, group, span, orders, openedAt, closed } = period;
  const { customer, billingEntity, currency, shipTo = null, order = null, erp = null } = group;
  return {
    ...{ tenant: stored.tenant, key, status, customer, billingEntity, currency, shipTo, order, erp },
    openedAt,
    ...{ name: span.name, from: span.first, closesAt: span.closesAt },
    ...{ net: total(period, 'net'), gross: total(period, 'gross') },
    orders: orders.map((each) => ({ ...each, tenant: stored.tenant })),
    closedAt: closed?.at ?? null,
    early: closed?.early ?? null,
    leftOut: closed?.leftOut ?? [],
    invoice: closed?.invoice ?? null,
  };
}

/** Of its invoice, or what the orders come to that wait for it. */
const total = ({ closed, orders, group }: BillingPeriod, name: 'net' | 'gross'): string =>
  closed
    ? (closed.invoice?.[name] ?? sum(group.currency, []).amount)
    : sum(
        group.currency,
        orders.map((each) => ({ amount: each[name], currency: group.currency })),
      ).amount;
