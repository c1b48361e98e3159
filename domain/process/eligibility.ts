import { coverageOf, leftoverOf, wasBilled } from './billed.ts';
import { isCancelled } from './changes/effect.ts';
import { activeShipments, deliveryOf, outstanding, shipmentOf } from './goods.ts';
import { isZero } from './quantity.ts';
import type {
  Billing,
  Decision,
  GoodsIssue,
  Hold,
  OrderProcess,
  ProcessLine,
  ProcessShipment,
  Reason,
} from './types.ts';

/** What the decision table looks at. */
interface Facts {
  readonly process: OrderProcess;
  /** Open holds that stop what could be billed now. */
  readonly holds: readonly Hold[];
  /** Lines of which the warehouse still owes a part. */
  readonly outstanding: readonly ProcessLine[];
  /** Goods issues whose shipment cannot be told. */
  readonly unassigned: readonly GoodsIssue[];
  /** Shipments with goods or extra services that no invoice covers. */
  readonly unbilled: readonly ProcessShipment[];
  readonly undelivered: readonly ProcessShipment[];
  readonly withoutProof: readonly ProcessShipment[];
  /** Delivered with proof, not billed, no hold of their own. */
  readonly ready: readonly ProcessShipment[];
}

interface Row {
  readonly code: string;
  readonly decision: Exclude<Decision, 'bill'>;
  readonly owner: string;
  /** The reasons, one text each; none when the row does not hold. */
  readonly when: (facts: Facts) => readonly string[];
}

/**
 * Why an order is not billed. Every row that holds gives its reasons; the decision is the strongest of them:
 * `hold` before `wait` before `done`. When no row stops it, or the order may be billed in parts and a shipment
 * is ready, the decision is `bill`.
 */
export const decisionTable: readonly Row[] = [
  {
    code: 'nothing-shipped',
    decision: 'wait',
    owner: 'warehouse',
    when: ({ process }) =>
      process.goodsIssues.length > 0 || everythingShort(process) || isCancelled(process)
        ? []
        : [
            process.milestones['proof-of-delivery']
              ? 'the proof of delivery is here, but the warehouse has not confirmed the shipment'
              : process.milestones.delivered
                ? 'delivered, but the warehouse has not confirmed the shipment'
                : 'the warehouse has not shipped yet',
          ],
  },
  {
    code: 'outstanding',
    decision: 'wait',
    owner: 'warehouse',
    when: ({ process, outstanding: lines }) =>
      process.goodsIssues.length === 0
        ? []
        : lines.map(
            (line) =>
              `line ${line.lineNumber}: ${outstanding(line)} of ${line.quantities.ordered} ${line.unit} not shipped yet`,
          ),
  },
  {
    code: 'shipment-unknown',
    decision: 'wait',
    owner: 'transport',
    when: ({ unassigned }) =>
      unassigned.map(
        (issue) =>
          `goods of confirmation ${issue.confirmationId} left with ${issue.shipmentId ?? issue.bol ?? 'a shipment'} that the TMS has not told us about`,
      ),
  },
  {
    code: 'not-delivered',
    decision: 'wait',
    owner: 'carrier desk',
    when: ({ undelivered }) => undelivered.map((shipment) => `shipment ${shipment.id} is not delivered yet`),
  },
  {
    code: 'pod-missing',
    decision: 'wait',
    owner: 'carrier desk',
    when: ({ withoutProof }) =>
      withoutProof.map(
        (shipment) => `shipment ${shipment.id} is delivered, its proof of delivery is missing`,
      ),
  },
  {
    code: 'billed',
    decision: 'done',
    owner: 'finance',
    when: ({ process, holds, unbilled, outstanding: lines, unassigned }) =>
      process.goodsIssues.length > 0 &&
      unbilled.length + lines.length + unassigned.length === 0 &&
      !holds.some(keepsOpen)
        ? ['everything shipped is billed']
        : [],
  },
  {
    code: 'order-cancelled',
    decision: 'done',
    owner: 'customer service',
    when: ({ process, holds }) =>
      isCancelled(process) && process.goodsIssues.length === 0 && !holds.some(isGoodsIssueMissing)
        ? ['the customer cancelled the order']
        : [],
  },
  {
    code: 'nothing-to-bill',
    decision: 'done',
    owner: 'customer service',
    when: ({ process, holds }) =>
      everythingShort(process) && !holds.some(isGoodsIssueMissing)
        ? ['every line was closed without a shipment']
        : [],
  },
];

