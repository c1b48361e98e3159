import type { Item, Money } from '../../domain/canonical/types.generated.ts';
import { gapsOf } from '../../domain/process/gaps.ts';
import { foundProcess } from '../../domain/process/locate.ts';
import { type OrderGap, type Reconciled, reconcile } from '../../domain/process/reconciliation.ts';
import type { ProcessTerms } from '../../domain/process/terms.ts';
import { statuses } from '../../domain/process/types.ts';
import { isOrder, kindOf } from '../../domain/process/write.ts';
import { freightGaps } from '../../domain/settlement/gaps.ts';
import { foundFreight } from '../../domain/settlement/locate.ts';
import { freightStatuses } from '../../domain/settlement/types.ts';
import { stockGaps } from '../../domain/stock-reconciliation/gaps.ts';
import { foundReconciliation } from '../../domain/stock-reconciliation/keys.ts';
import { reconciliationStatuses } from '../../domain/stock-reconciliation/types.ts';
import type { Ledger, StoredProcess } from '../../ledger/ledger.ts';
import { type Clock, instant } from '../clock.ts';
import type { MasterDataView } from '../packs-view.ts';
import { lookThrough } from './open-processes.ts';

export interface Reconciliation {
  readonly asOf: string;
  /** Orders that were looked at: all that are neither posted nor cancelled. */
  readonly orders: number;
  /** False when there were more orders, shipments or comparisons of stock than are looked at. */
  readonly complete: boolean;
  readonly kinds: readonly Reconciled[];
}

export interface ReconcileOptions {
  readonly ledger: Pick<Ledger, 'processes'>;
  readonly clock: Clock;
  readonly terms: ProcessTerms;
  /** Where list prices of items are; stock is not valued without. */
  readonly masterData?: Pick<MasterDataView, 'lookup'>;
  /** Of one tenant alone. */
  readonly tenant?: string;
  /** From when on what is open is counted as aged. */
  readonly agedDays?: number | undefined;
}

const mostNamed = 50;
/** Nothing more is expected of what has got so far. */
const ended: ReadonlySet<string> = new Set(['posted', 'cancelled', 'freight-settled']);

/** Looks through every order that is not posted and every shipment not settled for what one side knows and the other does not. */
export async function reconciliation(options: ReconcileOptions): Promise<Reconciliation> {
  const { ledger, clock, tenant, agedDays } = options;
  const asOf = instant(clock);
  const look = (stored: StoredProcess) => ({
    isOrder: isOrder(stored),
    gaps: gapsIn(stored, options, asOf),
  });
  const found = [];
  let complete = true;
  // Each with a limit of its own: many orders hide no freight and no stock.
  for (const group of [statuses, freightStatuses, reconciliationStatuses]) {
    const open = group.filter((each) => !ended.has(each));
    const looked = await lookThrough({ ledger, clock, tenant }, open, look);
    found.push(...looked.found);
    complete &&= looked.complete;
  }
  const gaps = found.flatMap((one) => one.gaps);
  const orders = found.filter((one) => one.isOrder).length;
  return { asOf, orders, complete, kinds: reconcile(gaps, asOf, mostNamed, agedDays) };
}

function gapsIn(
  stored: StoredProcess,
  { terms, masterData }: ReconcileOptions,
  asOf: string,
): readonly OrderGap[] {
  if (kindOf(stored) === 'stock-reconciliation') return gapsOfStock(stored, asOf, masterData);
  if (!isOrder(stored)) return gapsOfFreight(stored);
  const { process } = foundProcess(stored);
  const { tenant, key } = stored;
  const { orderNumber, customer } = process.order;
  const order = { tenant, key, orderNumber, customer: customer.id };
  return gapsOf(process, terms, asOf).map((gap) => ({ ...gap, ...order }));
}

function gapsOfFreight(stored: StoredProcess): readonly OrderGap[] {
  const { process } = foundFreight(stored);
  const { tenant, key } = stored;
  const named = { tenant, key, orderNumber: process.shipmentId ?? key, customer: process.carrier.scac };
  return freightGaps(process).map((gap) => ({ ...gap, ...named }));
}

function gapsOfStock(
  stored: StoredProcess,
  at: string,
  masterData: ReconcileOptions['masterData'],
): readonly OrderGap[] {
  const found = foundReconciliation(stored);
  const { tenant, key } = stored;
  const priceOf = (sku: string, unit: string): Money | null => {
    // Records of master data have passed the schema of their object.
    const item = masterData?.lookup('item', 'sku', sku, { tenant, at }) as Item | null | undefined;
    return item?.baseUnit === unit ? item.price : null;
  };
  const named = { tenant, key, orderNumber: found.warehouse, customer: found.owner ?? 'own stock' };
  return stockGaps(found, priceOf).map((gap) => ({ ...gap, ...named }));
}
