import { processWrite } from '../process/write.ts';
import type { StockPosition } from './types.ts';

/** A changed position as the effect that a run stages; it is found by its item and by item and warehouse. */
export const positionWrite = (position: StockPosition, version: number, tenant: string) =>
  processWrite(position, {
    ...{ tenant, version },
    summary: {
      ...{ kind: 'stock', status: position.difference ? 'stock-differs' : 'stock-even' },
      ...{ customer: position.warehouse, held: false, updatedAt: position.updatedAt },
    },
    identifiers: [{ scheme: 'stock', value: position.sku }],
  });

/** A stored position, typed: states under its key are only ever written by `positionWrite`. */
export const foundPosition = ({ state }: { readonly state: unknown }): StockPosition =>
  state as StockPosition;
