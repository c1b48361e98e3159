import { setImmediate as breathe } from 'node:timers/promises';
import { gapsOf } from '../../domain/process/gaps.ts';
import { foundProcess } from '../../domain/process/locate.ts';
import { type OrderGap, type Reconciled, reconcile } from '../../domain/process/reconciliation.ts';
import type { ProcessTerms } from '../../domain/process/terms.ts';
import { statuses } from '../../domain/process/types.ts';
import type { Ledger, StoredProcess } from '../../ledger/ledger.ts';
import { type Clock, instant } from '../clock.ts';

export interface Reconciliation {
  readonly asOf: string;
  /** Orders that were looked at: all that are neither posted nor cancelled. */
  readonly orders: number;
  /** False when there were more orders than are looked at. */
  readonly complete: boolean;
  readonly kinds: readonly Reconciled[];
}

export interface ReconcileOptions {
  readonly ledger: Pick<Ledger, 'processes'>;
  readonly clock: Clock;
  readonly terms: ProcessTerms;
}

/** A page is read in some milliseconds: what runs meanwhile must not wait for it. */
const pageOrders = 25;
const mostOrders = 20_000;
const mostNamed = 50;

/** Looks through every order that is not posted yet for what one side knows and the other does not. */
export async function reconciliation({ ledger, clock, terms }: ReconcileOptions): Promise<Reconciliation> {
  const asOf = instant(clock);
  const gaps: OrderGap[] = [];
  let orders = 0;
  for (const status of statuses.filter((each) => each !== 'posted' && each !== 'cancelled')) {
    let last: StoredProcess | undefined;
    do {
      const after = last && { updatedAt: last.summary.updatedAt, tenant: last.tenant, key: last.key };
      const page = await ledger.processes({ status, limit: pageOrders, ...(after && { after }) });
      orders += page.length;
      for (const stored of page) gaps.push(...gapsIn(stored, terms, asOf));
      last = page.length === pageOrders ? page.at(-1) : undefined;
      await breathe();
    } while (last && orders < mostOrders);
  }
  return { asOf, orders, complete: orders < mostOrders, kinds: reconcile(gaps, asOf, mostNamed) };
}

function gapsIn(stored: StoredProcess, terms: ProcessTerms, asOf: string): readonly OrderGap[] {
  const { process } = foundProcess(stored);
  const { tenant, key } = stored;
  const { orderNumber, customer } = process.order;
  const order = { tenant, key, orderNumber, customer: customer.id };
  return gapsOf(process, terms, asOf).map((gap) => ({ ...gap, ...order }));
}
