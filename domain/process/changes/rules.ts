import { activeShipments, outstanding } from '../goods.ts';
import { isMore, isZero } from '../quantity.ts';
import type { OrderProcess, ProcessLine, ProcessShipment } from '../types.ts';

/** How far the open part of a line, or the order, has got; what may still change depends on it. */
export const changeStages = ['open', 'released', 'picked', 'dispatched', 'billed'] as const;
export type ChangeStage = (typeof changeStages)[number];

export const changeAspects = ['more', 'less', 'price', 'date', 'address'] as const;
export type ChangeAspect = (typeof changeAspects)[number];

/** `ask`: only if the warehouse says yes. */
export type ChangeRule = 'yes' | 'ask' | 'no';

/** What is still possible at each stage. */
export const changeRules: Readonly<Record<ChangeStage, Readonly<Record<ChangeAspect, ChangeRule>>>> = {
  open: { more: 'yes', less: 'yes', price: 'yes', date: 'yes', address: 'yes' },
  released: { more: 'ask', less: 'ask', price: 'yes', date: 'ask', address: 'ask' },
  picked: { more: 'no', less: 'ask', price: 'no', date: 'no', address: 'ask' },
  dispatched: { more: 'no', less: 'no', price: 'no', date: 'no', address: 'no' },
  billed: { more: 'no', less: 'no', price: 'no', date: 'no', address: 'no' },
};

/** Why a stage refuses, and what is the way instead. */
export const stageTexts: Readonly<Record<Exclude<ChangeStage, 'open' | 'released'>, string>> = {
  picked: 'is picked: only less, or another address, is possible now',
  dispatched: 'has left the warehouse: a return is the way now',
  billed: 'is billed: a credit memo is the way now',
};

/** How far the open part of a line has got; a line that is not known yet goes with the order's release. */
export function stageOfLine(process: OrderProcess, line: ProcessLine | undefined): ChangeStage {
  if (allOnTheRoad(process)) return 'dispatched';
  if (!line) return stageOfOrder(process);
  const { picked, shipped, billed, credited, released } = line.quantities;
  if (!isZero(shipped) && isZero(outstanding(line)))
    return isMore(billed, credited) ? 'billed' : 'dispatched';
  if (isMore(picked, shipped)) return 'picked';
  return isZero(released) ? 'open' : 'released';
}

/** How far an order has got as a whole: its furthest line or shipment. */
export function stageOfOrder(process: OrderProcess): ChangeStage {
  const { lines } = process;
  if (lines.some(({ quantities: { billed, credited } }) => isMore(billed, credited))) return 'billed';
  if (allOnTheRoad(process) || lines.some(({ quantities }) => !isZero(quantities.shipped)))
    return 'dispatched';
  if (lines.some(({ quantities }) => !isZero(quantities.picked))) return 'picked';
  return process.releases.length > 0 ? 'released' : 'open';
}

/** The carrier may know that the goods left before the warehouse says so. */
function allOnTheRoad(process: OrderProcess): boolean {
  const shipments = activeShipments(process);
  return process.goodsIssues.length === 0 && shipments.length > 0 && shipments.every(hasLeft);
}

const hasLeft = ({ milestones }: ProcessShipment): boolean =>
  ['picked-up', 'dispatched', 'in-transit', 'arrived', 'delivered', 'proof-of-delivery'].some(
    (name) => name in milestones,
  );
