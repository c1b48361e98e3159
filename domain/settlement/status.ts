import type { FreightProcess, FreightStatus } from './types.ts';

/** How far the cost of a shipment is. */
export function statusOf({ accruals, bills, disputes, isCancelled }: FreightProcess): FreightStatus {
  if (disputes.some(({ status }) => status === 'open')) return 'freight-disputed';
  if (accruals.some(({ status }) => status === 'open')) return 'freight-accrued';
  return bills.some(({ kind }) => kind === 'invoice') || isCancelled ? 'freight-settled' : 'freight-expected';
}
