import type { OrderResponse, ReleaseChange } from '../../canonical/types.generated.ts';
import type { OrderProcess } from '../types.ts';
import { type ChangePart, isTaken, type ProcessChange } from './types.ts';

/** What has to leave because of what was decided about an order's changes. */
export interface ChangeNews {
  /** To warehouses. */
  readonly requests: readonly ReleaseChange[];
  /** To the customer: a change is answered once, when its last part is decided. */
  readonly responses: readonly OrderResponse[];
}

/** The questions and answers that follow from a document, from the order before it and after. */
export function changeNews(before: OrderProcess | null, after: OrderProcess): ChangeNews {
  const was = before?.changes ?? [];
  const known = new Set(was.flatMap(requestNumbersOf));
  const answered = new Set(was.flatMap((change) => (change.decidedAt ? [change.changeNumber] : [])));
  return {
    requests: after.changes.flatMap((change) =>
      [...new Set(requestNumbersOf(change))]
        .filter((requestNumber) => !known.has(requestNumber))
        .map((requestNumber) => releaseChange(after, change, requestNumber)),
    ),
    responses: after.changes.flatMap((change) =>
      change.decidedAt === undefined || answered.has(change.changeNumber)
        ? []
        : [orderResponse(after, change, change.decidedAt)],
    ),
  };
}

const requestNumbersOf = ({ parts }: ProcessChange): readonly string[] =>
  parts.flatMap(({ asked = [] }) => asked.map(({ requestNumber }) => requestNumber));

/** The question to one warehouse with everything that a change wants of one release. */
function releaseChange(process: OrderProcess, change: ProcessChange, requestNumber: string): ReleaseChange {
  const { order, erpOrderNumber, releases } = process;
  const asking = change.parts.flatMap((part) =>
    (part.asked ?? [])
      .filter((each) => each.requestNumber === requestNumber)
      .map((asked) => ({ part, asked })),
  );
  const releaseNumber = asking[0]?.asked.releaseNumber ?? '';
  const whole = asking.find(({ part }) => part.lineNumber === undefined)?.part.wanted;
  const lines = asking.filter(({ part }) => part.lineNumber !== undefined);
  return {
    ...{ requestNumber, releaseNumber, orderNumber: order.orderNumber },
    ...(erpOrderNumber === undefined ? {} : { erpOrderNumber }),
    warehouse: releases.find((each) => each.releaseNumber === releaseNumber)?.warehouse ?? {},
    kind: change.kind,
    ...(whole?.shipTo && { shipTo: whole.shipTo }),
    ...(whole?.requestedDelivery && { requestedDelivery: whole.requestedDelivery }),
    lines: lines.map(({ part, asked: { from, to, restock } }) => {
      const { item, unit } = itemOf(process, part);
      const { requestedDelivery } = part.wanted;
      return {
        lineNumber: part.lineNumber ?? '',
        ...{ item, from: { value: from, unit }, to: { value: to, unit } },
        ...(restock === undefined ? {} : { restock: { value: restock, unit } }),
        ...(requestedDelivery && { requestedDelivery }),
      };
    }),
  };
}

/** What the customer is told: line by line what stands now, and why what does not. */
export function orderResponse(process: OrderProcess, change: ProcessChange, at: string): OrderResponse {
  const { order, erpOrderNumber } = process;
  const whole = change.parts.find(({ lineNumber }) => lineNumber === undefined);
  const lines = change.parts.filter(({ lineNumber }) => lineNumber !== undefined);
  return {
    changeNumber: change.changeNumber,
    orderNumber: order.orderNumber,
    ...(erpOrderNumber === undefined ? {} : { erpOrderNumber }),
    customer: order.customer,
    kind: change.kind,
    verdict: verdictOf(change.parts),
    respondedAt: at,
    ...(whole && { order: verdictAndReason(whole) }),
    lines: lines.map((part) => {
      const { lineNumber = '', action } = part;
      const { item, unit, ordered } = itemOf(process, part);
      const unitPrice = order.lines.find((each) => each.lineNumber === lineNumber)?.unitPrice;
      return {
        ...{ lineNumber, action, ...verdictAndReason(part), item, quantity: { value: ordered, unit } },
        ...(unitPrice && { unitPrice }),
      };
    }),
  };
}

function verdictOf(parts: readonly ChangePart[]): OrderResponse['verdict'] {
  if (parts.length > 0 && parts.every(({ outcome }) => outcome === 'accepted')) return 'accepted';
  return parts.some(isTaken) ? 'accepted-in-part' : 'refused';
}

function verdictAndReason({ outcome, reason }: ChangePart) {
  const verdict = outcome === 'accepted' || outcome === 'accepted-in-part' ? outcome : ('refused' as const);
  return { verdict, ...(reason && { reason }) };
}

/** The line as the order has it; of one it does not have, as the change names it. */
function itemOf({ lines }: OrderProcess, { lineNumber, wanted }: ChangePart) {
  const line = lines.find((each) => each.lineNumber === lineNumber);
  const { item = { buyerItem: lineNumber ?? '' }, quantity } = wanted;
  return line
    ? { item: line.item, unit: line.unit, ordered: line.quantities.ordered }
    : { item, unit: quantity?.unit ?? 'C62', ordered: '0' };
}
