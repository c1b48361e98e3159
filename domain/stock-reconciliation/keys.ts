import { stockPart } from '../inventory/position.ts';
import { processWrite } from '../process/write.ts';
import type { StockReconciliation } from './types.ts';

const prefix = 'stock-reconciliation/';

/** Under which the last comparison of a warehouse, and of an owner in it, is kept. */
export const reconciliationKey = (warehouse: string, owner?: string): string =>
  `${prefix}${[warehouse, ...(owner === undefined ? [] : [owner])].map(stockPart).join('/')}`;

/** True of the key of a comparison of stock, which is no order's. */
export const isReconciliationKey = (key: string): boolean => key.startsWith(prefix);

/** A comparison as the effect that a run stages. */
export const reconciliationWrite = (state: StockReconciliation, version: number, tenant: string) =>
  processWrite(state, {
    ...{ tenant, version },
    summary: {
      kind: 'stock-reconciliation',
      status: state.proposals.some(({ state: at }) => at === 'open') ? 'stock-to-decide' : 'stock-reconciled',
      ...{ customer: state.warehouse, held: false, updatedAt: state.comparedAt },
    },
    identifiers: [{ scheme: 'stock-reconciliation', value: state.warehouse }],
  });

/** A stored comparison, typed: states under its key are only ever written by `reconciliationWrite`. */
export const foundReconciliation = ({ state }: { readonly state: unknown }): StockReconciliation =>
  state as StockReconciliation;
