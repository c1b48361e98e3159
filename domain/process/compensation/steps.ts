import { activeShipments } from '../goods.ts';
import type { OrderProcess } from '../types.ts';
import { type PostedStep, type Reversal, type StepKind, stepKinds } from './types.ts';

/**
 * What stands in other systems because of an order, in the order in which it was done. What a warehouse has taken
 * back with a change is no step any more, nor an order that came from the ERP.
 */
export function stepsOf(process: OrderProcess): readonly PostedStep[] {
  const { order, erpOrderNumber, milestones, releases } = process;
  const step = (kind: StepKind, number: string, at = process.receivedAt): PostedStep => ({
    ...{ id: `${kind}/${number}`, kind, number, at },
  });
  return [
    ...(erpOrderNumber !== undefined && order.erpOrderNumber === undefined
      ? [step('erp-order', erpOrderNumber, milestones.ordered?.at)]
      : []),
    ...releases
      .filter(({ known, lines = [] }) => known && lines.length > 0)
      .map(({ releaseNumber, releasedAt }) => step('release', releaseNumber, releasedAt)),
    ...activeShipments(process)
      .filter(({ plan }) => plan)
      .map(({ id, planned }) => step('shipment', id, planned?.at)),
  ].sort(
    (one, other) =>
      Date.parse(one.at) - Date.parse(other.at) ||
      stepKinds.indexOf(one.kind) - stepKinds.indexOf(other.kind),
  );
}

/** The step to take back now: the last that nobody was asked to, unless one is on its way or has failed. */
export function nextStep(process: OrderProcess): PostedStep | null {
  const { compensation } = process;
  if (!compensation || compensation.reversals.some(({ state }) => state !== 'reversed')) return null;
  return (
    stepsOf(process).findLast(({ id }) => !compensation.reversals.some(({ step }) => step === id)) ?? null
  );
}

/** Whether everything that stood in other systems has been taken back. */
export function isTakenBack(process: OrderProcess): boolean {
  const { reversals } = process.compensation ?? { reversals: null };
  return reversals?.every(({ state }) => state === 'reversed') === true && nextStep(process) === null;
}

/** The reversals that were asked for since an order was as before. */
export const reversalsSince = (before: OrderProcess | null, after: OrderProcess): readonly Reversal[] =>
  (after.compensation?.reversals ?? []).filter(
    ({ step, state }) =>
      state === 'asked' && !before?.compensation?.reversals.some((known) => known.step === step),
  );
