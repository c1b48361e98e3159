import type { ItemRef, WarehouseConfirmation } from '../../domain/canonical/types.generated.ts';
import type { OrderProcess } from '../../domain/process/types.ts';

type Line = WarehouseConfirmation['lines'][number];

/** One thing the warehouse did otherwise than it was told. */
export interface Discrepancy {
  readonly lineNumber: string;
  readonly status: Line['status'] | 'unexpected';
  readonly text: string;
  readonly ordered: Line['ordered'];
  readonly confirmed: Line['confirmed'];
  readonly item: ItemRef;
  readonly substitutedFor?: ItemRef;
  readonly reason?: string;
}

/** What the ERP needs to post what left the warehouse; the same for stages before shipping. */
export const goodsIssueOf = (
  confirmation: WarehouseConfirmation,
  process: OrderProcess,
  skuOf: (item: ItemRef) => string | undefined,
) => {
  const { confirmationId, stage, releaseNumber, occurredAt, zone, shipmentId, bol, warehouse } = confirmation;
  return {
    reference: confirmationId,
    stage,
    orderNumber: process.order.orderNumber,
    erpOrderNumber: process.erpOrderNumber,
    releaseNumber,
    shipmentId,
    bol,
    occurredAt,
    zone,
    warehouse,
    lines: confirmation.lines
      .filter((line) => isExpected(line, process) && Number(line.confirmed.value) > 0)
      .map(({ lineNumber, item, confirmed, lot, serials, substitutedFor }) => ({
        lineNumber,
        item: { ...item, sku: item.sku ?? skuOf(item) },
        quantity: confirmed,
        lot,
        serials,
        substitutedFor,
      })),
  };
};

/** Short, substituted and cancelled lines, and lines or units the order does not have. */
export const discrepanciesOf = (
  { lines }: WarehouseConfirmation,
  process: OrderProcess,
): readonly Discrepancy[] =>
  lines
    .filter((line) => line.status !== 'complete' || !isExpected(line, process))
    .map((line) => {
      const { lineNumber, ordered, confirmed, item, substitutedFor, reason } = line;
      const status = isExpected(line, process) ? line.status : 'unexpected';
      return {
        lineNumber,
        status,
        text: `line ${lineNumber} ${status}: ${confirmed.value} of ${ordered.value} ${ordered.unit}`,
        ordered,
        confirmed,
        item,
        ...(substitutedFor && { substitutedFor }),
        ...(reason !== undefined && { reason }),
      };
    });

const isExpected = ({ lineNumber, confirmed }: Line, { lines }: OrderProcess): boolean =>
  lines.some((line) => line.lineNumber === lineNumber && line.unit === confirmed.unit);
