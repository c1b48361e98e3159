import type { FreightProcess, FreightStatus } from './types.ts';

/** How far the cost of a shipment is. */
export function statusOf({
  accruals,
  bills,
  disputes,
  isCancelled,
  mergedInto,
}: FreightProcess): FreightStatus {
  if (disputes.some(({ status }) => status === 'open')) return 'freight-disputed';
  if (accruals.some(({ status }) => status === 'open')) return 'freight-accrued';
  const isOver = isCancelled || mergedInto !== undefined;
  return isOver || bills.some(({ kind }) => kind === 'invoice') ? 'freight-settled' : 'freight-expected';
}
