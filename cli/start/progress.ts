import { statuses } from '../../domain/process/types.ts';
import type { RuntimeCounts } from '../../runtime/face.ts';

/** The numbers of the progress line. */
export interface Progress {
  readonly ordersIn: number;
  readonly inProgress: number;
  readonly invoiced: number;
  readonly posted: number;
  readonly held: number;
  readonly failed: number;
  readonly queued: number;
}

/** Orders by what has become of them; `failed` counts open exceptions. */
export function progressOf({ ledger, queued }: Pick<RuntimeCounts, 'ledger' | 'queued'>): Progress {
  const ordersIn = statuses.reduce((sum, status) => sum + (ledger.processes[status] ?? 0), 0);
  const posted = ledger.processes.posted ?? 0;
  return {
    ordersIn,
    inProgress: ordersIn - posted,
    invoiced: posted + (ledger.processes.invoiced ?? 0),
    posted,
    held: ledger.held,
    failed: ledger.openExceptions,
    queued,
  };
}

export function progressLine({ ordersIn, inProgress, invoiced, held, failed, queued }: Progress): string {
  return `orders in ${ordersIn} · in progress ${inProgress} · invoiced ${invoiced} · held ${held} · failed ${failed} · queued ${queued}`;
}