/** Whether an order may be billed now, what a bill would cover, or who has to do what first. */
export function eligibility(process: OrderProcess): Billing {
  const facts = factsOf(process);
  const reasons = decisionTable.flatMap((row) =>
    row.when(facts).map((text): Reason & { decision: Decision } => ({
      decision: row.decision,
      code: row.code,
      text,
      owner: row.owner,
    })),
  );
  const done = reasons.filter((reason) => reason.decision === 'done');
  if (done.length > 0) return billing('done', done);
  const waiting = reasons.filter((reason) => reason.decision === 'wait');
  const onHold = facts.holds.map((hold) => ({ code: hold.code, text: hold.reason, owner: hold.owner }));
  const partial = waiting.length > 0 || facts.ready.length < facts.unbilled.length;
  const agreed = !partial || process.order.partialShipmentAllowed;
  const stopped = facts.holds.some((hold) => hold.shipmentId === undefined && !isUnbilled(hold));
  if (facts.ready.length > 0 && agreed && !stopped) {
    const shipmentIds = facts.ready.map((shipment) => shipment.id);
    return { ...billing('bill', [...onHold, ...waiting]), shipmentIds, partial };
  }
  return onHold.length > 0 ? billing('hold', [...onHold, ...waiting]) : billing('wait', waiting);
}

function factsOf(process: OrderProcess): Facts {
  const open = process.holds.filter((hold) => !hold.released);
  const coverage = coverageOf(process);
  const unbilled = activeShipments(process).filter((shipment) => {
    const { issues, eventIds } = leftoverOf(process, shipment, coverage);
    return issues.length + eventIds.length > 0;
  });
  const billed = new Set(
    process.shipments
      .filter((shipment) => !unbilled.includes(shipment) && wasBilled(process, shipment, coverage))
      .map(({ id }) => id),
  );
  const proven = unbilled.filter((shipment) => shipment.milestones['proof-of-delivery']);
  const held = new Set(open.map((hold) => hold.shipmentId));
  return {
    process,
    holds: open.filter((hold) => hold.shipmentId === undefined || !billed.has(hold.shipmentId)),
    outstanding: process.lines.filter((line) => !isZero(outstanding(line))),
    unassigned: process.goodsIssues.filter((issue) => !shipmentOf(process, issue)),
    unbilled,
    undelivered: unbilled.filter((shipment) => !deliveryOf(shipment)),
    withoutProof: unbilled.filter((shipment) => deliveryOf(shipment) && !proven.includes(shipment)),
    ready: proven.filter((shipment) => !held.has(shipment.id)),
  };
}

/** What may be missing on an invoice stops no other bill, but the order is not done before it is settled. */
const isUnbilled = ({ code }: Hold): boolean => code === 'unbilled-after-invoice';

/** What was delivered may have to be billed. */
const isGoodsIssueMissing = ({ code }: Hold): boolean => code === 'goods-issue-missing';

/** An order is not done while it is open what an invoice is for, what was delivered, or what becomes of goods that came back. */
const keepsOpen = (hold: Hold): boolean =>
  isUnbilled(hold) ||
  isGoodsIssueMissing(hold) ||
  hold.code === 'invoice-unmatched' ||
  hold.code === 'return-unsettled';

const everythingShort = (process: OrderProcess): boolean =>
  !isCancelled(process) &&
  process.stages.shipped !== undefined &&
  process.lines.every((line) => isZero(line.quantities.shipped) && isZero(outstanding(line)));

const billing = (decision: Decision, reasons: readonly Reason[]): Billing => ({
  decision,
  reasons: reasons.map(({ code, text, owner }) => ({ code, text, owner })),
  shipmentIds: [],
  partial: false,
});
