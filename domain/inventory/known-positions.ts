import type { StockPosition } from './types.ts';
import { foundPosition } from './writes.ts';

/** Positions as they are stored, with the version of each. */
export interface KnownPositions {
  readonly positions: ReadonlyMap<string, StockPosition>;
  readonly versions: ReadonlyMap<string, number>;
}

interface Stored {
  readonly key: string;
  readonly version: number;
  readonly state: unknown;
}

/** Where positions are kept; a node's context is one. */
export interface PositionSource {
  readonly envelope: { readonly tenant: string };
  process(tenant: string, key: string): Promise<Stored | null>;
}

/** Those positions of the keys that are known, of the tenant whose message it is. */
export async function knownPositions(
  keys: Iterable<string>,
  source: PositionSource,
): Promise<KnownPositions> {
  const { tenant } = source.envelope;
  const stored = await Promise.all([...new Set(keys)].map((key) => source.process(tenant, key)));
  const found = stored.filter((one) => one !== null);
  return {
    positions: new Map(found.map((one) => [one.key, foundPosition(one)])),
    versions: new Map(found.map(({ key, version }) => [key, version])),
  };
}
