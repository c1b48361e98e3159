import type { StockPosition } from './types.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** A changed position as the effect that a run stages; it is found by its item and by item and warehouse. */
export const positionWrite = (position: StockPosition, version: number, tenant: string) => ({
  kind: 'process' as const,
  ...{ tenant, key: position.key, expectVersion: version },
  // Plain JSON by construction; its interface only lacks the index signature.
  state: position as unknown as Json,
  summary: {
    status: position.difference ? 'stock-differs' : 'stock-even',
    ...{ customer: position.warehouse, held: false, updatedAt: position.updatedAt },
  },
  identifiers: [{ scheme: 'stock', value: position.sku }],
});

/** A stored position, typed: states under its key are only ever written by `positionWrite`. */
export const foundPosition = ({ state }: { readonly state: unknown }): StockPosition =>
  state as StockPosition;
