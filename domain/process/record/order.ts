import type { SalesOrder } from '../../canonical/types.generated.ts';
import { isAsChanged } from '../changes/come-back.ts';
import type { ErpConfirmation } from '../documents.ts';
import type { OrderProcess } from '../types.ts';
import { emptyLine } from './empty-line.ts';
import {
  contradicted,
  line,
  type Recorded,
  type Recording,
  recorded,
  unchanged,
  withHold,
} from './recording.ts';

/** The process of a new order. */
export function startProcess(order: SalesOrder, { at, messageId }: Recording): OrderProcess {
  return {
    key: `${order.customer.id}/${order.orderNumber}`,
    status: 'new',
    billing: { decision: 'wait', reasons: [], shipmentIds: [], partial: false },
    ...(order.erpOrderNumber === undefined ? {} : { erpOrderNumber: order.erpOrderNumber }),
    ...(order.erp === undefined ? {} : { erp: order.erp }),
    order,
    receivedAt: at,
    updatedAt: at,
    milestones: {
      received: { at, messageId },
      // An order that starts in the ERP arrives with the ERP's number.
      ...(order.erpOrderNumber === undefined ? {} : { ordered: { at, messageId } }),
    },
    changes: [],
    lines: order.lines.map(emptyLine),
    holds: [],
    releases: [],
    shipments: [],
    goodsIssues: [],
    stages: {},
    packages: [],
    invoices: [],
    absorbed: [],
    postings: [],
    alerts: [],
    documents: [],
  };
}

/**
 * The same order number again with other content: the first order stands until a person decides. An order that started
 * in the ERP and was changed there by us comes again as we changed it, which is no news.
 */
export function recordOrder(
  process: OrderProcess,
  order: SalesOrder,
  { at, messageId }: Recording,
): Recorded {
  const { orderNumber, erpOrderNumber } = order;
  const isOfErp = erpOrderNumber !== undefined && erpOrderNumber === process.erpOrderNumber;
  if (isOfErp && isAsChanged(process, order))
    return unchanged(process, 'duplicate', `order ${orderNumber} came again as it was changed`);
  const text = `order ${orderNumber} came again with other content; the first one stands`;
  return contradicted(process, `sales-order/${messageId}`, text, at);
}

export function recordErpConfirmation(
  process: OrderProcess,
  confirmation: ErpConfirmation,
  { at, messageId }: Recording,
): Recorded {
  const { orderNumber, erpOrderNumber, system, creditStatus } = confirmation;
  if (orderNumber !== process.order.orderNumber) {
    return contradicted(
      process,
      `erp-order/${erpOrderNumber}/${orderNumber}`,
      `the ERP confirms order ${orderNumber} as ${erpOrderNumber}, which is already the number of order ${process.order.orderNumber}`,
      at,
    );
  }
  if (process.erpOrderNumber !== undefined && process.erpOrderNumber !== erpOrderNumber) {
    return contradicted(
      process,
      `erp-order/${erpOrderNumber}`,
      `the ERP confirms order ${erpOrderNumber}, but ${process.erpOrderNumber} is already its order`,
      at,
    );
  }
  if (process.erp !== undefined && system !== undefined && process.erp !== system) {
    return contradicted(
      process,
      `erp-order/${system}/${erpOrderNumber}`,
      `${system} confirms the order as ${erpOrderNumber}, but ${process.erp} has it already`,
      at,
    );
  }
  // What the ERP says first it says of the order as it came in; of a change since then it is told afterwards.
  const asked = process.milestones.ordered === undefined ? process.original : undefined;
  const mismatches = (confirmation.lines ?? []).flatMap(({ lineNumber, unitPrice }) => {
    const ordered = priceOf(process.order, lineNumber);
    const isTaken = [ordered, asked && priceOf(asked, lineNumber)].some(
      (price) => price?.currency === unitPrice.currency && Number(price.amount) === Number(unitPrice.amount),
    );
    return ordered === undefined || isTaken
      ? []
      : [
          `line ${lineNumber}: ${ordered.amount} ${ordered.currency} ordered, ${unitPrice.amount} ${unitPrice.currency} in the ERP`,
        ];
  });
  const confirmed = process.documents.some((known) => known.type === 'erp-confirmation');
  if (confirmed && !creditStatus && !confirmation.lines) {
    return unchanged(process, 'duplicate', `ERP order ${erpOrderNumber} is already known`);
  }
  let next: OrderProcess = {
    ...process,
    erpOrderNumber,
    ...(system === undefined ? {} : { erp: system }),
    milestones: {
      ...process.milestones,
      ordered: process.milestones.ordered ?? { at: confirmation.confirmedAt ?? at, messageId },
    },
  };
  if (creditStatus === 'clear') next = released(next, 'credit-block', 'the ERP cleared the customer', at);
  if (confirmation.lines && mismatches.length === 0) {
    next = released(next, 'price-mismatch', "the ERP confirmed the order's prices", at);
  }
  if (creditStatus === 'blocked') {
    const reason = 'the ERP blocks the customer for credit';
    next = withHold(next, { code: 'credit-block', cause: messageId, reason }, at);
  }
  if (mismatches.length > 0) {
    const reason = mismatches.join('; ');
    next = withHold(next, { code: 'price-mismatch', cause: messageId, reason }, at);
  }
  return recorded(
    next,
    `created in the ERP as order ${erpOrderNumber}`,
    ...mismatches.map((text) => line('contradiction', text)),
  );
}

const priceOf = ({ lines }: SalesOrder, lineNumber: string) =>
  lines.find((each) => each.lineNumber === lineNumber)?.unitPrice;

const released = (process: OrderProcess, code: string, reason: string, at: string): OrderProcess => ({
  ...process,
  holds: process.holds.map((hold) =>
    hold.code === code && !hold.released ? { ...hold, released: { at, by: 'rule', reason } } : hold,
  ),
});
