import { openProFormas } from '../../domain/billing/open-pro-formas.ts';
import { correctionRefused } from '../../domain/billing/taken-back.ts';
import { mayBeReleased } from '../../domain/process/hold-rules.ts';
import { milestoneNames, type OrderProcess } from '../../domain/process/types.ts';
import type { StoredProcess } from '../../ledger/ledger.ts';
import { changeView } from './change-view.ts';
import { compensationView } from './compensation-view.ts';

/** The steps of the progress line; finer milestones show in the order's own page. */
const lineSteps = [
  'received',
  'ordered',
  'released',
  'planned',
  'shipped',
  'delivered',
  'proof-of-delivery',
  'invoiced',
  'posted',
] as const satisfies readonly (typeof milestoneNames)[number][];

/** An order as lists show it: where it stands and what keeps it there. */
export function orderRow({ tenant, key, state, summary }: StoredProcess) {
  const process = state as Partial<OrderProcess> | null;
  const milestones = process?.milestones ?? {};
  return {
    tenant,
    key,
    customer: summary.customer,
    orderNumber: process?.order?.orderNumber ?? key,
    erpOrderNumber: process?.erpOrderNumber ?? null,
    status: summary.status,
    held: summary.held,
    updatedAt: summary.updatedAt,
    steps: lineSteps.map((name) => ({ name, at: milestones[name]?.at ?? null })),
    holds: openHolds(process),
    waitsFor: process?.billing?.decision === 'wait' ? process.billing.reasons.map(({ text }) => text) : [],
    invoices: invoices(process),
  };
}

/** The whole of an order for its own page. */
export function orderDetail(stored: StoredProcess) {
  const process = stored.state as Partial<OrderProcess> | null;
  const milestones = process?.milestones ?? {};
  return {
    ...orderRow(stored),
    version: stored.version,
    identifiers: stored.identifiers,
    milestones: milestoneNames.map((name) => ({ name, at: milestones[name]?.at ?? null })),
    changes: (process?.changes ?? []).map(changeView),
    compensation: compensationView(process),
    lines: (process?.lines ?? []).map(({ lineNumber, item, unit, quantities, original = null }) => ({
      lineNumber,
      item: item.sku ?? item.gtin ?? item.buyerItem ?? '',
      description: item.description ?? '',
      ...{ unit, original },
      ...quantities,
    })),
    collected: process?.collected ?? null,
    absorbed: (process?.absorbed ?? []).map(({ amount, currency, reason, at }) => ({
      ...{ amount, currency, reason, at },
    })),
    shipments: (process?.shipments ?? []).map(({ id, carrier, plan, proofOfDelivery }) => ({
      id,
      carrier: carrier?.name ?? carrier?.scac ?? plan?.carrier.name ?? plan?.carrier.scac ?? '',
      signedBy: proofOfDelivery?.signedBy ?? null,
    })),
    documents: (process?.documents ?? []).map(({ type, id, messageId, at }) => ({ type, id, messageId, at })),
  };
}

function invoices(process: Partial<OrderProcess> | null) {
  const books = { invoices: process?.invoices ?? [], holds: process?.holds ?? [] };
  const standing = openProFormas(books);
  return books.invoices.map((invoice) => {
    const { invoiceNumber, kind, issuedAt, gross, currency, relatesTo = null } = invoice;
    const { consolidated = null } = invoice;
    const isReplaced = kind === 'pro-forma' && !standing.includes(invoiceNumber);
    const may = (rebill: boolean): boolean => correctionRefused(books, { invoiceNumber, rebill }) === null;
    return {
      ...{ invoiceNumber, kind, issuedAt, gross, currency, relatesTo, consolidated, isReplaced },
      ...{ mayBeCorrected: may(true), mayBeCredited: may(false) },
    };
  });
}

function openHolds(process: Partial<OrderProcess> | null) {
  return (process?.holds ?? [])
    .filter(({ released }) => released === undefined)
    .map(({ id, code, reason, owner, since, releaseRule, placedBy }) => ({
      ...{ id, code, reason, owner, since, releaseRule },
      byPerson: mayBeReleased({ code, ...(placedBy !== undefined && { placedBy }) }),
    }));
}
