import { multiply, round, sum } from '../rating/money.ts';
import { coverageOf } from './billed.ts';
import { deadlines } from './expectations.ts';
import { deliveryOf, shipmentOf } from './goods.ts';
import { isZero } from './quantity.ts';
import type { ProcessTerms } from './terms.ts';
import type { GoodsIssue, Instant, OrderProcess } from './types.ts';

export const gapKinds = [
  'shipped-not-invoiced',
  'delivered-not-billed',
  'invoiced-not-posted',
  'event-missing',
  'accrued-not-settled',
  'wms-not-in-erp',
] as const;
export type GapKind = (typeof gapKinds)[number];

/** Something that one side knows and the other does not yet: what reconciliation looks for. */
export interface Gap {
  readonly kind: GapKind;
  /** The goods issue, document or milestone it is about. */
  readonly subject: string;
  readonly since: Instant;
  readonly owner: string;
  readonly text: string;
  /** Net of the goods at the order's prices, or gross of the document; absent where no sum is known. */
  readonly money?: { readonly amount: string; readonly currency: string };
}

/**
 * What is open of an order at an instant: goods that no invoice charges, from their goods issue or their delivery;
 * documents that a system of the terms' `postings` has not booked; and what is overdue by its documents or the terms.
 */
export const gapsOf = (process: OrderProcess, terms: ProcessTerms, now: Instant): readonly Gap[] => [
  ...unbilled(process),
  ...unposted(process, terms),
  ...overdue(process, terms, now),
];

function unbilled(process: OrderProcess): readonly Gap[] {
  const { confirmations } = coverageOf(process);
  const open = process.goodsIssues.filter(
    ({ confirmationId, lines }) =>
      !confirmations.has(confirmationId) && lines.some(({ quantity }) => !isZero(quantity.value)),
  );
  return open.map((issue): Gap => {
    const shipment = shipmentOf(process, issue);
    const delivery = shipment && deliveryOf(shipment);
    const [reason] = process.billing.reasons;
    const { collected } = process;
    const until = collected && `it waits for the invoice of a period that closes at ${collected.closesAt}`;
    const why = reason?.text ?? until;
    const waits = why === undefined ? '' : `; ${why}`;
    const money = worthOf(process, issue);
    return {
      kind: delivery ? 'delivered-not-billed' : 'shipped-not-invoiced',
      subject: issue.confirmationId,
      since: delivery?.at ?? issue.at,
      owner: reason?.owner ?? 'finance',
      text: `goods of ${issue.confirmationId} ${delivery ? 'were delivered' : 'left'} and no invoice charges them${waits}`,
      ...(money && { money }),
    };
  });
}

/** What was shipped, at the order's prices; null when a line has none. */
function worthOf({ order }: OrderProcess, { lines }: GoodsIssue): Gap['money'] | null {
  const amounts = lines.map(({ lineNumber, quantity }) => {
    const price = order.lines.find((line) => line.lineNumber === lineNumber)?.unitPrice;
    return price?.currency === order.currency
      ? multiply({ amount: price.amount, currency: price.currency }, quantity.value)
      : undefined;
  });
  const known = amounts.filter((amount) => amount !== undefined);
  return known.length < amounts.length ? null : round(sum(order.currency, known), { mode: 'half-up' });
}

const unposted = ({ invoices, postings }: OrderProcess, terms: ProcessTerms): readonly Gap[] =>
  invoices
    .filter(({ kind }) => kind !== 'pro-forma')
    .flatMap(({ invoiceNumber, kind, issuedAt, gross: amount, currency }) => {
      const missing = terms.postings.filter(
        (system) => !postings.some((each) => each.invoiceNumber === invoiceNumber && each.system === system),
      );
      if (missing.length === 0) return [];
      const text = `${kind} ${invoiceNumber} is not booked in ${missing.join(' and ')}`;
      return [
        {
          ...{ kind: 'invoiced-not-posted' as const, subject: invoiceNumber, since: issuedAt, text },
          ...{ owner: 'finance', money: { amount, currency } },
        },
      ];
    });

const overdue = (process: OrderProcess, terms: ProcessTerms, now: Instant): readonly Gap[] =>
  deadlines(process, terms)
    .filter(({ dueAt }) => Date.parse(dueAt) <= Date.parse(now))
    .map(({ milestone, dueAt, owner, because, shipmentId }) => ({
      kind: 'event-missing',
      subject: shipmentId === undefined ? milestone : `${milestone} of ${shipmentId}`,
      ...{ since: dueAt, owner },
      text: `${milestone.replaceAll('-', ' ')} was due (${because})${shipmentId ? ` on shipment ${shipmentId}` : ''}`,
    }));
