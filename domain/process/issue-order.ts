/** A delivery and the goods issue it is of: which must have come, and in which order both must have happened. */
import { onceBilled } from './billed.ts';
import { activeShipments, deliveryOf, issuesOf, shipmentOf } from './goods.ts';
import type { WantedHold } from './hold-rules.ts';
import { isZero } from './quantity.ts';
import type { ProcessTerms } from './terms.ts';
import type { GoodsIssue, OrderProcess, ProcessShipment } from './types.ts';

type Goods = Pick<ProcessTerms, 'goodsIssue'>;

const hourMs = 3_600_000;

/** Delivered shipments of which no goods issue has come. While it is open which shipment some goods left with, it may be theirs. */
export function goodsIssueMissing(process: OrderProcess, { goodsIssue }: Goods): readonly WantedHold[] {
  if (goodsIssue.missing === 'wait' || process.goodsIssues.some((issue) => !shipmentOf(process, issue)))
    return [];
  return delivered(process)
    .filter(({ id }) => !issuesOf(process, id).some(hasGoods))
    .map(
      (shipment): WantedHold => ({
        code: 'goods-issue-missing',
        ...{ cause: shipment.id, shipmentId: shipment.id },
        reason: `shipment ${shipment.id} is delivered (${deliveryOf(shipment)?.at}), but the warehouse has not confirmed that the goods left`,
      }),
    );
}

/** Goods issues that are told for later than the delivery of their shipment, and that no invoice has billed yet. */
export function deliveredBeforeIssue(process: OrderProcess, { goodsIssue }: Goods): readonly WantedHold[] {
  const shipments = delivered(process);
  if (shipments.length === 0) return [];
  const billed = onceBilled(process);
  return shipments.flatMap((shipment) => {
    const { id: shipmentId } = shipment;
    const { at } = deliveryOf(shipment) ?? { at: '' };
    const latest = Date.parse(at) + goodsIssue.laterByHours * hourMs;
    return issuesOf(process, shipmentId)
      .filter((issue) => Date.parse(issue.at) > latest && !billed.has(issue.confirmationId))
      .filter(hasGoods)
      .map(
        (issue): WantedHold => ({
          code: 'delivered-before-issue',
          ...{ cause: `${shipmentId}/${issue.confirmationId}`, shipmentId },
          reason: `shipment ${shipmentId} was delivered at ${at}, and goods of confirmation ${issue.confirmationId} left at ${issue.at}`,
        }),
      );
  });
}

const hasGoods = ({ lines }: GoodsIssue): boolean => lines.some(({ quantity }) => !isZero(quantity.value));

const delivered = (process: OrderProcess): readonly ProcessShipment[] =>
  activeShipments(process).filter(deliveryOf);
