import { type Money, sum } from '../../domain/rating/money.ts';
import { inPlan } from '../../domain/settlement/bill-exchange.ts';
import { carrierOf } from '../../domain/settlement/documents.ts';
import { foundFreight } from '../../domain/settlement/locate.ts';
import { paidBefore, paidBeforeText } from '../../domain/settlement/paid-before.ts';
import type { CarrierBill, Dispute, FreightProcess } from '../../domain/settlement/types.ts';
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
    accruals: accruals.map(({ number, period, total, status: is, currency: accruedIn }) => ({
      number,
      period,
      total,
      currency: accruedIn,
      status: is,
    })),
    bills: bills.map(({ invoiceNumber, kind, carrier: by, currency: billedIn, issuedAt, charges }) => ({
      ...{ invoiceNumber, kind, carrier: by, currency: billedIn, issuedAt },
      charges: charges.map((charge) => ({ ...charge, expectedIn: charge.converted?.currency ?? billedIn })),
    })),
    disputes: disputes.map((dispute) => disputeView(process, dispute)),
    totals: totalsOf(process),
  };
}

function disputeView(process: FreightProcess, dispute: Dispute) {
  const { number, invoiceNumber, amount, currency, status, reason = null, openedAt, charges } = dispute;
  return {
    ...{ number, invoiceNumber, amount, currency, status, openedAt, reason },
    carrier: carrierOf(process, dispute).scac,
    why: charges.map(({ group, reason: because }) => `${group}: ${because}`).join('; '),
    paidBefore: status === 'open' ? paidBeforeText(paidBefore(process, dispute)) : '',
  };
}

/** In the currency of the plan; what was billed in another one and not converted is not in it. */
function totalsOf({ plan, bills, disputes, currency: planned }: FreightProcess) {
  if (planned === '') return null;
  type Of = Pick<CarrierBill, 'currency' | 'charges'>;
  const figures = (of: readonly Of[], figure: 'invoiced' | 'approved' | 'disputed') =>
    of.flatMap(({ currency, charges }) =>
      charges.flatMap((charge) => inPlan(charge, figure, { currency, planned }) ?? []),
    );
  const settled = (wanted: string) =>
    figures(
      disputes.filter(({ status }) => status === wanted),
      'disputed',
    );
  const of = (amounts: readonly Money[]) => sum(planned, amounts).amount;
  return {
    planned: of(plan.map(({ amount }) => amount)),
    billed: of(figures(bills, 'invoiced')),
    owed: of([...figures(bills, 'approved'), ...settled('accepted')]),
    disputed: of(settled('open')),
  };
}
